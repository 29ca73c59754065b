package dev.limpid.solver;

import dev.limpid.operator.Measurement;
import dev.limpid.operator.PseudoInvertible;
import dev.limpid.prior.Ddim;
import dev.limpid.prior.DiffusionPrior;
import dev.limpid.prior.NoiseSchedule;
import dev.limpid.prior.TimeGrid;
import dev.limpid.tensor.Gradients;
import dev.limpid.tensor.Scope;
import dev.limpid.tensor.Tensor;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * MCG: DDIM steps, each followed by a step down the gradient of the measurement's misfit through the denoiser, and by a projection
 * that sets the part of the image that A sees to that of the measurement with noise.
 *
 * <p>A with a pseudo-inverse; made for measurements without noise. Source: Chung et al., "Improving diffusion models for inverse
 * problems using manifold constraints", NeurIPS 2022; {@code algos/mcg.py} of NVlabs/RED-diff.
 * docs/algorithms/mcg.md.
 */
public final class Mcg implements Solver {
    private static final String AMPLIFIES = "inverts what a blur leaves of an image, and enlarges the noise with it";

    /** As users meet it. */
    public static final Method<Config> METHOD = Method.of(
                    "mcg",
                    "MCG (Chung et al., NeurIPS 2022)",
                    new Method.Need(PseudoInvertible.class, "a pseudo-inverse"),
                    Config.class,
                    Mcg::new,
                    List.of(new Preset<>(
                            Preset.BRIEF,
                            "[D] docs/algorithms/mcg.md: 100 steps with eta 1, and a tenth of the published weight",
                            brief())))
            .leavesOut("denoise", "keeps everything that A sees as it was measured, its noise too")
            .leavesOut("gaussian-deblur", AMPLIFIES)
            .leavesOut("motion-deblur", AMPLIFIES);

    private final DiffusionPrior prior;
    private final Config config;

    /**
     * The settings.
     *
     * @param steps reverse steps
     * @param grid time grid of the steps, see {@link TimeGrid#named}
     * @param eta η, the share of fresh noise in a DDIM step; 1 has the variance of the ancestral one
     * @param scale weight of the gradient of the squared misfit, times α_t
     * @param start the first image: noise as in the paper, or classical
     */
    public record Config(int steps, String grid, double eta, double scale, Start start) implements SolverConfig {
        public Config {
            Require.positive("steps", steps);
            TimeGrid.named(grid, steps);
            Require.check(eta >= 0 && eta <= 1, "eta must be in [0, 1], got " + eta);
            Require.notNegative("scale", scale);
        }

        @Override
        public Cost cost() {
            return Cost.evaluations(0, steps);
        }

        @Override
        public double largestSigma(NoiseSchedule schedule) {
            return TimeGrid.named(grid, steps).largestSigma(schedule);
        }
    }

    public Mcg(DiffusionPrior prior, Config config) {
        this.prior = prior;
        this.config = config;
    }

    @Override
    public Solution solve(Measurement measurement, Run run) {
        METHOD.requireTakes(measurement.a());
        List<TimeGrid.Step> steps =
                TimeGrid.named(config.grid(), config.steps()).steps();
        try (var solve = Scope.open()) {
            Residual.requireFits(measurement, run.draws().shape());
            var a = (PseudoInvertible) measurement.a();
            Tensor seen = a.pseudoInverse(measurement.y());
            Tensor x = ReverseSampling.along(
                    steps,
                    run,
                    () -> ReverseSampling.begin(
                            config.start()
                                    .latent(run, prior.schedule(), steps.get(0).t()),
                            run),
                    (k, step, image) -> step(k, step, image, a, seen, run));
            return new Solution(solve.keep(x), run.goesOn());
        }
    }

    /**
     * x_s ← (I − P) (x′ − w α_t ∇_{x_t} ‖P x̂_0 − A⁺ y‖²) + P y_s, with P = A⁺ A, x′ from the DDIM step and y_s = A⁺ y with the noise
     * of time s; {@code x} is changed in place. Gives x̂_0.
     *
     * @param seen A⁺ y
     */
    private Tensor step(int k, TimeGrid.Step step, Tensor x, PseudoInvertible a, Tensor seen, Run run) {
        NoiseSchedule schedule = prior.schedule();
        var ddim = new Ddim(schedule, step.t(), step.s(), false, false, config.eta());
        Tensor xt = x.variable();
        Tensor predicted = prior.denoiser().epsilon(xt, step.t());
        Tensor x0Hat = ddim.x0Hat(xt, predicted);
        Tensor misfit;
        try (var off = Gradients.off()) {
            misfit = projected(a, x0Hat.detach()).sub(seen);
        }
        double loss = Residual.squares(misfit).mean().item();
        if (!Double.isFinite(loss)) {
            throw new SolverDivergedException("MCG", k, loss, "scale " + config.scale());
        }
        // P is its own transpose and its own square.
        Tensor gradient = Gradients.vjp(x0Hat, misfit.mul(2), xt)[0];
        try (var off = Gradients.off()) {
            boolean last = step.s() < 0;
            Supplier<Tensor> noise = () -> run.draws().normal("step", k);
            Tensor free = ddim.towards(x0Hat.detach(), predicted.detach(), noise)
                    .sub(gradient.mul(config.scale() * schedule.alpha(step.t())));
            Tensor known = last
                    ? seen
                    : seen.mul(schedule.alpha(step.s()))
                            .add(run.draws().normal("measurement", k).mul(schedule.sigma(step.s())));
            x.assign(free.add(projected(a, known.sub(free))));
            run.shows(new Run.Inner(
                    k, 0, 0, Map.of("loss", loss), Map.of("x0", x0Hat.detach(), "gradient", gradient, "x", x)));
        }
        return x0Hat.detach();
    }

    /** P x = A⁺ A x. */
    private static Tensor projected(PseudoInvertible a, Tensor x) {
        return a.pseudoInverse(a.apply(x));
    }

    private static Map<String, Config> brief() {
        var config = new Config(100, "dmplug", 1, 0.1, Start.NOISE);
        return Map.of("super-resolution", config, "inpainting", config);
    }
}
