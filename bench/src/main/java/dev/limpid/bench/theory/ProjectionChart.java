package dev.limpid.bench.theory;

import java.awt.Color;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.Styler.LegendPosition;
import org.knowm.xchart.style.lines.SeriesLines;
import org.knowm.xchart.style.markers.SeriesMarkers;

/**
 * Both projections on a curve in the plane that is measured by one row, and the distances of the random trials in R³.
 *
 * <p>The curve, A and the truth are chosen so that the steps can be told apart; the random trials say how it is otherwise.
 */
final class ProjectionChart {
    private static final Curve PARABOLA = new Curve(t -> new double[] {t, 0.35 * t * t}, -0.4, 2.3);
    private static final Matrix A = new Matrix(1, 2, 0.25, 0.97);
    private static final double START = 0;
    private static final double TRUTH = 1.9;
    private static final int STEPS = 6;
    /** The least distance on the axis. */
    private static final double SHOWN = 1e-3;
    /** The least one that is drawn, below the axis. */
    private static final double LEAST = 1e-6;

    private ProjectionChart() {}

    static byte[] of(TheoryResults results) throws IOException {
        return Charts.beside(List.of(
                path("plain projection", Projection.PLAIN),
                path("A-guided projection", Projection.GUIDED),
                distances(results.projections().get(0))));
    }

    private static XYChart path(String title, Projection projection) {
        XYChart chart = Charts.panel(title, "", "");
        chart.getStyler()
                .setXAxisMin(-0.6)
                .setXAxisMax(2.6)
                .setYAxisMin(-0.4)
                .setYAxisMax(2.2)
                .setLegendPosition(LegendPosition.InsideSE);
        double[] truth = PARABOLA.at(TRUTH);
        double[] y = A.times(truth);
        line(chart, "range of G", PARABOLA.places(), Charts.GRAY);
        line(chart, "A x = y", level(y[0]), Charts.GREEN).setLineStyle(Charts.DASHED);
        Projection.Path path = projection.descend(PARABOLA, A, y, PARABOLA.at(START), STEPS);
        line(chart, "v and its projection", turns(path), Charts.BLUE).setLineWidth(1.2f);
        dots(chart, "iterates x", path.points(), Charts.BLUE);
        dots(chart, "truth x*", List.of(truth), Charts.ORANGE).setMarker(SeriesMarkers.DIAMOND);
        return chart;
    }

    /** Two points of the line A x = y. */
    private static List<double[]> level(double y) {
        double[] row = A.transposedTimes(new double[] {1});
        return List.of(new double[] {-1, (y + row[0]) / row[1]}, new double[] {3, (y - 3 * row[0]) / row[1]});
    }

    /** x₀, v₁, x₁, v₂, … */
    private static List<double[]> turns(Projection.Path path) {
        return IntStream.range(0, 2 * path.steps().size() + 1)
                .mapToObj(i ->
                        i % 2 == 0 ? path.points().get(i / 2) : path.steps().get(i / 2))
                .toList();
    }

    private static XYChart distances(ProjectionTrials trials) {
        XYChart chart = Charts.panel(
                String.format(Locale.ROOT, "%d random curves in R³, m = %d", trials.count(), trials.measurements()),
                "step",
                "distance to x*");
        chart.getStyler()
                .setYAxisLogarithmic(true)
                .setYAxisMin(SHOWN)
                .setYAxisMax(10.0)
                .setLegendPosition(LegendPosition.InsideNE);
        double[] steps = IntStream.rangeClosed(0, ProjectionTrials.STEPS)
                .mapToDouble(i -> i)
                .toArray();
        Charts.bands(
                chart,
                steps,
                List.of(
                        new Charts.Band("plain", by(trials, Projection.PLAIN), Charts.ORANGE, Charts.SOLID),
                        new Charts.Band("A-guided", by(trials, Projection.GUIDED), Charts.BLUE, Charts.SOLID)));
        return chart;
    }

    private static List<Quartiles> by(ProjectionTrials trials, Projection projection) {
        return IntStream.rangeClosed(0, ProjectionTrials.STEPS)
                .mapToObj(step -> visible(trials.after(projection, step)))
                .toList();
    }

    /** The axis is logarithmic, and the truth can be met exactly. */
    private static Quartiles visible(Quartiles distance) {
        return new Quartiles(
                Math.max(LEAST, distance.lower()),
                Math.max(LEAST, distance.median()),
                Math.max(LEAST, distance.upper()));
    }

    private static XYSeries line(XYChart chart, String name, List<double[]> points, Color color) {
        return Charts.line(
                chart,
                name,
                points.stream().mapToDouble(p -> p[0]).toArray(),
                points.stream().mapToDouble(p -> p[1]).toArray(),
                color,
                Charts.SOLID);
    }

    private static XYSeries dots(XYChart chart, String name, List<double[]> points, Color color) {
        XYSeries series = line(chart, name, points, color);
        series.setLineStyle(SeriesLines.NONE);
        series.setMarker(SeriesMarkers.CIRCLE).setMarkerColor(color);
        return series;
    }
}
