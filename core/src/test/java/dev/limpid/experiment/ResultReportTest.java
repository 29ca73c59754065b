package dev.limpid.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.limpid.metric.Quantity;
import dev.limpid.metric.Quantity.Better;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ResultReportTest {
    private static final Quantity PSNR = new Quantity("psnr", "PSNR", "dB", Better.HIGHER, 2);
    private static final Quantity ERROR = new Quantity("error", "kernel error", "", Better.LOWER, 1);
    private static final Quantity COUNT = new Quantity("n", "evaluations", "", Better.LOWER, 0);

    private static ResultRow row(String task, String picture, String method, double psnr, double error) {
        return new ResultRow(task, picture, method, Map.of("psnr", psnr, "error", error, "n", 280.0));
    }

    private static final List<ResultRow> ROWS = List.of(
            row("motion", "0", "y", 20, Double.NaN),
            row("motion", "1", "y", 22, Double.NaN),
            row("motion", "2", "blind", 31, 0.25),
            row("motion", "1", "blind", 25, 0.5),
            row("motion", "2", "y", 28, Double.NaN),
            row("motion", "2", "y", 99, 99),
            row("gaussian", "1", "y", 50, 50));

    private static final ResultReport REPORT = new ResultReport(ROWS, List.of(PSNR, ERROR, COUNT));

    @Test
    void aSpreadIsOfTheMethodsOwnPictures() {
        Spread y = REPORT.spread("motion", "y", PSNR);

        assertThat(y.count()).isEqualTo(3);
        assertThat(y.mean()).isCloseTo(70.0 / 3, within(1e-12));
        assertThat(y.deviation()).isCloseTo(Math.sqrt((100.0 / 9 + 16.0 / 9 + 196.0 / 9) / 2), within(1e-12));
        assertThat(REPORT.spread("motion", "y", ERROR).count()).isZero();
    }

    @Test
    void differencesAreOfThePicturesThatBothHaveWhateverTheirOrder() {
        PairedDifference d = REPORT.difference("motion", "y", "blind", PSNR).orElseThrow();

        // 25 − 22 and 31 − 28.
        assertThat(d.count()).isEqualTo(2);
        assertThat(d.mean()).isEqualTo(3);
        assertThat(d.half()).isZero();
        assertThat(REPORT.difference("motion", "y", "blind", ERROR)).isEmpty();
        assertThat(REPORT.difference("gaussian", "y", "blind", PSNR)).isEmpty();
    }

    @Test
    void rendersMeansInMarkdown() {
        assertThat(REPORT.means("motion", List.of("y", "blind", "dps"))).isEqualTo("""
                | motion | pictures |     PSNR, dB | kernel error | evaluations |
                |-------:|---------:|-------------:|-------------:|------------:|
                |      y |        3 | 23.33 ± 4.16 |            – |         280 |
                |  blind |        2 | 28.00 ± 4.24 |    0.4 ± 0.2 |         280 |
                |    dps |        0 |            – |            – |           – |
                """);
    }

    @Test
    void rendersDifferencesInMarkdown() {
        var rows = List.of(
                row("t", "0", "a", 20, 0.5),
                row("t", "1", "a", 22, 0.5),
                row("t", "2", "a", 24, 0.5),
                row("t", "0", "b", 23.1, 0.9),
                row("t", "1", "b", 25, 0.8),
                row("t", "2", "b", 27, 0.9),
                row("t", "0", "c", 21, 0.1));

        String table =
                new ResultReport(rows, List.of(PSNR, ERROR, COUNT)).differences("t", "a", List.of("a", "b", "c"));

        assertThat(table).isEqualTo("""
                | t, less a | pictures |            PSNR, dB |     kernel error | evaluations |
                |----------:|---------:|--------------------:|-----------------:|------------:|
                |         b |        3 | +3.03 ± 0.14 better | +0.4 ± 0.1 worse |      +0 ± 0 |
                |         c |        1 |               +1.00 |             -0.4 |          +0 |
                """);
    }
}
