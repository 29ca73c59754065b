package dev.limpid.metric;

import dev.limpid.tensor.Tensor;

/** A measure of how far images are from their truth. {@link Metrics} lists those that results are reported with. */
public interface Metric {
    /** The name of its numbers, and whether a larger one is better. */
    Quantity quantity();

    /** The least height and width of an image, in pixels. */
    int minimumSide();

    /** Bytes beside the images that the measure of a pair of that size holds at most, more or less; 0 where they do not matter. */
    default long memory(int height, int width) {
        return 0;
    }

    /**
     * One value per image of the batch.
     *
     * @param image images (B, C, H, W) in [−1, 1]; values beyond are clipped first
     * @param truth what they should be, of the same shape
     * @throws IllegalArgumentException if the shapes differ, are not (B, C, H, W), or are too small for the measure
     */
    double[] of(Tensor image, Tensor truth);
}
