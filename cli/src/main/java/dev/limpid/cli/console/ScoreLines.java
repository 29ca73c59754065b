package dev.limpid.cli.console;

import dev.limpid.job.JobSummary;
import dev.limpid.metric.Quantity;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/** The scores of pictures against the truth, and the residual where it is asked for, in a line each. */
public final class ScoreLines {
    private static final List<Quantity> QUANTITIES = Stream.concat(
                    JobSummary.quantities().stream(), Stream.of(JobSummary.RESIDUAL))
            .toList();

    private ScoreLines() {}

    /**
     * A line for each picture.
     *
     * @param metrics scores by picture and metric
     */
    public static List<String> of(Map<String, Map<String, Double>> metrics) {
        return metrics.entrySet().stream()
                .map(picture -> line(picture.getKey(), picture.getValue()))
                .toList();
    }

    private static String line(String picture, Map<String, Double> scores) {
        List<String> numbers = QUANTITIES.stream()
                .filter(quantity -> scores.containsKey(quantity.key()))
                .map(quantity ->
                        quantity.label() + " " + quantity.text(scores.getOrDefault(quantity.key(), Double.NaN)))
                .toList();
        return String.format(Locale.ROOT, "%-16s ", picture) + String.join("   ", numbers);
    }
}
