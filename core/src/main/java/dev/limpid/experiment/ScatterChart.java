package dev.limpid.experiment;

import dev.limpid.metric.Quantity;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/**
 * Solvers as points, a number against another one, as SVG. The horizontal axis is logarithmic, with a place of its own for 0. Names stand
 * in a column at the right, as points often lie upon each other, and lines lead to them.
 *
 * @param title to be read aloud
 * @param across of the horizontal axis
 * @param up of the vertical axis
 */
record ScatterChart(String title, Quantity across, Quantity up, List<Point> points) {
    private static final int LEFT = 64;
    private static final int TOP = 26;
    private static final int ZERO = 56;
    private static final int PLOT = 350;
    private static final int GAP = 34;
    private static final int NAMES = 150;
    private static final int LINE = 17;
    private static final int LEAST_HEIGHT = 250;
    private static final int BOTTOM = 46;

    /** A solver; {@code x} is 0 or more. */
    record Point(String name, double x, double y) {}

    ScatterChart {
        points = points.stream()
                .sorted(Comparator.comparingDouble(Point::y).reversed())
                .toList();
    }

    Html html() {
        int width = LEFT + ZERO + PLOT + GAP + NAMES;
        int height = TOP + plotHeight() + BOTTOM;
        var svg = new Html();
        svg.open(
                "svg",
                "viewBox",
                "0 0 " + width + " " + height,
                "class",
                "chart scatter",
                "role",
                "img",
                "aria-label",
                title);
        ChartAxis vertical = ChartAxis.linear(points.stream().mapToDouble(Point::y), TOP + plotHeight(), TOP);
        ChartAxis horizontal = ChartAxis.logarithmic(
                points.stream().mapToDouble(Point::x).filter(x -> x > 0), LEFT + ZERO, LEFT + ZERO + PLOT);
        grid(svg, horizontal, vertical);
        List<Double> lines = lines(vertical);
        for (int i = 0; i < points.size(); i++) {
            point(svg, points.get(i), horizontal, vertical, lines.get(i));
        }
        return svg.close().line();
    }

    private int plotHeight() {
        return Math.max(LEAST_HEIGHT, points.size() * LINE);
    }

    private void grid(Html svg, ChartAxis horizontal, ChartAxis vertical) {
        double bottom = TOP + plotHeight();
        double right = (double) LEFT + ZERO + PLOT;
        svg.element("text", up.head(), "class", "axis", "x", "8", "y", "14");
        svg.element(
                "text",
                across.head(),
                "class",
                "axis",
                "x",
                place(right),
                "y",
                place(bottom + 38),
                "text-anchor",
                "end");
        for (double tick : vertical.ticks()) {
            line(svg, "grid", LEFT, vertical.at(tick), right, vertical.at(tick));
            svg.element(
                    "text", text(tick), "x", place(LEFT - 8), "y", place(vertical.at(tick) + 4), "text-anchor", "end");
        }
        if (points.stream().anyMatch(point -> point.x() <= 0)) {
            column(svg, LEFT + ZERO / 4.0, bottom, "0");
        }
        for (double tick : horizontal.ticks()) {
            column(svg, horizontal.at(tick), bottom, text(tick));
        }
    }

    private static void column(Html svg, double x, double bottom, String label) {
        line(svg, "grid", x, TOP, x, bottom);
        svg.element("text", label, "x", place(x), "y", place(bottom + 18), "text-anchor", "middle");
    }

    private static void point(Html svg, Point point, ChartAxis horizontal, ChartAxis vertical, double line) {
        double x = point.x() <= 0 ? LEFT + ZERO / 4.0 : horizontal.at(point.x());
        double y = vertical.at(point.y());
        double names = (double) LEFT + ZERO + PLOT + GAP;
        svg.open("g", "class", "point", "tabindex", "0");
        svg.element(
                "title", point.name() + ": " + text(point.x()) + ", " + String.format(Locale.ROOT, "%.4g", point.y()));
        line(svg, "lead", x, y, names - 4, line);
        svg.empty("circle", "cx", place(x), "cy", place(y), "r", "4.5");
        svg.element("text", point.name(), "class", "name", "x", place(names), "y", place(line + 4));
        svg.close();
    }

    /** A height for each name, in the points' order: beside its point where there is room, and never upon another name. */
    private List<Double> lines(ChartAxis vertical) {
        var lines = new ArrayList<Double>();
        double above = TOP - LINE / 2.0;
        for (int i = 0; i < points.size(); i++) {
            double lowest = TOP + plotHeight() - (double) (points.size() - 1 - i) * LINE;
            above = Math.min(Math.max(vertical.at(points.get(i).y()), above + LINE), lowest);
            lines.add(above);
        }
        return lines;
    }

    private static void line(Html svg, String style, double x1, double y1, double x2, double y2) {
        svg.empty("line", "class", style, "x1", place(x1), "y1", place(y1), "x2", place(x2), "y2", place(y2));
    }

    private static String place(double coordinate) {
        return String.format(Locale.ROOT, "%.1f", coordinate);
    }

    private static String text(double tick) {
        return tick == Math.rint(tick)
                ? String.format(Locale.ROOT, "%,.0f", tick)
                : String.format(Locale.ROOT, "%.3g", tick);
    }
}
