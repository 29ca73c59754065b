package dev.limpid.solver;

import dev.limpid.operator.ForwardOperator;
import dev.limpid.operator.Measurement;
import dev.limpid.optim.Adam;
import dev.limpid.prior.DiffusionPrior;
import dev.limpid.prior.NoiseSchedule;
import dev.limpid.prior.TimeGrid;
import dev.limpid.tensor.Gradients;
import dev.limpid.tensor.Scope;
import dev.limpid.tensor.Tensor;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * RED-diff: the image μ itself is optimised by Adam, one step for each time of a falling grid, between the measurement and what the
 * denoiser takes out of noise that was put in. Never back-propagates through the denoiser.
 *
 * <p>Any differentiable A. Source: Mardani et al., "A variational perspective on solving inverse problems with diffusion models",
 * ICLR 2024, Algorithm 1; the authors' {@code algos/reddiff.py}. docs/algorithms/red-diff.md.
 */
public final class RedDiff implements Solver {
    /** As users meet it. */
    public static final Method<Config> METHOD = Method.of(
            "red-diff",
            "RED-diff (Mardani et al., ICLR 2024)",
            new Method.Need(ForwardOperator.class, "a known A"),
            Config.class,
            RedDiff::new,
            List.of(
                    new Preset<>(
                            Preset.BRIEF,
                            "[C] the authors' 100 steps; [D] the values of deblurring for denoising",
                            brief()),
                    new Preset<>(
                            Preset.AUTHORS_CODE,
                            "[C] reddiff.yaml and README of NVlabs/RED-diff: lambda 0.25, rate 0.5; for inpainting rate 0.25"
                                    + " and spread 1e-4, as in its example without noise",
                            byTask(1000, 1e-4))));

    /** β₂ of the authors' Adam. */
    private static final double BETA_2 = 0.99;

    private final DiffusionPrior prior;
    private final Config config;

    /**
     * The settings.
     *
     * @param steps reverse steps, each of which is a step of Adam
     * @param grid time grid of the steps: dmplug is the published one, multiples of ⌊1000 / steps⌋ down to 0
     * @param rate of Adam
     * @param lambda λ, the weight of the prior
     * @param weighting its further weight by the noise level
     * @param dataWeight weight of the measurement
     * @param spread σ_x0, the standard deviation of the images around μ
     */
    public record Config(
            int steps, String grid, double rate, double lambda, Weighting weighting, double dataWeight, double spread)
            implements SolverConfig {
        public Config {
            Require.positive("steps", steps);
            TimeGrid.named(grid, steps);
            Require.positive("rate", rate);
            Require.notNegative("lambda", lambda);
            Require.notNegative("dataWeight", dataWeight);
            Require.notNegative("spread", spread);
        }

        @Override
        public Cost cost() {
            return new Cost(steps, 0, steps, 0, 0);
        }

        @Override
        public double largestSigma(NoiseSchedule schedule) {
            return TimeGrid.named(grid, steps).largestSigma(schedule);
        }
    }

    /** The weight of the prior at a noise level r = σ_t / α_t. */
    public enum Weighting {
        /** r, as in the paper. */
        LINEAR,
        /** √r. */
        SQRT,
        /** r². */
        SQUARE,
        /** log(1 + r). */
        LOG,
        /** min(r, 1). */
        TRUNC_LINEAR,
        /** r^(2/3). */
        POWER2OVER3,
        /** 1. */
        CONST;

        private double of(double r) {
            return switch (this) {
                case LINEAR -> r;
                case SQRT -> Math.sqrt(r);
                case SQUARE -> r * r;
                case LOG -> Math.log1p(r);
                case TRUNC_LINEAR -> Math.min(r, 1);
                case POWER2OVER3 -> Math.pow(r, 2.0 / 3);
                case CONST -> 1;
            };
        }

        /** The name that users give. */
        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    public RedDiff(DiffusionPrior prior, Config config) {
        this.prior = prior;
        this.config = config;
    }

    @Override
    public Solution solve(Measurement measurement, Run run) {
        ForwardOperator a = measurement.known();
        List<TimeGrid.Step> steps =
                TimeGrid.named(config.grid(), config.steps()).steps();
        int begun = run.from().map(state -> state.step(steps.size())).orElse(0);
        try (var off = Gradients.off();
                var solve = Scope.open()) {
            State state = run.from().map(State::copy).orElseGet(() -> begin(measurement, run));
            long[] shape = run.draws().shape();
            Tensor mu = state.tensor("mu", shape);
            Adam adam = Adam.resume(
                            begun,
                            List.of(state.tensor("m", shape)),
                            List.of(state.tensor("v", shape)),
                            Adam.group(mu, config.rate()))
                    .withBeta2(BETA_2);
            Tensor shown = mu.clamp(-1, 1);
            for (int k = begun; k < steps.size() && run.goesOn(); k++) {
                try (var step = Scope.open()) {
                    Tensor gradient = gradient(k, steps.get(k).t(), mu, a, measurement.y(), run);
                    adam.step(new Tensor[] {gradient});
                    shown.assign(mu.clamp(-1, 1));
                    run.shows(k, Stage.SAMPLING, shown);
                    run.stands(new State(
                            k + 1,
                            Map.of("mu", mu, "m", adam.m().get(0), "v", adam.v().get(0))));
                }
            }
            return new Solution(solve.keep(shown), run.goesOn());
        }
    }

    /** μ: the classical estimate, with no moments. */
    private static State begin(Measurement measurement, Run run) {
        Tensor zeros = Tensor.zeros(run.draws().shape()).to(measurement.y().device());
        Tensor mu = zeros.add(run.estimate().to(zeros.device()));
        var state = new State(0, Map.of("mu", mu, "m", zeros, "v", zeros.copy()));
        run.stands(state);
        return state;
    }

    /** The gradient in μ of w_t mean⟨ε̂(x_t) − ε, x_0⟩ + v mean (y − A(x_0))² / 2, where x_0 = μ + σ_x0 n and ε̂ is held fixed. */
    private Tensor gradient(int k, int t, Tensor mu, ForwardOperator a, Tensor y, Run run) {
        NoiseSchedule schedule = prior.schedule();
        Tensor x0 = config.spread() > 0 ? mu.add(run.draws().normal("spread", k).mul(config.spread())) : mu;
        Tensor noise = run.draws().normal("step", k);
        Tensor xt = x0.mul(schedule.alpha(t)).add(noise.mul(schedule.sigma(t)));
        Tensor epsilon = prior.denoiser().epsilon(xt, t);
        Tensor excess = epsilon.sub(noise);
        double w = config.lambda() * config.weighting().of(schedule.noiseToImage(t));
        Derivative.Point data = Derivative.at(a, x0, y);
        double loss = w * excess.mul(x0).mean().item()
                + config.dataWeight() * data.residual().square().mean().item() / 2;
        if (!Double.isFinite(loss)) {
            throw new SolverDivergedException("RED-diff", k, loss, "rate " + config.rate());
        }
        // Both terms are means, over the image's values and over those of y.
        double pixels = (double) mu.count() / mu.size(0);
        double measured = (double) y.count() / y.size(0);
        Tensor gradient = excess.mul(w / pixels).add(data.gradient().mul(config.dataWeight() / measured));
        run.shows(new Run.Inner(k, 0, 0, Map.of("loss", loss), Map.of("epsilon", epsilon, "gradient", gradient)));
        return gradient;
    }

    private static Map<String, Config> brief() {
        var brief = new HashMap<>(byTask(100, 0));
        brief.put("denoise", config(100, 0.5, 0));
        return brief;
    }

    /** @param spread of inpainting */
    private static Map<String, Config> byTask(int steps, double spread) {
        Config quick = config(steps, 0.5, 0);
        return Map.of(
                "super-resolution", quick,
                "inpainting", config(steps, 0.25, spread),
                "gaussian-deblur", quick,
                "motion-deblur", quick,
                "nonlinear-deblur", quick);
    }

    private static Config config(int steps, double rate, double spread) {
        return new Config(steps, "dmplug", rate, 0.25, Weighting.LINEAR, 1, spread);
    }
}
