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
        return new CommandLine(new Bench())
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(arguments.toArray(String[]::new));
    }

    @Test
    void scoresAreKeptAndOnlyWhatIsMissingIsMeasured() throws IOException {
        assertThat(run("--methods", "y,wiener-true-kernel")).isZero();
        Path scores = folder.resolve("out/scores.csv");
        List<String> first = Files.readAllLines(scores);
        // A row that was cut in the middle is measured again; the others stay as they are.
        List<String> changed =
                List.of(first.get(0), first.get(1).replaceAll(",[^,]*$", ",1234.00"), first.get(2), "ab,c");
        Files.write(scores, changed);

        assertThat(run("--methods", "y,wiener-true-kernel")).isZero();

        assertThat(first).hasSize(5);
        assertThat(Files.readAllLines(scores)).hasSize(5).contains(changed.get(1));
        assertThat(out.toString())
                .contains("2 methods on 1 pictures, twice: 0 network evaluations")
                .contains("motion | pictures | PSNR dB")
                .contains("kernel error of the uniform kernel");
    }

    @Test
    void knowingTheKernelHelps() throws IOException {
        assertThat(run("--methods", "y,wiener-true-kernel")).isZero();

        List<BlindRow> rows = Files.readAllLines(folder.resolve("out/scores.csv")).stream()
                .flatMap(line -> BlindRow.parse(line).stream())
                .toList();
        for (String kind : List.of("motion", "gaussian")) {
            assertThat(psnr(rows, kind, "wiener-true-kernel")).isGreaterThan(psnr(rows, kind, "y") + 0.5);
        }
    }

    @Test
    void aReportMeasuresNothing() throws IOException {
        assertThat(run("--methods", "y")).isZero();
        List<String> before = Files.readAllLines(folder.resolve("out/scores.csv"));

        assertThat(run("--methods", "y,dmilo-blind-paper", "--report")).isZero();

        assertThat(Files.readAllLines(folder.resolve("out/scores.csv"))).isEqualTo(before);
        assertThat(out.toString()).contains("dmilo-blind-paper | 0 | – | – | – | – | 32 + 6000 | NaN");
    }

    @Test
    void differencesAreOfThePicturesThatBothHave() {
        List<BlindRow> rows = List.of(
                row("y", 0, 20),
                row("y", 1, 22),
                row("blind-pgd", 1, 25),
                row("blind-pgd", 2, 30),
                row("y", 2, 28),
                row("y", 7, 90));

        List<String> lines = new BlindReport(rows, "hash", 3).lines(List.of(BlindMethod.Y, BlindMethod.BLIND_PGD));

        // Differences of 3 and 2 dB: 12.706 · 0.7071 / √2 for one degree of freedom.
        assertThat(lines.get(2)).isEqualTo("y | 3 | 23.33 ± 4.16 | 0.500 ± 0.000 | – | +2.50 ± 6.35 | 0 + 0 | 1.0");
        assertThat(lines.get(3)).startsWith("blind-pgd | 2 | 27.50 ± 3.54 | ").contains(" | +0.00 ± 0.00 | 280 + 0 | ");
    }

    private static BlindRow row(String method, int picture, double psnr) {
        return new BlindRow("hash", "motion", method, picture, psnr, 0.5, Double.NaN, 1);
    }

    private static double psnr(List<BlindRow> rows, String kind, String method) {
        return rows.stream()
                .filter(row -> row.kind().equals(kind) && row.method().equals(method))
                .findFirst()
                .orElseThrow()
                .psnr();
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
