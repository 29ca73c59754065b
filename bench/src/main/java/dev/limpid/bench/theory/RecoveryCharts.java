package dev.limpid.bench.theory;

import java.awt.Color;
import java.io.IOException;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.Styler.LegendPosition;

/** Errors and constants by the number of measurements, for the range alone and with deviations. */
final class RecoveryCharts {
    private RecoveryCharts() {}

    /** The error of the measurement optimum between the best that is possible and the bound. */
    static byte[] errors(TheoryResults results) throws IOException {
        return Charts.beside(List.of(error(results, false), error(results, true)));
    }

    private static XYChart error(TheoryResults results, boolean extended) {
        XYChart chart = Charts.panel(name(extended), "measurements m", "distance to x*");
        chart.getStyler()
                .setYAxisLogarithmic(true)
                .setYAxisMin(0.03)
                .setYAxisMax(300.0)
                .setLegendPosition(LegendPosition.InsideNE);
        add(chart, "right side, γ as found", results, extended, Recovery::bound, Charts.GRAY);
        add(chart, "right side, γ = ½", results, extended, r -> r.bound(Setting.FIXED_GAMMA), Charts.GREEN)
                .setLineStyle(Charts.DASHED);
        add(chart, "measurement optimum", results, extended, Recovery::error, Charts.BLUE);
        add(chart, "true optimum", results, extended, Recovery::best, Charts.ORANGE);
        return chart;
    }

    /** γ of S-REC, over random pairs and over pairs that were sought. */
    static byte[] gammas(TheoryResults results) throws IOException {
        return Charts.beside(List.of(gamma(results, false), gamma(results, true)));
    }

    private static XYChart gamma(TheoryResults results, boolean extended) {
        XYChart chart = Charts.panel(name(extended), "measurements m", "γ for δ = " + Setting.DELTA);
        chart.getStyler().setYAxisMin(0.0).setYAxisMax(1.0).setLegendPosition(LegendPosition.InsideSE);
        add(chart, "least of random pairs", results, extended, Recovery::randomGamma, Charts.ORANGE);
        add(chart, "least found by descent", results, extended, Recovery::gamma, Charts.BLUE);
        return chart;
    }

    private static XYSeries add(
            XYChart chart,
            String name,
            TheoryResults results,
            boolean extended,
            ToDoubleFunction<Recovery> number,
            Color color) {
        List<Integer> m = results.setting().measurements();
        return Charts.banded(
                chart,
                name,
                m.stream().mapToDouble(Integer::doubleValue).toArray(),
                m.stream()
                        .map(count -> results.quartiles(extended, count, number))
                        .toList(),
                color,
                Charts.SOLID);
    }

    private static String name(boolean extended) {
        return extended ? "range with sparse deviations" : "range of the generator";
    }
}
