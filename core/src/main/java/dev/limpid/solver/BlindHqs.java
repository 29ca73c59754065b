package dev.limpid.solver;

import dev.limpid.operator.LinearOperator;
import dev.limpid.operator.Measurement;
import dev.limpid.operator.blur.Blur;
import dev.limpid.operator.blur.BlurKernel;
import dev.limpid.operator.blur.Boundary;
import dev.limpid.operator.blur.KernelBlur;
import dev.limpid.operator.blur.KernelEquations;
import dev.limpid.prior.DiffusionPrior;
import dev.limpid.solver.classical.Classical;
import dev.limpid.tensor.Device;
import dev.limpid.tensor.Gradients;
import dev.limpid.tensor.Scope;
import dev.limpid.tensor.Tensor;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Blind deblurring of photographs: kernels are sought from coarse to fine in the part of the picture that tells most, by several
 * starts, between the picture without its noise and an image of few edges ({@link KernelPyramid}). The kernel is kept with which
 * {@link Hqs} leaves the whitest residual; then HQS finds the whole image with it.
 *
 * <p>The prior cleans the picture, judges the kernels and finds the image, but does not seek the kernel: to a denoiser a blurred picture is
 * likelier than the sharp one, and turns with it shrink every kernel to a point. A {@link KernelBlur} and one image.
 * docs/algorithms/blind.md has its reasons and what was tried besides.
 */
final class BlindHqs implements Solver {
    /** As users meet it. */
    public static final Method<Config> METHOD = Method.of(
            "blind-hqs",
            "HQS with a kernel from sharp edges (Limpid)",
            new Method.Need(KernelBlur.class, "a blur with an unknown kernel"),
            Config.class,
            BlindHqs::new,
            List.of(new Preset<>(
                    Preset.BRIEF,
                    "[D] docs/algorithms/blind.md",
                    Map.of(
                            "blind-deblur",
                            new Config(384, 2, new KernelPyramid.Config(4e-3, 5e-4, 5, 60, 0.05), 0.5, 6, 8)))));

    /** The starts: every one of these shares of the taps with every one of these ridges. */
    private static final double[] SIZES = {1, 0.7, 0.5};

    private static final double[] RIDGES = {0.03, 0.1, 0.3};

    /**
     * A largest tap of this weight is a sharp picture's if the kernel does not explain the measurement either: kernels that were found in
     * sharp tune photographs had 0.27 to 0.40, those found in blurred ones 0.05 to 0.17.
     */
    private static final double DOUBTFUL_SHARE = 0.2;

    /** Times the noise that a kernel may leave of the measurement: in sharp tune photographs 1.12 to 2.15, in blurred ones 1.05 at most. */
    private static final double EXPLAINED = 1.05;

    /** λ, σ_1 and σ_K of HQS, as for a known blur. */
    private static final double WEIGHT = 0.23;

    private static final double FIRST = 2 * 49 / 255.0;
    private static final double LAST = 2 / 255.0;

    private final DiffusionPrior prior;
    private final Config config;

    /**
     * The settings.
     *
     * @param region side of the part in which a local prior seeks the kernel, in pixels
     * @param cleaning times the noise that is taken out of the picture before the kernel is sought
     * @param pyramid the search from coarse to fine
     * @param sharpShare where the largest tap of the kernel found has this weight or more, there is no blur
     * @param judgeSteps alternations of HQS with each kernel, by which it is judged
     * @param steps alternations of HQS with the kernel that is kept
     */
    record Config(
            int region, double cleaning, KernelPyramid.Config pyramid, double sharpShare, int judgeSteps, int steps)
            implements SolverConfig {
        Config {
            Require.positive("region", region);
            Require.positive("cleaning", cleaning);
            Require.check(sharpShare > 0 && sharpShare <= 1, "sharpShare must be in (0, 1], got " + sharpShare);
            Require.positive("judgeSteps", judgeSteps);
            Require.positive("steps", steps);
        }

        @Override
        public Cost cost() {
            long judging = (long) SIZES.length * RIDGES.length * judgeSteps;
            return new Cost(1 + judging + steps, 0, 0, judging + steps, 0);
        }

        Hqs.Config hqs(int alternations) {
            return new Hqs.Config(alternations, FIRST, LAST, WEIGHT, false, 0);
        }
    }

    BlindHqs(DiffusionPrior prior, Config config) {
        this.prior = prior;
        this.config = config;
    }

    @Override
    public Solution solve(Measurement measurement, Run run) {
        METHOD.requireTakes(measurement.a());
        var a = (KernelBlur) measurement.a();
        Require.oneImage(METHOD, measurement, run);
        try (var off = Gradients.off();
                var solve = Scope.open()) {
            Residual.requireFits(
                    new Measurement(measurement.y(), a.with(nothing(a)), measurement.noiseLevel()),
                    run.draws().shape());
            BlurKernel k = run.from()
                    .map(state -> kernel(state.tensor("kernel", 1, 1, a.kernelHeight(), a.kernelWidth())))
                    .orElseGet(() -> new Search(a, measurement, run).kernel());
            Tensor theta = solve.keep(k.tensor().to(measurement.y().device()));
            var found = new Measurement(measurement.y(), a.with(k), measurement.noiseLevel());
            Tensor estimate = estimate(found, run.draws().shape());
            if (!run.goesOn()) {
                return new Solution(solve.keep(estimate), List.of(theta), false);
            }
            Solution image =
                    new Hqs(prior, config.hqs(config.steps())).solve(found, new WithKernel(run, estimate, theta));
            return new Solution(solve.keep(image.x()), List.of(theta), image.complete());
        }
    }

    /** A kernel of float32 numbers, so that a solve which goes on from a state has the same one. */
    private static BlurKernel kernel(Tensor theta) {
        return BlurKernel.of(theta.to(Device.CPU).toDoubles(), (int) theta.size(2), (int) theta.size(3));
    }

    private static BlurKernel nothing(KernelBlur a) {
        return BlurKernel.delta(a.kernelHeight(), a.kernelWidth());
    }

    private static Tensor estimate(Measurement found, long... shape) {
        Device device = found.y().device();
        var onCpu = new Measurement(
                found.y().to(Device.CPU), ((LinearOperator) found.a()).to(Device.CPU), found.noiseLevel());
        return Classical.estimate(onCpu).to(device).expand(shape).clamp(-1, 1);
    }

    /** The search for the kernel. */
    private final class Search {
        private final KernelBlur a;
        private final Tensor y;
        private final double noise;
        private final double noiseLevel;
        private final Run run;

        Search(KernelBlur a, Measurement measurement, Run run) {
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
        BlurKernel kernel() {
            if (!KernelEquations.tellsKernel(y, noise)) {
                return nothing(a);
            }
            var pyramid = new KernelPyramid(gray(cleaned()), config.pyramid());
            BlurKernel best = nothing(a);
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
            return isSharp(best, whitest) ? nothing(a) : BlindHqs.kernel(best.tensor());
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
            Tensor whole = prior.denoise(a.with(nothing(a)).inPlace(y), sigma);
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

    /** The run of the final HQS, whose states keep the kernel too. */
    private record WithKernel(Run run, Tensor estimate, Tensor kernel) implements Run {
        @Override
        public Draws draws() {
            return run.draws();
        }

        @Override
        public Optional<State> from() {
            return run.from();
        }

        @Override
        public boolean goesOn() {
            return run.goesOn();
        }

        @Override
        public void shows(int step, Stage stage, Tensor image) {
            run.shows(step, stage, image);
        }

        @Override
        public void shows(Inner inner) {
            run.shows(inner);
        }

        @Override
        public void stands(State state) {
            var all = new LinkedHashMap<>(state.tensors());
            all.put("kernel", kernel);
            run.stands(new State(state.step(), all));
        }
    }
}
