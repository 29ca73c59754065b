package dev.limpid.imagej;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A virtual screen of its own for ImageJ, which has menus even where it shows nothing. */
final class Screen implements AutoCloseable {
    private final String display;
    private final Process server;

    private Screen(String display, Process server) {
        this.display = display;
        this.server = server;
    }

    /** Opens one; where there is no Xvfb the test is skipped, with that reason. */
    static Screen open() throws IOException {
        Optional<Path> xvfb = program("Xvfb");
        if (xvfb.isEmpty()) {
            System.out.println("skipped: Xvfb is not on the path, which the tests of ImageJ's window need");
        }
        assumeTrue(xvfb.isPresent(), "Xvfb is not on the path");
        Process server = new ProcessBuilder(
                        xvfb.orElseThrow().toString(),
                        "-displayfd",
                        "1",
                        "-screen",
                        "0",
                        "1280x900x24",
                        "-nolisten",
                        "tcp")
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        var out = new BufferedReader(new InputStreamReader(server.getInputStream(), StandardCharsets.US_ASCII));
        @Nullable String number = out.readLine();
        assumeTrue(number != null, "Xvfb does not start");
        return new Screen(":" + number, server);
    }

    private static Optional<Path> program(String name) {
        String path = System.getenv().getOrDefault("PATH", "");
        return Arrays.stream(path.split(":", -1))
                .map(folder -> Path.of(folder, name))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /** The name of the display for another process. */
    String display() {
        return display;
    }

    @Override
    public void close() {
        server.destroy();
    }
}
