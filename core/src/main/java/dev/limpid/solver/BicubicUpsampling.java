package dev.limpid.solver;

import dev.limpid.tensor.BicubicResize;
import dev.limpid.tensor.Tensor;

/**
 * Enlarges by Keys' cubic (a = −0.5), pixel (i) of the result at (i + 0.5) / s − 0.5 in y, edges reflected by half a
 * sample: what super-resolution is compared with. Uses no prior and no iteration.
 *
 * <p>Source: Keys, "Cubic convolution interpolation for digital image processing", IEEE TASSP 1981.
 */
public final class BicubicUpsampling {
    private BicubicUpsampling() {}

    /**
     * Each image {@code factor} times as high and wide.
     *
     * @param y images (B, C, h, w); values may leave their range by overshoot
     * @throws IllegalArgumentException if the factor is not positive
     */
    public static Tensor enlarge(Tensor y, int factor) {
        if (factor <= 0) {
            throw new IllegalArgumentException("factor must be positive, got " + factor);
        }
        return BicubicResize.resize(
                y, Math.multiplyExact((int) y.size(2), factor), Math.multiplyExact((int) y.size(3), factor));
    }
}
