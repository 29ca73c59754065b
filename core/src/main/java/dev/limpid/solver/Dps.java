package dev.limpid.solver;

import dev.limpid.operator.ForwardOperator;
import dev.limpid.operator.Measurement;
import dev.limpid.prior.Ddim;
import dev.limpid.prior.DiffusionPrior;
import dev.limpid.prior.NoiseSchedule;
import dev.limpid.prior.Prediction;
import dev.limpid.prior.TimeGrid;
import dev.limpid.tensor.Gradients;
import dev.limpid.tensor.Scope;
import dev.limpid.tensor.Tensor;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;

/**
 * DPS: ancestral sampling in which every reverse step is followed by a gradient step on ‖y − A(x̂_0(x_t))‖, through the
 * denoiser.
 *
 * <p>Any differentiable A. Source: Chung et al., "Diffusion posterior sampling for general noisy inverse problems", ICLR 2023,
 * Algorithm 1; the authors' {@code p_sample_loop} and {@code PosteriorSampling}. As in their code the gradient is that of the norm,
 * goes through the clamp of x̂_0, and is taken in the last step too. docs/algorithms/dps.md.
 */
public final class Dps implements Solver {
    /** As users meet it. */
    public static final Method<Config> METHOD = Method.of(
            "dps",
            "DPS (Chung et al., ICLR 2023)",
            new Method.Need(ForwardOperator.class, "a known A"),
            Config.class,
            Dps::new,
            List.of(
                    new Preset<>(
                            Preset.BRIEF,
                            "[D] 100 respaced steps that guide as much as the 1000 of [C]; of super-resolution for denoising",
                            brief()),
                    new Preset<>(Preset.AUTHORS_CODE, "[C] configs of FFHQ, 1000 steps", byTask(1000))));

    private final DiffusionPrior prior;
    private final Config config;

    /**
     * The settings.
     *
     * @param steps reverse steps
     * @param grid time grid of the steps: respaced, as published, or another, see {@link TimeGrid#named}
     * @param scale ρ, the length of the step along the gradient of the norm
     * @param sampler of the reverse steps
     * @param eta η, the share of fresh noise in a step of DDIM; the ancestral sampler has its own
     * @param clip whether x̂_0 is cut to [−1, 1], as in the paper's code
     * @param start the first image: noise, as published, or classical
     */
    public record Config(
            int steps,
            String grid,
            double scale,
            Sampler sampler,
            @Formerly("0") double eta,
            @Formerly("true") boolean clip,
            @Formerly("noise") Start start)
            implements SolverConfig {
        public Config {
            Require.positive("steps", steps);
            TimeGrid.named(grid, steps);
            Require.notNegative("scale", scale);
            Require.check(eta >= 0 && eta <= 1, "eta must be in [0, 1], got " + eta);
        }

        /** As the authors sample: with the ancestral sampler or DDIM without fresh noise, x̂_0 cut, from noise. */
        public Config(int steps, String grid, double scale, Sampler sampler) {
            this(steps, grid, scale, sampler, 0, true, Start.NOISE);
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

    /** The reverse step before the guidance. */
    public enum Sampler {
        /** Ancestral, as in the paper. */
        DDPM,
        /** DDIM. */
        DDIM;

        /** The name that users give. */
        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public Dps(DiffusionPrior prior, Config config) {
        this.prior = prior;
        this.config = config;
    }

    @Override
    public Solution solve(Measurement measurement, Run run) {
        ForwardOperator a = measurement.known();
        List<TimeGrid.Step> steps =
                TimeGrid.named(config.grid(), config.steps()).steps();
        try (var solve = Scope.open()) {
            Tensor x = ReverseSampling.along(
                    steps,
                    run,
                    () -> begin(steps.get(0).t(), run),
                    (k, step, image) -> step(k, step, image, a, measurement.y(), run));
            return new Solution(solve.keep(x), run.goesOn());
        }
    }

    private Tensor begin(int t, Run run) {
        Tensor latent = config.start().latent(run, prior.schedule(), t);
        return config.start() == Start.CLASSICAL ? ReverseSampling.begin(latent, run) : latent;
    }

    /** x_s ← μ̃(x̂_0, x_t) + √Σ ε − ρ ∇_{x_t} ‖y − A(x̂_0)‖; {@code x} is changed in place. Gives x̂_0. */
    private Tensor step(int k, TimeGrid.Step step, Tensor x, ForwardOperator a, Tensor y, Run run) {
        Tensor xt = x.variable();
        var ddim = new Ddim(prior.schedule(), step.t(), step.s(), config.clip(), true, config.eta());
        Prediction predicted = config.sampler() == Sampler.DDPM
                ? prior.denoiser().predict(xt, step.t())
                : new Prediction(prior.denoiser().epsilon(xt, step.t()), null);
        Tensor x0Hat = ddim.x0Hat(xt, predicted.epsilon());
        Tensor norms = Residual.norms(Residual.of(a.apply(x0Hat), y));
        Tensor gradient = Gradients.of(norms.sum(), xt)[0];
        double loss = norms.sum().item() / x.size(0);
        if (!Double.isFinite(loss)) {
            throw new SolverDivergedException("DPS", k, loss, "scale " + config.scale());
        }
        try (var off = Gradients.off()) {
            Supplier<Tensor> noise = () -> run.draws().normal("step", k);
            Tensor sample = config.sampler() == Sampler.DDPM
                    ? new Ancestral(prior.schedule(), step).draw(x, x0Hat, predicted, noise)
                    : ddim.towards(x0Hat, ddim.epsilon(x, x0Hat), noise);
            x.assign(sample.sub(gradient.mul(config.scale())));
            run.shows(new Run.Inner(
                    k,
                    0,
                    0,
                    Map.of("loss", loss),
                    Map.of("x0", x0Hat, "sample", sample, "gradient", gradient, "x", x)));
        }
        return x0Hat.detach();
    }

    private static Map<String, Config> brief() {
        var brief = new HashMap<>(byTask(100));
        brief.put("denoise", new Config(100, "respaced", 3, Sampler.DDPM));
        return brief;
    }

    /** Rates of [C] for 1000 steps; fewer steps take longer ones, so that the guidance has the same length in all. */
    private static Map<String, Config> byTask(int steps) {
        Config quiet = new Config(steps, "respaced", 300.0 / steps, Sampler.DDPM);
        return Map.of(
                "super-resolution", quiet,
                "inpainting", new Config(steps, "respaced", 500.0 / steps, Sampler.DDPM),
                "gaussian-deblur", quiet,
                "motion-deblur", quiet,
                "nonlinear-deblur", quiet);
    }
}
