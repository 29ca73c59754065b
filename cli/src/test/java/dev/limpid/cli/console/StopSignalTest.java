package dev.limpid.cli.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;

class StopSignalTest {
    /** A run that never comes to a safe place. */
    static final class Endless {
        private Endless() {}

        public static void main(String[] args) throws InterruptedException {
            var err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
            try (StopSignal stop = StopSignal.install(new Console(err, err, 0))) {
                err.println("ready " + stop.requested());
                Thread.sleep(TimeUnit.MINUTES.toMillis(1));
            }
        }
    }

    @Test
    @DisabledOnOs(OS.WINDOWS) // whose processes cannot be asked to end
    void theSecondTimeAProcessIsToldToEndItEndsAtOnce() throws Exception {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Endless.class.getName())
                .start();
        try (var lines = new BufferedReader(new InputStreamReader(process.getErrorStream(), StandardCharsets.UTF_8))) {
            assertThat(lines.readLine()).isEqualTo("ready false");
            process.toHandle().destroy();
            assertThat(lines.readLine()).contains("once more ends at once");
            assertThat(process.isAlive()).isTrue();
            process.toHandle().destroy();
            assertThat(process.waitFor()).isEqualTo(128 + 15);
        } finally {
            process.destroyForcibly();
        }
    }
}
