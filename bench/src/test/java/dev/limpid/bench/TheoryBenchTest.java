package dev.limpid.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class TheoryBenchTest {
    private static final List<String> FILES =
            List.of("numbers.csv", "projection.csv", "error.png", "s-rec.png", "projection.png", "report.md");

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @TempDir
    private Path folder;

    private int run(Path to, String... more) {
        var arguments = new ArrayList<>(List.of("theory", "--out", to.toString()));
        arguments.addAll(List.of(more));
        return Bench.commandLine()
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(arguments.toArray(String[]::new));
    }

    @Test
    void theSameSeedGivesTheSameBytes() throws IOException {
        Path first = folder.resolve("first");
        Path second = folder.resolve("second");

        assertThat(run(first, "--trials", "1", "--dimension", "16")).isZero();
        assertThat(run(second, "--trials", "1", "--dimension", "16")).isZero();

        assertThat(first).isDirectory();
        try (var files = Files.list(first)) {
            assertThat(files.map(file -> file.getFileName().toString())).containsExactlyInAnyOrderElementsOf(FILES);
        }
        for (String name : FILES) {
            assertThat(second.resolve(name)).as(name).hasSameBinaryContentAs(first.resolve(name));
        }
        assertThat(out.toString())
                .contains("Signals of n = 16 numbers, seed 0.")
                .contains("| the inequality holds | 100 % | 100 % |");
        assertThat(ImageIO.read(first.resolve("error.png").toFile()).getWidth()).isGreaterThan(1000);
        assertThat(Files.readAllLines(first.resolve("numbers.csv"))).hasSize(1 + 2 * 8);
    }

    @Test
    void wrongUsageIsOneLineAndLeavesNothing() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "kept");

        assertThat(run(folder.resolve("none"), "--trials", "0")).isEqualTo(CommandLine.ExitCode.USAGE);
        assertThat(run(folder.resolve("none"), "--dimension", "8")).isEqualTo(CommandLine.ExitCode.USAGE);
        assertThat(run(file)).isEqualTo(CommandLine.ExitCode.USAGE);

        assertThat(err.toString().lines())
                .containsExactly(
                        "limpid bench: --trials must be between 1 and 10000, got 0",
                        "limpid bench: --dimension must be between 16 and 256, got 8",
                        "limpid bench: --out: cannot write to a folder " + file);
        assertThat(folder.resolve("none")).doesNotExist();
        assertThat(file).hasContent("kept");
    }
}
