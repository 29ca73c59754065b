package dev.limpid.experiment;

import dev.limpid.operator.Measurement;
import dev.limpid.operator.blur.Blur;
import dev.limpid.operator.blur.BlurKernel;
import dev.limpid.operator.blur.Boundary;
import dev.limpid.operator.blur.KernelBlur;
import dev.limpid.tensor.Rng;
import dev.limpid.tensor.Tensor;
import java.util.Locale;

/**
 * A picture blurred by a kernel that the blind solvers do not see: the protocol of small pictures, 17 taps, reflecting borders and
 * σ = 0.01. Kernel and noise depend on the picture's number alone, and were fixed before anything was developed.
 *
 * @param truth (1, C, H, W) in [−1, 1]
 * @param kernel centred to whole pixels, because nothing tells its place
 * @param y the measurement, of the truth's shape
 */
record BlindProblem(Tensor truth, BlurKernel kernel, Tensor y) {
    static final int TAPS = 17;
    static final double SIGMA = 0.01;
    private static final double GAUSSIAN_DEVIATION = 1;
    private static final double MOTION_INTENSITY = 0.5;
    private static final long SEED = 5;

    /** Kinds of kernels. */
    enum Kind {
        /** A camera's motion of intensity 0.5. */
        MOTION,
        /** A Gaussian with a standard deviation of one pixel. */
        GAUSSIAN;

        String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Blurs the picture of that number. */
    static BlindProblem of(Kind kind, Tensor truth, int number) {
        BlurKernel kernel = kernel(kind, number);
        Tensor blurred = blur(kernel, truth).apply(truth);
        Tensor noise = Rng.of(SEED).image(number).purpose("noise").normal(blurred.shape());
        return new BlindProblem(truth, kernel, blurred.add(noise.mul(SIGMA)));
    }

    static BlurKernel kernel(Kind kind, int number) {
        return kind == Kind.MOTION
                ? BlurKernel.motion(TAPS, MOTION_INTENSITY, Rng.of(SEED).image(number))
                        .centred()
                : BlurKernel.gaussian(TAPS, GAUSSIAN_DEVIATION);
    }

    /** The measurement with its kernel, for methods that are not blind. */
    Measurement known() {
        return new Measurement(y, blur(kernel, truth), SIGMA);
    }

    /** The measurement without its kernel. */
    Measurement blind() {
        return new Measurement(y, KernelBlur.same(Boundary.REFLECT, TAPS, height(truth), width(truth)), SIGMA);
    }

    private static Blur blur(BlurKernel kernel, Tensor truth) {
        return Blur.of(kernel, Boundary.REFLECT, height(truth), width(truth));
    }

    private static int height(Tensor x) {
        return (int) x.size(2);
    }

    private static int width(Tensor x) {
        return (int) x.size(3);
    }
}
