package dev.limpid.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.limpid.io.Images;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class BlindBenchTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @TempDir
    private Path folder;

    private int run(String... more) throws IOException {
        Path data = folder.resolve("data");
        Files.createDirectories(data);
        Images.write(
                Images.resize(Images.read(Path.of("../samples/chelsea.png")).pixels(), 64, 64),
                data.resolve("chelsea.png"));
        var arguments = new ArrayList<>(List.of(
                "blind",
                "--data",
                data.toString(),
                "--out",
                folder.resolve("out").toString()));
        arguments.addAll(List.of(more));
        return Bench.commandLine()
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(arguments.toArray(String[]::new));
    }

    private List<String> rows() throws IOException {
        return Files.readAllLines(folder.resolve("out/scores.csv")).stream()
                .filter(line -> line.startsWith("motion,") || line.startsWith("gaussian,"))
                .toList();
    }

    @Test
    void scoresAreKeptAndOnlyWhatIsMissingIsMeasured() throws IOException {
        assertThat(run("--methods", "y")).isZero();
        List<String> first = rows();

        assertThat(run("--methods", "y,wiener-true-kernel")).isZero();

        assertThat(first).hasSize(2);
        assertThat(rows()).hasSize(4).containsAll(first);
        assertThat(out.toString())
                .contains("1 methods on 1 pictures, twice: 0 network evaluations")
                .contains("; 2 scores are there")
                .contains("|             motion | pictures | PSNR, dB |")
                .contains("kernel error of the uniform kernel");
    }

    @Test
    void aReportMeasuresNothing() throws IOException {
        assertThat(run("--methods", "y")).isZero();
        byte[] before = Files.readAllBytes(folder.resolve("out/scores.csv"));

        assertThat(run("--methods", "y,dmilo-blind-paper", "--report")).isZero();

        assertThat(Files.readAllBytes(folder.resolve("out/scores.csv"))).isEqualTo(before);
        assertThat(out.toString()).contains("| dmilo-blind-paper |        0 |");
    }

    @Test
    void refusesScoresOfAnotherSeed() throws IOException {
        assertThat(run("--methods", "y")).isZero();

        assertThat(run("--methods", "y", "--seed", "1")).isEqualTo(CommandLine.ExitCode.SOFTWARE);

        assertThat(err.toString()).contains("scores.csv: was made with seed = 0, and this run has 1");
    }

    @Test
    void wrongUsageIsOneLine() throws IOException {
        assertThat(run("--methods", "magic")).isEqualTo(CommandLine.ExitCode.USAGE);
        assertThat(err.toString())
                .contains("--methods: unknown method 'magic': y, wiener-true-kernel")
                .contains("dmilo-pgd-blind-paper");
        assertThat(run("--count", "0")).isEqualTo(CommandLine.ExitCode.USAGE);
        assertThat(err.toString()).contains("--count must be positive, got 0");
    }
}
