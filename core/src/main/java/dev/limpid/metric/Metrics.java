package dev.limpid.metric;

import dev.limpid.tensor.Tensor;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The metrics of a pair of images that results are reported with, in the order of their columns: PSNR, SSIM with the uniform and
 * with the Gaussian window, and LPIPS of each trunk whose weights are there.
 *
 * @param all not empty, no key twice
 */
public record Metrics(List<Metric> all) {
    /** The metrics that need no weights. Another one is a line here. */
    private static final List<Metric> PLAIN = List.of(new Psnr(), new Ssim(), Ssim.gaussian());

    public Metrics {
        all = List.copyOf(all);
        long keys =
                all.stream().map(metric -> metric.quantity().key()).distinct().count();
        if (all.isEmpty() || keys < all.size()) {
            throw new IllegalArgumentException("metrics need different keys, got " + all);
        }
    }

    /** The names of all numbers that a pair of images can have. */
    public static List<Quantity> known() {
        var known = new ArrayList<>(plain().quantities());
        for (Lpips.Trunk trunk : Lpips.Trunk.values()) {
            known.add(Lpips.quantity(trunk));
        }
        return known;
    }

    /** PSNR, and SSIM with both windows. */
    public static Metrics plain() {
        return new Metrics(PLAIN);
    }

    /** PSNR, SSIM with both windows, and LPIPS of each trunk. Its weights must live as long as the metrics are used. */
    public static Metrics with(List<Lpips> lpips) {
        var all = new ArrayList<>(PLAIN);
        all.addAll(lpips);
        return new Metrics(all);
    }

    /** Those of the metrics whose keys are among the given ones. */
    public Metrics among(Collection<String> keys) {
        return new Metrics(all.stream()
                .filter(metric -> keys.contains(metric.quantity().key()))
                .toList());
    }

    /** The same metrics, each at the best whole shift. */
    public Metrics shifted() {
        return new Metrics(all.stream().<Metric>map(Shifted::new).toList());
    }

    /** The names of the numbers. */
    public List<Quantity> quantities() {
        return all.stream().map(Metric::quantity).toList();
    }

    /** Bytes beside the images that {@link #of} holds at most, more or less: one metric waits for the other. */
    public long memory(int height, int width) {
        return all.stream()
                .mapToLong(metric -> metric.memory(height, width))
                .max()
                .orElseThrow();
    }

    /**
     * The scores of one image by the keys of their quantities. A metric that needs a larger image is left out.
     *
     * @param x (1, C, H, W) in [−1, 1]; values beyond are clipped
     * @param truth of the same shape
     */
    public Map<String, Double> of(Tensor x, Tensor truth) {
        long side = Math.min(truth.size(2), truth.size(3));
        var scores = new LinkedHashMap<String, Double>();
        for (Metric metric : all) {
            if (side >= metric.minimumSide()) {
                scores.put(metric.quantity().key(), metric.of(x, truth)[0]);
            }
        }
        return scores;
    }
}
