package dev.limpid.solver;

import dev.limpid.operator.LinearOperator;
import dev.limpid.operator.Measurement;
import dev.limpid.operator.blur.BlurKernel;
import dev.limpid.operator.blur.KernelBlur;
import dev.limpid.prior.DiffusionPrior;
import dev.limpid.solver.classical.Classical;
import dev.limpid.tensor.Device;
import dev.limpid.tensor.Gradients;
import dev.limpid.tensor.Scope;
import dev.limpid.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Blind deblurring of photographs: kernels are sought from coarse to fine in the part of the picture that tells most, by several
 * starts, between the picture without its noise and an image of few edges ({@link KernelPyramid}). The best of them are sought again
 * between the picture and the edges of {@link Hqs}'s image. The kernel is kept with which HQS leaves the whitest residual
 * ({@link WhitestKernel}); then HQS finds the whole image with it.
 *
 * <p>The prior does not seek the kernel from the beginning: to a denoiser a blurred picture is likelier than the sharp one, and turns with
 * it shrink every kernel to a point. A {@link KernelBlur} and one image.
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
                            new Config(384, 2, new KernelPyramid.Config(4e-3, 5e-4, 5, 60, 0.05), 0.5, 6, 2, 8)))));

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
     * @param refinements how often the whitest kernel of each ridge is sought again, between the edges of HQS's image and y
     * @param steps alternations of HQS with the kernel that is kept
     */
    record Config(
            int region,
            double cleaning,
            KernelPyramid.Config pyramid,
            double sharpShare,
            int judgeSteps,
            int refinements,
            int steps)
            implements SolverConfig {
        Config {
            Require.positive("region", region);
            Require.positive("cleaning", cleaning);
            Require.check(sharpShare > 0 && sharpShare <= 1, "sharpShare must be in (0, 1], got " + sharpShare);
            Require.positive("judgeSteps", judgeSteps);
            Require.notNegative("refinements", refinements);
            Require.positive("steps", steps);
        }

        /** Less where the picture tells no kernel: none is judged then. */
        @Override
        public Cost cost() {
            long judging = WhitestKernel.judged(this) * judgeSteps;
            return new Cost(1 + judging + steps, 0, 0, judging + steps, 0);
        }

        @Override
        public int images() {
            return FEW_IMAGES;
        }

        Hqs.Config hqs(int alternations) {
            return new Hqs.Config(alternations, FIRST, LAST, WEIGHT, false, 0, 1);
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
                    .orElseGet(() -> new WhitestKernel(prior, config, a, measurement, run).find());
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
    static BlurKernel kernel(Tensor theta) {
        return BlurKernel.of(theta.to(Device.CPU).toDoubles(), (int) theta.size(2), (int) theta.size(3));
    }

    static BlurKernel nothing(KernelBlur a) {
        return BlurKernel.delta(a.kernelHeight(), a.kernelWidth());
    }

    private static Tensor estimate(Measurement found, long... shape) {
        Device device = found.y().device();
        var onCpu = new Measurement(
                found.y().to(Device.CPU), ((LinearOperator) found.a()).to(Device.CPU), found.noiseLevel());
        return Classical.estimate(onCpu).to(device).expand(shape).clamp(-1, 1);
    }

    /** The run of the final HQS, whose states keep the kernel too. */
    private static final class WithKernel extends ForwardingRun {
        private final Tensor estimate;
        private final Tensor kernel;

        WithKernel(Run run, Tensor estimate, Tensor kernel) {
            super(run);
            this.estimate = estimate;
            this.kernel = kernel;
        }

        @Override
        public Tensor estimate() {
            return estimate;
        }

        @Override
        public void stands(State state) {
            var all = new LinkedHashMap<>(state.tensors());
            all.put("kernel", kernel);
            super.stands(new State(state.step(), all));
        }
    }
}
