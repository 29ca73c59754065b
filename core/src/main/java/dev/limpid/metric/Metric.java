package dev.limpid.metric;

import dev.limpid.tensor.Tensor;

/** A measure of how far images are from their truth. */
@FunctionalInterface
public interface Metric {
    /**
     * One value per image of the batch.
     *
     * @param image images (B, C, H, W) in [−1, 1]; values beyond are cut to that range first
     * @param truth what they should be, of the same shape
     * @throws IllegalArgumentException if the shapes differ, are not (B, C, H, W), or are too small for the measure
     */
    double[] of(Tensor image, Tensor truth);
}
