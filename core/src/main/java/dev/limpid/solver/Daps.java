package dev.limpid.solver;

import dev.limpid.operator.ForwardOperator;
import dev.limpid.operator.Measurement;
import dev.limpid.prior.DiffusionPrior;
import dev.limpid.prior.NoiseSchedule;
import dev.limpid.tensor.Gradients;
import dev.limpid.tensor.Scope;
import dev.limpid.tensor.Tensor;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * DAPS: at every noise level the probability flow brings the image to x̂_0, a Markov chain draws from what the measurement and a
 * Gaussian around x̂_0 say together, and noise of the next level is added. Never back-propagates through the denoiser.
 *
 * <p>Any differentiable A: of A it asks for values and Jᵀ r alone. Source: Zhang et al., "Improving diffusion inverse problem
 * solving with decoupled noise annealing", CVPR 2025, Algorithm 1; the authors' {@code sampler.py} and {@code mcmc.py}.
 * docs/algorithms/daps.md.
 */
public final class Daps implements Solver {
    /** As users meet it. */
    public static final Method<Config> METHOD = Method.of(
            "daps",
            "DAPS (Zhang et al., CVPR 2025)",
            new Method.Need(ForwardOperator.class, "a known A"),
            Config.class,
            Daps::new,
            List.of(
                    new Preset<>(Preset.BRIEF, "[D] docs/algorithms/daps.md", brief()),
                    new Preset<>(Preset.AUTHORS_CODE, "[C] configs/task, pixel space, Langevin", published())));

    private final DiffusionPrior prior;
    private final Config config;

    /**
     * The settings; noise levels are in the units of a [−1, 1] image.
     *
     * @param steps J, noise levels
     * @param sigmaMax the first level; at most that of the prior's training is taken
     * @param sigmaMin the end of the levels' grid, which is left out
     * @param odeSteps Euler steps of the probability flow at a level
     * @param odeSigmaMin where the flow ends
     * @param chain kind of the Markov chain
     * @param chainSteps M, steps of the chain at a level
     * @param rate η, the step of the chain at the first level: stable below 2 / (2 ‖A‖² / τ² + 1 / σ²)
     * @param rateRatio by which the step has been multiplied once it would reach the end of the grid
     * @param momentum m of an HMC chain, in [0, 1)
     * @param tau τ, where the chain takes −‖A(x) − y‖² / τ² for the log-likelihood; 0: √2 σ_y, which makes it that of the noise
     * @param start the first image before its noise
     */
    public record Config(
            int steps,
            double sigmaMax,
            double sigmaMin,
            int odeSteps,
            double odeSigmaMin,
            Chain chain,
            int chainSteps,
            double rate,
            double rateRatio,
            double momentum,
            double tau,
            Start start)
            implements SolverConfig {
        public Config {
            Require.positive("steps", steps);
            NoiseGrid.require(sigmaMax, sigmaMin);
            Require.positive("odeSteps", odeSteps);
            Require.check(
                    odeSigmaMin > 0 && odeSigmaMin < sigmaMin,
                    "odeSigmaMin must be positive and less than sigmaMin (" + sigmaMin + "), got " + odeSigmaMin);
            Require.positive("chainSteps", chainSteps);
            Require.positive("rate", rate);
            Require.check(rateRatio > 0 && rateRatio <= 1, "rateRatio must be in (0, 1], got " + rateRatio);
            Require.check(momentum >= 0 && momentum < 1, "momentum must be in [0, 1), got " + momentum);
            Require.notNegative("tau", tau);
        }

        @Override
        public Cost cost() {
            return new Cost((long) steps * odeSteps, 0, (long) steps * chainSteps, 0, 0);
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

    /** A Markov chain whose steps follow the gradient of a log-density. */
    public enum Chain {
        /** x ← x + η s + √(2η) n. */
        LANGEVIN,
        /** Hamiltonian with friction: v ← m v + √η s + √(2 (1 − m)) n, x ← x + √η v. */
        HMC;

        /** The name that users give. */
        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public Daps(DiffusionPrior prior, Config config) {
        this.prior = prior;
        this.config = config;
    }

    @Override
    public Solution solve(Measurement measurement, Run run) {
        var likelihood = new Likelihood(measurement);
        int steps = config.steps();
        double[] sigmas = NoiseGrid.edm(prior, config.sigmaMax(), config.sigmaMin(), steps + 1);
        sigmas[steps] = 0;
        int begun = run.from().map(state -> state.step(steps)).orElse(0);
        try (var off = Gradients.off();
                var solve = Scope.open()) {
            Tensor x = run.from()
                    .map(state -> state.tensor("x", run.draws().shape()))
                    .orElseGet(() ->
                            config.start().within(prior, config.sigmaMax()).noisy(run, sigmas[0]))
                    .copy();
            likelihood.requireFits(x);
            Tensor shown = x.clamp(-1, 1);
            for (int k = begun; k < steps && run.goesOn(); k++) {
                try (var step = Scope.open()) {
                    Tensor z = sample(k, flow(x, sigmas[k], run), sigmas[k], likelihood, run);
                    if (run.goesOn()) {
                        boolean last = k + 1 == steps;
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

    /** x̂_0: Euler's method for dx / dσ = (x − D(x, σ)) / σ from σ to almost 0. */
    private Tensor flow(Tensor x, double sigma, Run run) {
        double[] u = NoiseGrid.edm(sigma, config.odeSigmaMin(), config.odeSteps() + 1);
        Tensor at = x;
        for (int i = 0; i < config.odeSteps() && run.goesOn(); i++) {
            Tensor from = at;
            double share = (u[i + 1] - u[i]) / u[i];
            double level = u[i];
            at = Scope.tidy(() -> from.add(from.sub(prior.denoise(from, level)).mul(share)));
        }
        return at;
    }

    /** A chain from x̂_0 towards exp(−‖A(z) − y‖² / τ² − ‖z − x̂_0‖² / 2σ²). */
    private Tensor sample(int k, Tensor x0Hat, double sigma, Likelihood likelihood, Run run) {
        double eta = config.rate() * (1 + (double) k / (config.steps() + 1) * (config.rateRatio() - 1));
        Tensor z = x0Hat.copy();
        Tensor v =
                config.chain() == Chain.HMC ? run.draws().normal("velocity", k).copy() : z.zerosLike();
        for (int j = 0; j < config.chainSteps() && run.goesOn(); j++) {
            try (var chain = Scope.open()) {
                Derivative.Point point = Derivative.at(likelihood.a, z, likelihood.y);
                Tensor away = z.sub(x0Hat);
                // As in the authors' code the likelihood has no factor 1 / 2: its noise is τ / √2.
                Tensor score = point.gradient().mul(-2 / likelihood.tauSquared).sub(away.div(sigma * sigma));
                double loss = point.squares().div(likelihood.tauSquared).mean().item()
                        + Residual.squares(away).mean().item() / (2 * sigma * sigma);
                requireFinite(k, loss, eta);
                move(z, v, score, eta, run.draws().normal("chain", k * config.chainSteps() + j));
                run.shows(new Run.Inner(k, 0, j, Map.of("loss", loss), Map.of("x0", x0Hat, "score", score, "z", z)));
            }
        }
        requireFinite(k, z.sum().item(), eta);
        return z;
    }

    /** One step of the chain; {@code z} and {@code v} are changed in place. */
    private void move(Tensor z, Tensor v, Tensor score, double eta, Tensor n) {
        if (config.chain() == Chain.LANGEVIN) {
            z.assign(z.add(score.mul(eta)).add(n.mul(Math.sqrt(2 * eta))));
            return;
        }
        double m = config.momentum();
        v.assign(v.mul(m).add(score.mul(Math.sqrt(eta))).add(n.mul(Math.sqrt(2 * (1 - m)))));
        z.assign(z.add(v.mul(Math.sqrt(eta))));
    }

    private static void requireFinite(int k, double loss, double eta) {
        if (!Double.isFinite(loss)) {
            throw new SolverDivergedException("DAPS", k, loss, "rate " + eta);
        }
    }

    /** −‖A(x) − y‖² / τ². */
    private final class Likelihood {
        private final ForwardOperator a;
        private final Tensor y;
        private final double tauSquared;

        Likelihood(Measurement measurement) {
            a = measurement.known();
            y = measurement.y();
            tauSquared = config.tau() > 0 ? config.tau() * config.tau() : 2 * Math.pow(measurement.assumedNoise(), 2);
        }

        void requireFits(Tensor x) {
            try (var scope = Scope.open()) {
                Residual.of(a.apply(x), y);
            }
        }
    }

    private static Map<String, Config> published() {
        return Map.of(
                "super-resolution", published(100, 1e-4),
                "inpainting", published(100, 1e-4),
                "gaussian-deblur", published(100, 1e-4),
                "motion-deblur", published(100, 5e-5),
                "nonlinear-deblur", published(200, 1e-5));
    }

    private static Config published(int chainSteps, double rate) {
        return new Config(200, 100, 0.1, 5, 0.01, Chain.LANGEVIN, chainSteps, rate, 0.01, 0, 0.01, Start.NOISE);
    }

    private static Map<String, Config> brief() {
        Config linear = brief(50, 2e-5, 0);
        return Map.of(
                "super-resolution", linear,
                "inpainting", linear,
                "gaussian-deblur", linear,
                "motion-deblur", linear,
                "denoise", linear,
                "nonlinear-deblur", brief(20, 1e-5, 0.01));
    }

    private static Config brief(int chainSteps, double rate, double tau) {
        return new Config(25, 0.4, 0.03, 4, 0.003, Chain.LANGEVIN, chainSteps, rate, 0.01, 0, tau, Start.CLASSICAL);
    }
}
