package dev.limpid.solver;

import dev.limpid.operator.LinearOperator;
import dev.limpid.operator.LinearOperators;
import dev.limpid.operator.Measurement;
import dev.limpid.prior.DiffusionPrior;
import dev.limpid.prior.NoiseSchedule;
import dev.limpid.prior.TimeGrid;
import dev.limpid.tensor.Gradients;
import dev.limpid.tensor.Scope;
import dev.limpid.tensor.Tensor;
import java.util.List;
import java.util.Map;

/**
 * DiffPIR: half-quadratic splitting along the reverse process. Every step denoises, solves the data term in closed form or by
 * conjugate gradients, and adds noise for the next time. Never back-propagates.
 *
 * <p>A linear A and Gaussian noise. Source: Zhu et al., "Denoising diffusion models for plug-and-play image restoration", CVPRW 2023,
 * Algorithm 1; the authors' {@code main_ddpir.py}. docs/algorithms/diffpir.md.
 */
public final class DiffPir implements Solver {
    /** As users meet it. */
    public static final Method<Config> METHOD = Method.of(
            "diffpir",
            "DiffPIR (Zhu et al., CVPRW 2023)",
            new Method.Need(LinearOperator.class, "a linear A"),
            Config.class,
            DiffPir::new,
            List.of(
                    new Preset<>(Preset.BRIEF, "[D] docs/algorithms/diffpir.md: 20 steps from sigma 1", brief()),
                    new Preset<>(
                            Preset.AUTHORS_CODE,
                            "[C] main_ddpir.py and its configs: 100 steps, and 20 for inpainting; for super-resolution one of"
                                    + " the weights 2 to 12 that it tries",
                            Map.of(
                                    "super-resolution", published(100, 6, 0.25),
                                    "inpainting", published(20, 1, 1),
                                    "gaussian-deblur", published(100, 7, 0.3),
                                    "motion-deblur", published(100, 7, 0.3)))));

    /** The least σ_n of a [0, 1] image that the authors reckon with. */
    private static final double LEAST_NOISE = 0.001;

    /** Beyond every schedule's largest noise: the whole grid is walked. */
    private static final double ANY_SIGMA = 1000;

    private final DiffusionPrior prior;
    private final Config config;

    /**
     * The settings.
     *
     * @param steps N, times of the grid
     * @param grid of the times: quadratic, as published, or another, see {@link TimeGrid#named}
     * @param sigmaFirst the largest noise to begin with, in the units of a [−1, 1] image. Where the grid begins with more, or with
     *     more than the prior was trained for, all its times are drawn together to begin there
     * @param lambda λ, the weight of the prior in the data step
     * @param zeta ζ, the share of fresh noise
     * @param eta η, the noise of a DDIM step within the rest
     * @param guidance how far x̂_0 goes to the solution of the data step; 1 is the whole way
     * @param clean whether the result is the last x̂_0, as in the paper, or the last x_t, with the noise of its time, as in the
     *     authors' code
     */
    public record Config(
            int steps,
            String grid,
            double sigmaFirst,
            double lambda,
            double zeta,
            double eta,
            double guidance,
            boolean clean)
            implements SolverConfig {
        public Config {
            Require.check(steps >= 2, "steps must be at least 2, got " + steps);
            TimeGrid.named(grid, steps);
            Require.positive("sigmaFirst", sigmaFirst);
            Require.positive("lambda", lambda);
            Require.check(zeta >= 0 && zeta <= 1, "zeta must be in [0, 1], got " + zeta);
            Require.check(eta >= 0 && eta <= 1, "eta must be in [0, 1], got " + eta);
            Require.positive("guidance", guidance);
        }

        @Override
        public Cost cost() {
            int evaluations = clean ? steps : steps - 1;
            return new Cost(evaluations, 0, 0, evaluations, 0);
        }
    }

    public DiffPir(DiffusionPrior prior, Config config) {
        this.prior = prior;
        this.config = config;
    }

    @Override
    public Solution solve(Measurement measurement, Run run) {
        METHOD.requireTakes(measurement.a());
        double[] t = times();
        int begun = run.from().map(state -> state.step(t.length)).orElse(0);
        try (var off = Gradients.off();
                var solve = Scope.open()) {
            Residual.requireFits(measurement, run.draws().shape());
            Tensor x = run.from()
                    .map(state -> state.tensor("x", run.draws().shape()).copy())
                    .orElseGet(() -> begin(t[0], run));
            Tensor shown = x.clamp(-1, 1);
            for (int i = begun; i < t.length && run.goesOn(); i++) {
                try (var step = Scope.open()) {
                    Tensor image =
                            i + 1 < t.length ? step(i, t[i], t[i + 1], x, measurement, run) : end(t[i], x, measurement);
                    shown.assign(image.clamp(-1, 1));
                    run.shows(i, Stage.SAMPLING, shown);
                    run.stands(new State(i + 1, Map.of("x", x)));
                }
            }
            return new Solution(solve.keep(shown), run.goesOn());
        }
    }

    /** The grid's times, which fall, scaled to begin where the settings and the prior allow. */
    private double[] times() {
        double allowed = prior.schedule().time(Math.min(config.sigmaFirst(), prior.largestSigma()));
        List<TimeGrid.Step> steps =
                TimeGrid.named(config.grid(), config.steps()).steps();
        int first = steps.get(0).t();
        double scale = allowed < first ? Math.max(allowed, 1) / first : 1;
        return steps.stream().mapToDouble(step -> scale * step.t()).toArray();
    }

    /** x_T: the classical estimate with the noise of the first time. */
    private Tensor begin(double t, Run run) {
        Tensor noise = run.draws().normal("latent");
        Tensor x = run.estimate().to(noise.device()).mul(alpha(t)).add(noise.mul(sigma(t)));
        run.stands(new State(0, Map.of("x", x)));
        return x;
    }

    /** x_s ← α_s x̂_0 + σ_s (√(1 − ζ) ε̂ + √ζ ε); {@code x} is changed in place. Gives x̂_0. */
    private Tensor step(int i, double t, double s, Tensor x, Measurement measurement, Run run) {
        Tensor model = x0Hat(t, x);
        Tensor x0 = towards(measurement, t, model);
        Tensor epsilon = x.sub(x0.mul(alpha(t))).div(sigma(t));
        double fresh = config.eta() * sigma(s) / sigma(t) * Math.sqrt(beta(t));
        double kept = Math.sqrt(1 - config.zeta());
        Tensor next = x0.mul(alpha(s)).add(epsilon.mul(kept * Math.sqrt(sigma(s) * sigma(s) - fresh * fresh)));
        if (kept * fresh > 0) {
            next = next.add(run.draws().normal("eta", i).mul(kept * fresh));
        }
        if (config.zeta() > 0) {
            next = next.add(run.draws().normal("zeta", i).mul(Math.sqrt(config.zeta()) * sigma(s)));
        }
        x.assign(next);
        run.shows(new Run.Inner(i, 0, 0, Map.of(), Map.of("model", model, "x0", x0, "x", x)));
        return x0;
    }

    /** The result, which takes the place of {@code x}. */
    private Tensor end(double t, Tensor x, Measurement measurement) {
        if (config.clean()) {
            x.assign(towards(measurement, t, x0Hat(t, x)));
        }
        return x;
    }

    /** (x_t − √(1 − ᾱ_t) ε̂) / √ᾱ_t, clipped. */
    private Tensor x0Hat(double t, Tensor x) {
        Tensor epsilon = prior.denoiser().epsilon(x, t);
        return x.sub(epsilon.mul(sigma(t))).div(alpha(t)).clamp(-1, 1);
    }

    /** argmin over z of ‖y − A z‖² + ρ_t ‖z − x̂_0‖², ρ_t = λ σ_n² / σ̄_t². */
    private Tensor towards(Measurement measurement, double t, Tensor x0Hat) {
        // As in the authors' code σ_n is that of a [0, 1] image and σ̄_t that of a [−1, 1] image.
        double ratio = Math.max(measurement.noiseLevel() / 2, LEAST_NOISE)
                / prior.schedule().noiseToImage(t);
        var a = (LinearOperator) measurement.a();
        Tensor z = LinearOperators.inexactProx(a, x0Hat, measurement.y(), config.lambda() * ratio * ratio);
        return config.guidance() == 1 ? z : x0Hat.add(z.sub(x0Hat).mul(config.guidance()));
    }

    /** √ᾱ_t. */
    private double alpha(double t) {
        return Math.sqrt(prior.schedule().alphaBar(t));
    }

    /** √(1 − ᾱ_t). */
    private double sigma(double t) {
        return Math.sqrt(1 - prior.schedule().alphaBar(t));
    }

    /** β_t = 1 − ᾱ_t / ᾱ_{t − 1}. */
    private double beta(double t) {
        NoiseSchedule schedule = prior.schedule();
        return 1 - schedule.alphaBar(t) / schedule.alphaBar(t - 1);
    }

    private static Config published(int steps, double lambda, double zeta) {
        return new Config(steps, "quadratic", ANY_SIGMA, lambda, zeta, 0, 1, false);
    }

    private static Map<String, Config> brief() {
        return Map.of(
                "super-resolution", brief(6, 0.25),
                "inpainting", brief(1, 1),
                "gaussian-deblur", brief(7, 0.3),
                "motion-deblur", brief(7, 0.3),
                "denoise", brief(7, 0.3));
    }

    private static Config brief(double lambda, double zeta) {
        return new Config(20, "quadratic", 1, lambda, zeta, 0, 1, true);
    }
}
