package dev.limpid.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The message and the exit code of a process whose standard output cannot be written. */
@EnabledOnOs(OS.LINUX)
class StandardOutputTest {
    private static final File FULL = new File("/dev/full");
    private static final String LOST = "limpid: standard output could not be written to its end";

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--help",
                "--version",
                "restore --help",
                "prior evaluate --help",
                "completion",
                "tasks",
                "operators",
                "solvers",
                "priors",
                "doctor --no-self-test",
                "man --out DIR/man",
                "checkpoint inspect cats64",
                "checkpoint verify cats64",
                "degrade DIR/a.png --task denoise --out DIR/degraded",
                "degrade DIR/a.png --task denoise --json --out DIR/degraded",
                "restore DIR/a.png --task denoise --solver as-measured --out DIR/restored --resize",
                "restore DIR/a.png --task denoise --solver as-measured --out DIR/restored --resize --json"
            })
    void isNotLostWithoutAWord(String arguments) throws Exception {
        new TinyRuns(folder).picture("a.png", 64, 3);

        Process process =
                start(FULL, arguments.replace("DIR", folder.toString()).split(" "));
        List<String> err = lines(process);

        assertThat(process.waitFor()).as(arguments).isEqualTo(1);
        assertThat(err).as(arguments).filteredOn(line -> line.startsWith(LOST)).hasSize(1);
        assertThat(err.get(err.size() - 1)).startsWith(LOST);
    }

    @Test
    void aFailureBeforeKeepsItsCode() throws Exception {
        Process process = start(FULL, "dmeo");

        assertThat(lines(process)).singleElement().asString().startsWith("limpid: unknown command");
        assertThat(process.waitFor()).isEqualTo(2);
    }

    private static Process start(File out, String... arguments) throws IOException {
        return new ProcessBuilder(OwnProcess.command(arguments))
                .redirectOutput(out)
                .start();
    }

    static List<String> lines(Process process) throws IOException {
        return new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8)
                .lines()
                .toList();
    }
}
