package dev.limpid.solver;

import dev.limpid.operator.Measurement;
import dev.limpid.operator.blur.KernelBlur;
import dev.limpid.prior.DiffusionPrior;
import dev.limpid.prior.NoiseSchedule;
import dev.limpid.prior.Prediction;
import dev.limpid.prior.TimeGrid;
import dev.limpid.tensor.Functional;
import dev.limpid.tensor.Functional.Padding;
import dev.limpid.tensor.Gradients;
import dev.limpid.tensor.Scope;
import dev.limpid.tensor.Tensor;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Blind-DPS: DPS with two chains, one of images and one of pictures of the blur's kernel, each with a prior of its own. Both follow the
 * gradient of ‖y − x̂_0 ⊛ k̂_0‖.
 *
 * <p>A blur with an unknown kernel, one image at a time. Source: Chung et al., "Parallel diffusion models of operator and image for blind
 * inverse problems", CVPR 2023, Algorithm 1; the authors' {@code BlindDPS.p_sample_loop}. docs/algorithms/blind.md.
 */
public final class BlindDps implements Solver {
    /** The prior of kernels that ships. */
    private static final String KERNELS = "kernels32";

    /** As users meet it. */
    public static final Method<Config> METHOD = Method.of(
            "blind-dps",
            "Blind-DPS (Chung et al., CVPR 2023)",
            new Method.Need(KernelBlur.class, "a blur with an unknown kernel"),
            Config.class,
            BlindDps::new,
            List.of(
                    new Preset<>(
                            Preset.BRIEF,
                            "[D] 100 respaced steps that guide as much as the 1000 of [C]",
                            Map.of("blind-deblur", new Config(100, "respaced", 10, true, KERNELS))),
                    new Preset<>(
                            Preset.AUTHORS_CODE,
                            "[C] blind_deblur_demo.py, 1000 steps",
                            Map.of("blind-deblur", new Config(1000, "respaced", 1, true, KERNELS))),
                    new Preset<>(
                            Preset.PAPER,
                            "[P] a constant step of 0.3, as the authors' code says of it",
                            Map.of("blind-deblur", new Config(1000, "respaced", 0.3, false, KERNELS)))));

    private final DiffusionPrior prior;
    private final Config config;

    /**
     * The settings.
     *
     * @param steps reverse steps
     * @param grid their time grid, see {@link TimeGrid#named}
     * @param scale ρ, the length of the step along the gradient of the norm, in both chains
     * @param growing whether that length is multiplied by √ᾱ_t
     * @param kernelPrior the prior of pictures of kernels: a file, or a name of the catalogue
     */
    public record Config(int steps, String grid, double scale, boolean growing, String kernelPrior)
            implements SolverConfig {
        public Config {
            Require.positive("steps", steps);
            TimeGrid.named(grid, steps);
            Require.notNegative("scale", scale);
        }

        /** A kernel is fitted in every step: one more back-propagated evaluation, of the kernels' prior. */
        @Override
        public Cost cost() {
            return new Cost(0, steps, 0, 0, steps);
        }

        @Override
        public double largestSigma(NoiseSchedule schedule) {
            return TimeGrid.named(grid, steps).largestSigma(schedule);
        }

        @Override
        public Optional<String> priorOfKernels() {
            Require.check(
                    !kernelPrior.isBlank(),
                    METHOD.name()
                            + " needs a prior of kernels: give --set kernelPrior=" + KERNELS
                            + ", or the file of one that you trained (docs/algorithms/blind.md)");
            return Optional.of(kernelPrior);
        }
    }

    public BlindDps(DiffusionPrior prior, Config config) {
        this.prior = prior;
        this.config = config;
    }

    @Override
    public Solution solve(Measurement measurement, Run run) {
        METHOD.requireTakes(measurement.a());
        Require.oneImage(METHOD, measurement, run);
        var a = (KernelBlur) measurement.a();
        DiffusionPrior kernels = kernels(a, run);
        long side = kernels.imageSize();
        List<TimeGrid.Step> steps =
                TimeGrid.named(config.grid(), config.steps()).steps();
        int begun = run.from().map(state -> state.step(steps.size())).orElse(0);
        try (var solve = Scope.open()) {
            Tensor x = run.from()
                    .map(state -> state.tensor("x", run.draws().shape()))
                    .orElseGet(() -> Start.NOISE.latent(
                            run, prior.schedule(), steps.get(0).t()))
                    .copy();
            Tensor k = run.from()
                    .map(state -> state.tensor("kernel", 1, 1, side, side))
                    .orElseGet(() -> run.draws().shared("kernel", 1, 1, side, side))
                    .copy();
            Tensor shown = x.clamp(-1, 1);
            for (int i = begun; i < steps.size() && run.goesOn(); i++) {
                try (var step = Scope.open()) {
                    Tensor x0Hat = step(i, steps.get(i), x, k, kernels, a, measurement.y(), run);
                    shown.assign(i + 1 < steps.size() ? x0Hat : x.clamp(-1, 1));
                    run.shows(i, Stage.SAMPLING, shown);
                    run.stands(new State(i + 1, Map.of("x", x, "kernel", k)));
                }
            }
            Tensor found = solve.keep(Scope.tidy(() -> weights(k.clamp(-1, 1), a)));
            return new Solution(solve.keep(shown), List.of(found), run.goesOn());
        }
    }

    private static DiffusionPrior kernels(KernelBlur a, Run run) {
        DiffusionPrior kernels = run.kernelPrior();
        Require.check(
                kernels.channels() == 1, "a prior of kernels has one channel, but this one has " + kernels.channels());
        int side = kernels.imageSize();
        int taps = Math.min(a.kernelHeight(), a.kernelWidth());
        int least = side + 1 - side % 2;
        long[] images = run.draws().shape();
        boolean room = least <= Math.min(images[2], images[3]);
        Require.check(
                side <= taps,
                "the prior of kernels knows " + side + "x" + side + " taps, more than the " + taps
                        + " that are sought: "
                        + (room ? "ask for --kernel-size " : "it takes images whose sides are at least ") + least);
        return kernels;
    }

    /** x_s ← ancestral(x_t) − ρ ∇ ‖y − x̂_0 ⊛ k̂_0‖, and k likewise; both are changed in place. Gives x̂_0. */
    private Tensor step(
            int i, TimeGrid.Step step, Tensor x, Tensor k, DiffusionPrior kernels, KernelBlur a, Tensor y, Run run) {
        var image = new Chain(prior, step, x);
        var kernel = new Chain(kernels, step, k);
        Tensor blurred = a.apply(image.x0Hat, List.of(weights(kernel.x0Hat, a)));
        Tensor norms = Residual.norms(Residual.of(blurred, y));
        Tensor[] gradients = Gradients.of(norms.sum(), image.xt, kernel.xt);
        double loss = norms.sum().item();
        if (!Double.isFinite(loss)) {
            throw new SolverDivergedException("Blind-DPS", i, loss, "scale " + config.scale());
        }
        double rho = config.growing() ? config.scale() * prior.schedule().alpha(step.t()) : config.scale();
        try (var off = Gradients.off()) {
            x.assign(image.ancestral(() -> run.draws().normal("step", i)).sub(gradients[0].mul(rho)));
            k.assign(kernel.ancestral(() -> run.draws().shared("kernel step " + i, k.shape()))
                    .sub(gradients[1].mul(rho)));
        }
        run.shows(new Run.Inner(
                i,
                0,
                0,
                Map.of("loss", loss),
                Map.of(
                        "x0",
                        image.x0Hat,
                        "kernel x0",
                        kernel.x0Hat,
                        "gradient",
                        gradients[0],
                        "kernel gradient",
                        gradients[1])));
        return image.x0Hat.detach();
    }

    /** A prior's prediction at x_t. */
    private static final class Chain {
        private final DiffusionPrior prior;
        private final TimeGrid.Step step;
        private final Tensor xt;
        private final Prediction predicted;
        private final Tensor x0Hat;

        Chain(DiffusionPrior prior, TimeGrid.Step step, Tensor x) {
            this.prior = prior;
            this.step = step;
            NoiseSchedule schedule = prior.schedule();
            xt = x.variable();
            predicted = prior.denoiser().predict(xt, step.t());
            x0Hat = xt.sub(predicted.epsilon().mul(schedule.sigma(step.t())))
                    .div(schedule.alpha(step.t()))
                    .clamp(-1, 1);
        }

        Tensor ancestral(Supplier<Tensor> noise) {
            return new Ancestral(prior.schedule(), step).draw(xt, x0Hat, predicted, noise);
        }
    }

    /**
     * The kernel of a picture of it, (p + 1) / 2 with sum 1, in the middle of A's taps. Where the picture's side is even, its middle is the
     * tap before, as in the published code.
     */
    private static Tensor weights(Tensor picture, KernelBlur a) {
        Tensor positive = picture.add(1).div(2);
        int rows = (int) (a.kernelHeight() - picture.size(2));
        int columns = (int) (a.kernelWidth() - picture.size(3));
        return Functional.pad(
                positive.div(positive.sum()),
                (columns + 1) / 2,
                columns / 2,
                (rows + 1) / 2,
                rows / 2,
                Padding.CONSTANT);
    }
}
