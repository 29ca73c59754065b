package dev.limpid.operator;

import dev.limpid.tensor.Tensor;

/**
 * y = A(x) + noise.
 *
 * @param y what was measured, in the units of a [−1, 1] image and not clipped
 * @param a A, with everything random in it already drawn
 * @param noiseLevel σ_y, the standard deviation of y's Gaussian noise in the units of a [−1, 1] image; 0 if there is none
 */
public record Measurement(Tensor y, ForwardOperator a, double noiseLevel) {
    public Measurement {
        if (!(noiseLevel >= 0) || Double.isInfinite(noiseLevel)) {
            throw new IllegalArgumentException("noise level must be finite and not negative, got " + noiseLevel);
        }
    }

    /** Number of images. */
    public int batch() {
        return (int) y.size(0);
    }
}
