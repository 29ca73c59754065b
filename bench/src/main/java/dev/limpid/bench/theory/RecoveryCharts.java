package dev.limpid.bench.theory;

import java.io.IOException;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.style.Styler.LegendPosition;

/** Errors and constants by the number of measurements, for the range alone and with deviations. */
final class RecoveryCharts {
    private final TheoryResults results;
    private final boolean extended;

    private RecoveryCharts(TheoryResults results, boolean extended) {
        this.results = results;
        this.extended = extended;
    }

    /** The error of the measurement optimum, between the best that is possible and the right side of the inequality. */
    static byte[] errors(TheoryResults results) throws IOException {
        return Charts.beside(
                List.of(new RecoveryCharts(results, false).error(), new RecoveryCharts(results, true).error()));
    }

    /** γ of S-REC, over random pairs and over pairs that were sought. */
    static byte[] gammas(TheoryResults results) throws IOException {
        return Charts.beside(
                List.of(new RecoveryCharts(results, false).gamma(), new RecoveryCharts(results, true).gamma()));
    }

    private XYChart error() {
        XYChart chart = Charts.panel(name(), "measurements m", "distance to x*");
        chart.getStyler()
                .setYAxisLogarithmic(true)
                .setYAxisMin(0.03)
                .setYAxisMax(300.0)
                .setLegendPosition(LegendPosition.InsideNE);
        Charts.bands(
                chart,
                measurements(),
                List.of(
                        new Charts.Band("right side, γ as found", by(Recovery::bound), Charts.GRAY, Charts.SOLID),
                        new Charts.Band(
                                "right side, γ = ½",
                                by(r -> r.bound(Setting.FIXED_GAMMA)),
                                Charts.GREEN,
                                Charts.DASHED),
                        new Charts.Band("measurement optimum", by(Recovery::error), Charts.BLUE, Charts.SOLID),
                        new Charts.Band("true optimum", by(Recovery::best), Charts.ORANGE, Charts.SOLID)));
        return chart;
    }

    private XYChart gamma() {
        XYChart chart = Charts.panel(name(), "measurements m", "γ for δ = " + Setting.DELTA);
        chart.getStyler().setYAxisMin(0.0).setYAxisMax(1.0).setLegendPosition(LegendPosition.InsideSE);
        Charts.bands(
                chart,
                measurements(),
                List.of(
                        new Charts.Band(
                                "least of random pairs", by(Recovery::randomGamma), Charts.ORANGE, Charts.SOLID),
                        new Charts.Band("least found by descent", by(Recovery::gamma), Charts.BLUE, Charts.SOLID)));
        return chart;
    }

    private String name() {
        return extended ? "range with sparse deviations" : "range of the generator";
    }

    private double[] measurements() {
        return results.setting().measurements().stream()
                .mapToDouble(Integer::doubleValue)
                .toArray();
    }

    private List<Quartiles> by(ToDoubleFunction<Recovery> number) {
        return results.setting().measurements().stream()
                .map(m -> results.quartiles(extended, m, number))
                .toList();
    }
}
