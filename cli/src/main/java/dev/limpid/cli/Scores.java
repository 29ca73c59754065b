package dev.limpid.cli;

import dev.limpid.degradation.Task;
import dev.limpid.metric.Metrics;
import dev.limpid.metric.Quantity;
import dev.limpid.operator.blur.BlurKernel;
import dev.limpid.tensor.Tensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The scores of the pictures of one run against the truth, by picture and metric. */
final class Scores {
    private static final String KERNEL = "kernel";
    private static final Quantity ERROR = new Quantity("error", "relative error", "", false, 2);

    private final Tensor truth;
    private final Metrics metrics;
    private final Map<String, Map<String, Double>> values = new LinkedHashMap<>();

    /** @param task scores of blind deblurring are those at the best shift, because nothing tells where image and kernel lie */
    Scores(Tensor truth, Task task, Metrics metrics) {
        this.truth = truth;
        this.metrics = task.isBlind() ? metrics.shifted() : metrics;
    }

    /** Notes a picture's scores; returns the picture's label with the first of them. */
    String add(String picture, Tensor x) {
        Map<String, Double> scores = metrics.of(x, truth);
        values.put(picture, scores);
        Quantity first = metrics.quantities().get(0);
        return picture + " " + first.text(scores.getOrDefault(first.key(), Double.NaN));
    }

    /** Prints a line for each picture with the mean over many images' scores, of those metrics that all of them have. */
    static void printMean(List<Map<String, Map<String, Double>>> images, Metrics metrics, Console console) {
        if (images.size() < 2) {
            return;
        }
        console.say("mean of " + images.size() + " images");
        for (String picture : images.get(0).keySet()) {
            List<Map<String, Double>> scores = images.stream()
                    .filter(image -> image.containsKey(picture))
                    .map(image -> image.get(picture))
                    .toList();
            var means = new LinkedHashMap<String, Double>();
            scores.get(0).keySet().stream()
                    .filter(metric -> scores.stream().allMatch(image -> image.containsKey(metric)))
                    .forEach(metric -> means.put(metric, mean(scores, metric)));
            console.say(line(picture, means, metrics));
        }
    }

    private static double mean(List<Map<String, Double>> scores, String metric) {
        return scores.stream()
                .mapToDouble(image -> image.getOrDefault(metric, Double.NaN))
                .average()
                .orElse(Double.NaN);
    }

    private static String line(String picture, Map<String, Double> scores, Metrics metrics) {
        var quantities = new ArrayList<>(metrics.quantities());
        quantities.add(ERROR);
        List<String> numbers = quantities.stream()
                .filter(quantity -> scores.containsKey(quantity.key()))
                .map(quantity ->
                        quantity.label() + " " + quantity.text(scores.getOrDefault(quantity.key(), Double.NaN)))
                .toList();
        return String.format(Locale.ROOT, "%-16s ", picture) + String.join("   ", numbers);
    }

    Map<String, Map<String, Double>> values() {
        return values;
    }

    /** Notes how far the kernel that was found is from the one that blurred, both of them at their best shift. */
    void addKernel(BlurKernel found, BlurKernel truth) {
        values.put(KERNEL, Map.of(ERROR.key(), found.relativeError(truth)));
    }

    /** Notes the scores of the images after the outer iterations. */
    void addIterates(List<Map<String, Double>> iterates) {
        for (int k = 0; k < iterates.size(); k++) {
            values.put("after outer " + (k + 1), iterates.get(k));
        }
    }

    /** Prints a line for each picture. */
    void print(Console console) {
        values.forEach((picture, scores) -> console.say(line(picture, scores, metrics)));
    }
}
