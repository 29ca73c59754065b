package dev.limpid.metric;

import dev.limpid.tensor.Tensor;

/** A measure of how far images are from their truth. {@link Metrics} lists those that results are reported with. */
public interface Metric {
    /** The name of its numbers, and whether a larger one is better. */
    Quantity quantity();

    /** The least height and width of an image, in pixels. */
    int minimumSide();

    /**
     * One value per image of the batch.
     *
     * @param image images (B, C, H, W) in [−1, 1]; values beyond are clipped first
     * @param truth what they should be, of the same shape
     * @throws IllegalArgumentException if the shapes differ, are not (B, C, H, W), or are too small for the measure
     */
    double[] of(Tensor image, Tensor truth);
}
