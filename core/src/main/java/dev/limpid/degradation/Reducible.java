package dev.limpid.degradation;

import dev.limpid.tensor.Tensor;

/**
 * A degradation that is of the same kind at a smaller scale: the measurement of an image, reduced, is more or less the measurement of
 * the reduced image.
 */
public interface Reducible extends Degradation {
    /**
     * The measurement and the degradation of an image whose pixels are the means of factor × factor.
     *
     * @param drawn this degradation
     * @param y its measurement, on the CPU
     * @param noiseLevel σ_y in the units of a [−1, 1] image
     * @throws IllegalArgumentException in one line, if nothing is left of it
     */
    Reduced reduced(Drawn drawn, Tensor y, double noiseLevel, int factor);
}
