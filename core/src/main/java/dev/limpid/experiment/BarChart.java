package dev.limpid.experiment;

import dev.limpid.metric.Quantity;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * A number of each solver as a bar, the smallest first, as SVG. Bars begin at 0, so that their lengths compare.
 *
 * @param title to be read aloud
 * @param values not negative, by solver
 */
record BarChart(String title, Quantity quantity, Map<String, Double> values) {
    private static final int LABELS = 150;
    private static final int BARS = 400;
    private static final int NUMBERS = 90;
    private static final int LINE = 22;
    private static final int BAR = 14;
    private static final int BASELINE = 12;

    BarChart {
        values = Map.copyOf(values);
    }

    Html html() {
        int width = LABELS + BARS + NUMBERS;
        int height = values.size() * LINE + 4;
        var svg = new Html();
        svg.open(
                "svg",
                "viewBox",
                "0 0 " + width + " " + height,
                "class",
                "chart bars",
                "role",
                "img",
                "aria-label",
                title);
        double most = values.values().stream().mapToDouble(v -> v).max().orElse(0);
        List<Map.Entry<String, Double>> sorted = values.entrySet().stream()
                .sorted(Map.Entry.<String, Double>comparingByValue()
                        .thenComparing(Map.Entry::getKey, Comparator.naturalOrder()))
                .toList();
        for (int i = 0; i < sorted.size(); i++) {
            String solver = sorted.get(i).getKey();
            double value = sorted.get(i).getValue();
            double length = most > 0 ? BARS * value / most : 0;
            add(svg, i * LINE + 2, solver, length, quantity.text(value));
        }
        return svg.close().line();
    }

    private static void add(Html svg, int top, String solver, double length, String number) {
        String base = Integer.toString(top + BASELINE);
        svg.element(
                "text", solver, "class", "name", "x", Integer.toString(LABELS - 8), "y", base, "text-anchor", "end");
        // A hair's breadth, where a bar would be none.
        svg.empty(
                "rect",
                "class",
                "bar",
                "x",
                Integer.toString(LABELS),
                "y",
                Integer.toString(top),
                "width",
                String.format(Locale.ROOT, "%.1f", Math.max(length, 1)),
                "height",
                Integer.toString(BAR),
                "rx",
                "2");
        svg.element("text", number, "x", String.format(Locale.ROOT, "%.1f", LABELS + length + 6), "y", base);
    }
}
