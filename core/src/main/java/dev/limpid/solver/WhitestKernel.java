package dev.limpid.solver;

import dev.limpid.operator.Measurement;
import dev.limpid.operator.blur.Blur;
import dev.limpid.operator.blur.BlurKernel;
import dev.limpid.operator.blur.Boundary;
import dev.limpid.operator.blur.KernelBlur;
import dev.limpid.operator.blur.KernelEquations;
import dev.limpid.prior.DiffusionPrior;
import dev.limpid.tensor.Device;
import dev.limpid.tensor.Scope;
import dev.limpid.tensor.Tensor;
import java.util.Arrays;
import java.util.Map;

/** The kernel among those that several starts find with which {@link Hqs} leaves the whitest residual. */
final class WhitestKernel {
    /** The starts: every one of these shares of the taps with every one of these ridges. */
    private static final double[] SIZES = {1, 0.7, 0.5};

    private static final double[] RIDGES = {0.03, 0.1, 0.3};

    /** How many kernels are judged. */
    static final int STARTS = SIZES.length * RIDGES.length;

    /**
     * A largest tap of this weight is a sharp picture's if the kernel does not explain the measurement either: kernels that were found in
     * sharp tune photographs had 0.27 to 0.40, those found in blurred ones 0.05 to 0.17.
     */
    private static final double DOUBTFUL_SHARE = 0.2;

    /** Times the noise that a kernel may leave of the measurement: in sharp tune photographs 1.12 to 2.15, in blurred ones 1.05 at most. */
    private static final double EXPLAINED = 1.05;

    private final DiffusionPrior prior;
    private final BlindHqs.Config config;
    private final KernelBlur a;
    private final Tensor y;
    private final double noise;
    private final double noiseLevel;
    private final Run run;

    WhitestKernel(DiffusionPrior prior, BlindHqs.Config config, KernelBlur a, Measurement measurement, Run run) {
        this.prior = prior;
        this.config = config;
        this.a = a;
        this.run = run;
        noise = measurement.assumedNoise();
        noiseLevel = measurement.noiseLevel();
        Tensor whole = measurement.y();
        // A network of one size sees the whole picture or nothing.
        y = prior.isLocal()
                ? TellingRegion.of(whole.to(Device.CPU), config.region()).of(whole)
                : whole;
    }

    /** The kernel with which HQS leaves the whitest residual; a single tap where y is sharp or tells none. */
    BlurKernel find() {
        if (!KernelEquations.tellsKernel(y, noise)) {
            return BlindHqs.nothing(a);
        }
        var pyramid = new KernelPyramid(gray(cleaned()), config.pyramid());
        BlurKernel best = BlindHqs.nothing(a);
        var whitest = new Judgement(Double.POSITIVE_INFINITY, 0);
        int starts = 0;
        for (double size : SIZES) {
            for (double ridge : RIDGES) {
                if (!run.goesOn()) {
                    return best;
                }
                BlurKernel found = pyramid.kernel(taps(size), ridge);
                Judgement judged = judge(found);
                if (judged.colour() < whitest.colour()) {
                    whitest = judged;
                    best = found.within(a.kernelHeight(), a.kernelWidth());
                }
                run.shows(new Run.Inner(starts++, 0, 0, Map.of(), Map.of("kernel", found.tensor())));
            }
        }
        return isSharp(best, whitest) ? BlindHqs.nothing(a) : BlindHqs.kernel(best.tensor());
    }

    private boolean isSharp(BlurKernel k, Judgement judged) {
        double largest = Arrays.stream(k.values()).max().orElse(0);
        return largest >= config.sharpShare() || (largest >= DOUBTFUL_SHARE && judged.unexplained() > EXPLAINED);
    }

    private int taps(double share) {
        int most = Math.min(a.kernelHeight(), a.kernelWidth());
        return Math.max(3, ((int) Math.round(most * share) - 1) | 1);
    }

    /** D(y, c σ), in y's place. */
    private Tensor cleaned() {
        double sigma = Math.min(config.cleaning() * noise, prior.largestSigma());
        if (prior.isLocal()) {
            return prior.denoise(y, sigma);
        }
        Tensor whole = prior.denoise(a.with(BlindHqs.nothing(a)).inPlace(y), sigma);
        return whole.narrow(2, (whole.size(2) - y.size(2)) / 2, y.size(2))
                .narrow(3, (whole.size(3) - y.size(3)) / 2, y.size(3));
    }

    private static Tensor gray(Tensor image) {
        return image.mean(1)
                .reshape(1, 1, image.size(2), image.size(3))
                .add(1)
                .mul(0.5)
                .to(Device.CPU);
    }

    /** Looks at the residual of HQS with that kernel. */
    private Judgement judge(BlurKernel k) {
        try (var judging = Scope.open()) {
            Blur blur = blur(k);
            Tensor start = blur.inPlace(y);
            var measurement = new Measurement(y, blur, noiseLevel);
            Tensor x = new Hqs(prior, config.hqs(config.judgeSteps()))
                    .solve(measurement, new Judging(run, start))
                    .x();
            Tensor residual = blur.apply(x).sub(y);
            double unexplained = Math.sqrt(residual.square().mean().item()) / noise;
            return new Judgement(Whiteness.colour(residual, noise), unexplained);
        }
    }

    /** Continues nothing, since the picture goes on beyond the part; for an image of the prior's size as it was given. */
    private Blur blur(BlurKernel k) {
        if (!prior.isLocal()) {
            return a.with(k.within(a.kernelHeight(), a.kernelWidth()));
        }
        int height = (int) y.size(2) + k.height() - 1;
        int width = (int) y.size(3) + k.width() - 1;
        return Blur.of(k, Boundary.VALID, height, width).to(y.device());
    }

    /**
     * The residual that a kernel leaves.
     *
     * @param colour how far it is from white noise
     * @param unexplained its root mean square, in units of the noise
     */
    private record Judgement(double colour, double unexplained) {}

    /** A run of HQS that nobody sees, from an image. */
    private record Judging(Run run, Tensor estimate) implements Run {
        @Override
        public Draws draws() {
            return new OfShape(run.draws(), estimate.shape());
        }

        @Override
        public boolean goesOn() {
            return run.goesOn();
        }
    }

    /** Draws of images of another shape; HQS draws none. */
    @SuppressWarnings("ArrayRecordComponent") // lives only while a kernel is judged; never compared
    private record OfShape(Draws draws, long[] shape) implements Draws {
        @Override
        public Tensor normal(String purpose, int step) {
            return draws.shared(purpose, shape);
        }

        @Override
        public Tensor shared(String purpose, long... any) {
            return draws.shared(purpose, any);
        }
    }
}
