package dev.limpid.operator;

import dev.limpid.tensor.Tensor;
import java.util.List;

/**
 * y = A(x, θ) + noise, where neither x nor θ is known.
 *
 * @param y what was measured, (B, C, H′, W′), in the units of a [−1, 1] image; its images share one θ
 * @param a A, of which {@link ParametricOperator#unknowns} names what is sought besides x
 * @param noiseLevel σ_y, the standard deviation of y's Gaussian noise in the units of a [−1, 1] image; 0 if there is none
 */
public record BlindMeasurement(Tensor y, ParametricOperator a, double noiseLevel) {
    public BlindMeasurement {
        if (!(noiseLevel >= 0) || Double.isInfinite(noiseLevel)) {
            throw new IllegalArgumentException("noise level must be finite and not negative, got " + noiseLevel);
        }
    }

    /** The measurement for whom θ is known, or believed to be. */
    public Measurement with(List<Tensor> theta) {
        return new Measurement(y, a.with(theta), noiseLevel);
    }
}
