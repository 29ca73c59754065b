package dev.limpid.job;

import dev.limpid.io.RunRecord;
import dev.limpid.metric.Metrics;
import dev.limpid.metric.Quantity;
import dev.limpid.metric.Quantity.Better;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The outcome of a job.
 *
 * @param restored the number of images that this run restored
 * @param skipped the number of images that an earlier run had restored
 * @param failed the number of images that failed, with those that could not be opened
 * @param stopped whether the job was told to stop
 * @param results the records of all finished images, in the order of the job
 */
public record JobSummary(int restored, int skipped, int failed, boolean stopped, Map<Job, RunRecord> results) {
    /**
     * Root mean square of A(x) − y over the observed entries, in the units of a [−1, 1] image: a number of the restored picture in the
     * records of solvers that are compared and of results that are asked for it, whether or not the truth is known.
     */
    public static final Quantity RESIDUAL = new Quantity("residual", "data residual", "", Better.NEITHER, 4);

    public JobSummary {
        results = Collections.unmodifiableMap(new LinkedHashMap<>(results));
    }

    /** The records of all finished images, in the order of the job. */
    public List<RunRecord> records() {
        return List.copyOf(results.values());
    }

    /** The numbers that metrics may hold, in their order: those of a picture, and that of a kernel that was found. */
    public static List<Quantity> quantities() {
        return Stream.concat(Metrics.known().stream(), Stream.of(Scores.KERNEL_ERROR))
                .toList();
    }

    /** The mean of each metric that all images have, by picture; empty without a ground truth. */
    public Map<String, Map<String, Double>> meanMetrics() {
        var means = new LinkedHashMap<String, Map<String, Double>>();
        records().stream()
                .limit(1)
                .flatMap(record -> record.metrics().keySet().stream())
                .forEach(picture -> means.put(picture, means(picture)));
        return means;
    }

    private Map<String, Double> means(String picture) {
        List<Map<String, Double>> images = records().stream()
                .map(record -> record.metrics().get(picture))
                .filter(scores -> scores != null)
                .toList();
        var means = new LinkedHashMap<String, Double>();
        for (String metric : images.get(0).keySet()) {
            if (images.stream().allMatch(scores -> scores.containsKey(metric))) {
                means.put(
                        metric,
                        images.stream()
                                .mapToDouble(scores -> scores.getOrDefault(metric, Double.NaN))
                                .average()
                                .orElseThrow());
            }
        }
        return means;
    }
}
