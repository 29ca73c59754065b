package dev.limpid.restoration;

import dev.limpid.degradation.Sought;
import dev.limpid.operator.Measurement;
import dev.limpid.operator.blur.KernelBlur;
import dev.limpid.tensor.Tensor;
import java.util.Optional;

/**
 * A measurement, and the size of the images behind it.
 *
 * @param y on the CPU, with as many channels as the images or with one: gray images are sought with a prior of coloured ones all
 *     the same
 * @param sought A, with the unknowns that are sought together with the images, or none
 * @param noiseLevel σ_y in the units of a [−1, 1] image
 * @param height H of the images; likewise {@code width}
 */
public record Problem(Tensor y, Sought sought, double noiseLevel, int height, int width) {
    public Problem {
        if (height < 1 || width < 1) {
            throw new IllegalArgumentException("image size must be positive, got " + width + "x" + height);
        }
    }

    /** A measurement whose operator is final. */
    public static Problem of(Measurement measurement, int height, int width) {
        return new Problem(measurement.y(), measurement::a, measurement.noiseLevel(), height, width);
    }

    public Measurement measurement() {
        return new Measurement(y, sought.a(), noiseLevel);
    }

    /** Whether something of A is sought besides the images. */
    public boolean isBlind() {
        return !sought.a().unknowns().isEmpty();
    }

    /** The same problem for a solver that looks for kernels of that many taps. */
    Problem holding(int taps) {
        return new Problem(y, sought.holding(taps), noiseLevel, height, width);
    }

    /** The same problem with more freedom in A; empty where there is none. */
    Optional<Problem> larger() {
        return sought.larger().map(more -> new Problem(y, more, noiseLevel, height, width));
    }

    /** Taps in each direction of the kernel that is sought. */
    int taps() {
        return sought.a() instanceof KernelBlur blur ? blur.kernelHeight() : 1;
    }
}
