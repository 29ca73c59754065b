package dev.limpid.solver;

import dev.limpid.operator.ForwardOperator;
import dev.limpid.operator.Measurement;
import dev.limpid.operator.PartialObservation;
import dev.limpid.prior.DiffusionPrior;
import dev.limpid.prior.NoiseSchedule;
import dev.limpid.tensor.Gradients;
import dev.limpid.tensor.Scope;
import dev.limpid.tensor.Tensor;
import java.util.List;
import java.util.Map;

/**
 * FAST-DIPS: at every noise level the denoised image is moved to the images whose measurement is near y, by a few steps of ADMM
 * that find their length themselves, and noise of the next level is added. Never back-propagates through the denoiser.
 *
 * <p>Any differentiable A: of A it asks for values and Jᵀ r alone. Source: Kim, Shin, Lim, "FAST-DIPS: adjoint-free analytic steps
 * and hard-constrained likelihood correction for diffusion-prior inverse problems", ICLR 2026 (arXiv 2603.01591); the authors'
 * {@code main.py}. docs/algorithms/fast-dips.md.
 */
public final class FastDips implements Solver {
    /** As users meet it. */
    public static final Method<Config> METHOD = Method.of(
            "fast-dips",
            "FAST-DIPS (Kim, Shin, Lim, ICLR 2026)",
            new Method.Need(ForwardOperator.class, "a known A"),
            Config.class,
            FastDips::new,
            List.of(
                    new Preset<>(Preset.BRIEF, "[D] docs/algorithms/fast-dips.md", brief()),
                    new Preset<>(Preset.AUTHORS_CODE, "[C] configs_fast_dips_cli.txt", published())));

    /** Length of the forward difference, and the longest step, as in the authors' code. */
    private static final double ETA = 1e-3;

    private static final double LONGEST_STEP = 1;
    private static final int HALVINGS = 8;
    private static final double TINY = 1e-12;

    private final DiffusionPrior prior;
    private final Config config;

    /**
     * The settings.
     *
     * @param steps T, noise levels
     * @param sigmaMax the first level, in the units of a [−1, 1] image; at most that of the prior's training is taken
     * @param sigmaMin the end of the levels' grid, which is left out
     * @param admmSteps K, steps of ADMM at a level
     * @param gradientSteps S, gradient steps of one of them
     * @param rho ρ, the penalty
     * @param epsilon ε, the largest ‖A(z) − y‖ of an image; 0: that of the noise, √m σ_y for m measured values (Morozov)
     * @param start the first image before its noise
     */
    public record Config(
            int steps,
            double sigmaMax,
            double sigmaMin,
            int admmSteps,
            int gradientSteps,
            double rho,
            double epsilon,
            Start start)
            implements SolverConfig {
        public Config {
            Require.positive("steps", steps);
            NoiseGrid.require(sigmaMax, sigmaMin);
            Require.check(
                    admmSteps >= 2, "admmSteps must be at least 2, for the first leaves the image, got " + admmSteps);
            Require.positive("gradientSteps", gradientSteps);
            Require.positive("rho", rho);
            Require.notNegative("epsilon", epsilon);
        }

        @Override
        public Cost cost() {
            return new Cost(steps, 0, (steps - 1L) * admmSteps * gradientSteps, 0, 0);
        }

        @Override
        public double largestSigma(NoiseSchedule schedule) {
            return sigmaMax;
        }

        @Override
        public boolean keepsToRange() {
            return true;
        }
    }

    public FastDips(DiffusionPrior prior, Config config) {
        this.prior = prior;
        this.config = config;
    }

    @Override
    public Solution solve(Measurement measurement, Run run) {
        ForwardOperator a = measurement.known();
        int steps = config.steps();
        double[] sigmas = NoiseGrid.edm(prior, config.sigmaMax(), config.sigmaMin(), steps + 1);
        int begun = run.from().map(state -> state.step(steps)).orElse(0);
        try (var off = Gradients.off();
                var solve = Scope.open()) {
            Tensor x = run.from()
                    .map(state -> state.tensor("x", run.draws().shape()))
                    .orElseGet(() ->
                            config.start().within(prior, config.sigmaMax()).noisy(run, sigmas[0]))
                    .copy();
            Tensor epsilon = epsilon(measurement, Residual.of(a.apply(x), measurement.y()));
            Tensor shown = x.clamp(-1, 1);
            for (int k = begun; k < steps && run.goesOn(); k++) {
                try (var step = Scope.open()) {
                    Tensor x0Hat = prior.denoise(x, sigmas[k]);
                    boolean last = k + 1 == steps;
                    Tensor z = last ? x0Hat : correct(k, x0Hat, sigmas[k], a, measurement.y(), epsilon, run);
                    if (last || run.goesOn()) {
                        x.assign(last ? z : z.add(run.draws().normal("step", k).mul(sigmas[k + 1])));
                        shown.assign(z.clamp(-1, 1));
                        run.shows(k, Stage.SAMPLING, shown);
                        run.stands(new State(k + 1, Map.of("x", x)));
                    }
                }
            }
            return new Solution(solve.keep(shown), run.goesOn());
        }
    }

    /** ε, one for all images or (B, 1, 1, 1). */
    private Tensor epsilon(Measurement measurement, Tensor residual) {
        if (config.epsilon() > 0) {
            return Tensor.scalar(config.epsilon());
        }
        Tensor counted = residual.onesLike();
        if (measurement.a() instanceof PartialObservation partial) {
            counted = counted.mul(partial.observed());
        }
        return counted.sum(1, 2, 3).sqrt().mul(measurement.assumedNoise());
    }

    /** ADMM for min over z of ‖z − x̂_0‖² / 2σ² with ‖A(z) − y‖ ≤ ε, from z = x̂_0. */
    private Tensor correct(int k, Tensor x0Hat, double sigma, ForwardOperator a, Tensor y, Tensor epsilon, Run run) {
        Tensor z = x0Hat.copy();
        Tensor v = a.apply(z).copy();
        Tensor u = v.zerosLike();
        for (int i = 0; i < config.admmSteps() && run.goesOn(); i++) {
            try (var admm = Scope.open()) {
                Tensor b = v.sub(u);
                for (int s = 0; s < config.gradientSteps() && run.goesOn(); s++) {
                    double loss = descend(z, x0Hat, sigma * sigma, a, b);
                    requireFinite(k, loss);
                    run.shows(new Run.Inner(
                            k, 0, i * config.gradientSteps() + s, Map.of("loss", loss), Map.of("x0", x0Hat, "z", z)));
                }
                Tensor az = a.apply(z);
                Tensor d = Residual.of(az.add(u), y);
                v.assign(y.add(d.mul(least(epsilon.div(Residual.norms(d))))));
                u.assign(u.add(az).sub(v));
            }
        }
        requireFinite(k, z.sum().item());
        return z;
    }

    /** min(1, x). */
    private static Tensor least(Tensor x) {
        return x.neg().add(1).relu().neg().add(1);
    }

    /**
     * z ← z − α g on E(z) = ‖z − x̂_0‖² / 2γ + ρ ‖A(z) − b‖² / 2, whose gradient is g: with the α that is best where A is linear,
     * halved for images whose E it would raise. Gives E before, mean over the images.
     */
    private double descend(Tensor z, Tensor x0Hat, double gamma, ForwardOperator a, Tensor b) {
        try (var step = Scope.open()) {
            Derivative.Point point = Derivative.at(a, z, b);
            Tensor r = point.residual();
            Tensor away = z.sub(x0Hat);
            Tensor g = away.div(gamma).add(point.gradient().mul(config.rho()));
            Tensor jg = Derivative.along(a, z, g, r, b, Tensor.scalar(ETA));
            Tensor slope =
                    Derivative.dot(away, g).div(gamma).add(Derivative.dot(r, jg).mul(config.rho()));
            Tensor curvature = energy(g, jg, gamma).mul(2).add(TINY);
            Tensor alpha = slope.div(curvature).clamp(0, LONGEST_STEP);
            Tensor before = energy(away, r, gamma);
            Tensor next = z.sub(g.mul(alpha));
            for (int i = 0; i < HALVINGS; i++) {
                Tensor after = energy(next.sub(x0Hat), Residual.of(a.apply(next), b), gamma);
                Tensor risen = after.sub(before).greater(0);
                if (risen.max().item() == 0) {
                    break;
                }
                alpha = alpha.mul(risen.mul(-0.5).add(1));
                next = z.sub(g.mul(alpha));
            }
            z.assign(next);
            return before.mean().item();
        }
    }

    /** ‖z − x̂_0‖² / 2γ + ρ ‖r‖² / 2 of each image, (B, 1, 1, 1). */
    private Tensor energy(Tensor away, Tensor residual, double gamma) {
        return Residual.squares(away)
                .div(2 * gamma)
                .add(Residual.squares(residual).mul(config.rho() / 2));
    }

    private void requireFinite(int k, double loss) {
        if (!Double.isFinite(loss)) {
            throw new SolverDivergedException("FAST-DIPS", k, loss, "rho " + config.rho());
        }
    }

    private static Map<String, Config> published() {
        var quick = new Config(75, 100, 0.1, 3, 1, 200, 0.05, Start.NOISE);
        var blur = new Config(50, 100, 0.1, 3, 2, 200, 0.05, Start.NOISE);
        return Map.of(
                "inpainting", quick,
                "super-resolution", quick,
                "gaussian-deblur", blur,
                "motion-deblur", blur,
                "nonlinear-deblur", new Config(150, 100, 0.1, 2, 5, 200, 0.05, Start.NOISE));
    }

    private static Map<String, Config> brief() {
        Config four = brief(4);
        return Map.of(
                "inpainting", four,
                "super-resolution", four,
                "gaussian-deblur", four,
                "motion-deblur", four,
                "nonlinear-deblur", brief(10),
                "denoise", four);
    }

    private static Config brief(int gradientSteps) {
        return new Config(12, 0.2, 0.03, 3, gradientSteps, 2000, 0, Start.CLASSICAL);
    }
}
