package dev.limpid.job;

import dev.limpid.metric.Metrics;
import dev.limpid.metric.Quantity;
import dev.limpid.metric.Quantity.Better;
import dev.limpid.operator.blur.BlurKernel;
import dev.limpid.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The scores of the pictures of one run against the truth, by picture and metric. */
final class Scores {
    /** The distance of a kernel that was found from the one that blurred. */
    static final Quantity KERNEL_ERROR = new Quantity("error", "relative error", "", Better.LOWER, 2);

    private static final String KERNEL = "kernel";

    private final Tensor truth;
    private final Metrics metrics;
    private final Map<String, Map<String, Double>> values = new LinkedHashMap<>();

    /** @param blind whether the kernel was sought: scores are those at the best shift, because nothing tells where image and kernel lie */
    Scores(Tensor truth, boolean blind, Metrics metrics) {
        this.truth = truth;
        this.metrics = blind ? metrics.shifted() : metrics;
    }

    /** Notes a picture's scores; returns the picture's label with the first of them. */
    String add(String picture, Tensor x) {
        Map<String, Double> scores = metrics.of(x, truth);
        values.put(picture, scores);
        Quantity first = metrics.quantities().get(0);
        return picture + " " + first.text(scores.getOrDefault(first.key(), Double.NaN));
    }

    Map<String, Map<String, Double>> values() {
        return values;
    }

    /** Notes how far the kernel that was found is from the one that blurred, both of them at their best shift. */
    void addKernel(BlurKernel found, BlurKernel truth) {
        values.put(KERNEL, Map.of(KERNEL_ERROR.key(), found.relativeError(truth)));
    }

    /** Notes the scores of the images after the outer iterations. */
    void addIterates(List<Map<String, Double>> iterates) {
        for (int k = 0; k < iterates.size(); k++) {
            values.put("after outer " + (k + 1), iterates.get(k));
        }
    }
}
