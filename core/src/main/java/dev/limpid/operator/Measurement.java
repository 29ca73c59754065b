package dev.limpid.operator;

import dev.limpid.tensor.Gradients;
import dev.limpid.tensor.Rng;
import dev.limpid.tensor.Tensor;
import java.util.List;

/**
 * y = A(x) + noise, or y = A(x, θ) + noise where θ is not known either.
 *
 * @param y what was measured, (B, C, h, w), in the units of a [−1, 1] image and not clipped; where A has unknowns, its images
 *     share one θ
 * @param a A, with everything random in it already drawn; {@link ParametricOperator#unknowns} names what is sought besides x
 * @param noiseLevel σ_y, the standard deviation of y's Gaussian noise in the units of a [−1, 1] image; 0 if there is none
 */
public record Measurement(Tensor y, ParametricOperator a, double noiseLevel) {
    /** Half a step of 8 bits. */
    private static final double LEAST_NOISE_LEVEL = 1 / 255.0;

    public Measurement {
        if (!(noiseLevel >= 0) || Double.isInfinite(noiseLevel)) {
            throw new IllegalArgumentException("noise level must be finite and not negative, got " + noiseLevel);
        }
    }

    /**
     * Degrades true images: y = A(x) + noise.
     *
     * @param truth images (B, C, H, W) in [−1, 1]
     * @param rng image b draws from the stream of image b
     */
    public static Measurement simulate(Tensor truth, ForwardOperator a, Noise noise, Rng rng) {
        return simulate(truth, a, noise, rng, 0);
    }

    /**
     * Degrades true images that are a batch out of many: image b draws from the stream of image {@code firstImage + b}, so
     * that its measurement does not depend on how the images were cut into batches.
     */
    public static Measurement simulate(Tensor truth, ForwardOperator a, Noise noise, Rng rng, long firstImage) {
        try (var off = Gradients.off()) {
            return new Measurement(noise.addTo(a.apply(truth), a, rng, firstImage), a, noise.level());
        }
    }

    /**
     * A, for whom it must be known.
     *
     * @throws IllegalArgumentException if it has unknowns
     */
    public ForwardOperator known() {
        if (a instanceof ForwardOperator known) {
            return known;
        }
        throw new IllegalArgumentException("this needs a known A, but '" + a + "' has the unknowns "
                + a.unknowns().stream().map(ParametricOperator.Unknown::name).toList());
    }

    /** The measurement for whom θ is known, or believed to be. */
    public Measurement with(List<Tensor> theta) {
        return new Measurement(y, a.with(theta), noiseLevel);
    }

    /**
     * The noise level to reckon with: {@link #noiseLevel}, but at least half a step of 8 bits, because without any noise a
     * deconvolution is unbounded where the blur's spectrum vanishes, and an exact y leaves a prior no say.
     */
    public double assumedNoise() {
        return assumedNoise(noiseLevel);
    }

    /** The noise level to reckon with where it is said to be that. */
    public static double assumedNoise(double noiseLevel) {
        return Math.max(noiseLevel, LEAST_NOISE_LEVEL);
    }

    /** Number of images. */
    public int batch() {
        return (int) y.size(0);
    }
}
