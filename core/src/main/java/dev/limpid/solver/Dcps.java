package dev.limpid.solver;

import dev.limpid.operator.LinearOperator;
import dev.limpid.operator.Measurement;
import dev.limpid.prior.DiffusionPrior;
import dev.limpid.prior.NoiseSchedule;
import dev.limpid.tensor.Gradients;
import dev.limpid.tensor.Scope;
import dev.limpid.tensor.Tensor;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * DCPS: the times are divided into blocks, each with a posterior of its own whose measurement is √ᾱ y of the block's end. A Langevin
 * chain begins a block; every reverse step draws from a Gaussian that a few gradient steps have fitted to prior and measurement.
 *
 * <p>A linear A and Gaussian noise. Source: Janati et al., "Divide-and-conquer posterior sampling for denoising diffusion priors", NeurIPS
 * 2024, Algorithm 1; the authors' {@code dcps.py}. docs/algorithms/dcps.md.
 */
public final class Dcps implements Solver {
    /** As users meet it. */
    public static final Method<Config> METHOD = Method.of(
            "dcps",
            "DCPS (Janati et al., NeurIPS 2024)",
            new Method.Need(LinearOperator.class, "a linear A"),
            Config.class,
            Dcps::new,
            List.of(
                    new Preset<>(Preset.BRIEF, "[D] docs/algorithms/dcps.md", brief()),
                    new Preset<>(Preset.AUTHORS_CODE, "[C] the demonstration of dcps.py", byTask(published()))));

    private static final int LAST_TIME = 999;

    private final DiffusionPrior prior;
    private final Config config;
    private final Bridges bridges;

    /**
     * The settings.
     *
     * @param firstTime where the first block begins, in [1, 999]
     * @param blocks L, blocks of equal length
     * @param steps reverse steps of a block; the last step of the last block is left out
     * @param langevinSteps steps of the chain that begins a block
     * @param gamma γ, its step
     * @param gradientSteps of the Gaussian's mean and standard deviation in a reverse step
     * @param optimiser of those
     * @param rate its rate; that of normalised steps is a length
     * @param spread η of the bridges between times, in (0, 1]
     * @param clean whether the result is denoised in the end
     * @param start the first image
     */
    public record Config(
            int firstTime,
            int blocks,
            int steps,
            int langevinSteps,
            double gamma,
            int gradientSteps,
            Optimiser optimiser,
            double rate,
            double spread,
            boolean clean,
            Start start)
            implements SolverConfig {
        public Config {
            Require.check(
                    firstTime >= 1 && firstTime <= LAST_TIME,
                    "firstTime must be from 1 to " + LAST_TIME + ", got " + firstTime);
            Require.positive("blocks", blocks);
            Require.check(
                    steps >= 2 && steps <= firstTime / blocks,
                    "steps must be from 2 to the " + firstTime / blocks + " times of a block (firstTime / blocks), got "
                            + steps);
            Require.notNegative("langevinSteps", langevinSteps);
            Require.positive("gamma", gamma);
            Require.notNegative("gradientSteps", gradientSteps);
            Require.positive("rate", rate);
            Require.check(spread > 0 && spread <= 1, "spread must be in (0, 1], got " + spread);
        }

        @Override
        public Cost cost() {
            long moves = moves();
            long backward = (long) blocks * langevinSteps + moves * gradientSteps;
            return Cost.evaluations(moves + (clean ? 1 : 0), backward);
        }

        /** Reverse steps of all blocks. */
        int moves() {
            return blocks * steps - 1;
        }

        @Override
        public double largestSigma(NoiseSchedule schedule) {
            return schedule.noiseToImage(firstTime - 1);
        }

        /** The time with number i = 0 … steps of block b, counted from the first block; one more than the schedule's t. */
        int time(int b, int i) {
            double low = (double) firstTime * (blocks - b - 1) / blocks;
            double high = (double) firstTime * (blocks - b) / blocks;
            return (int) (low + (high - low) * i / steps + 1e-6);
        }
    }

    /** How the Gaussian of a reverse step is fitted. */
    public enum Optimiser {
        /** Steps of one length along the gradient, of the mean and of the logarithm of the standard deviation apart. */
        NORMALISED,
        ADAM;

        /** The name that users give. */
        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public Dcps(DiffusionPrior prior, Config config) {
        this.prior = prior;
        this.config = config;
        bridges = new Bridges(prior, config.spread());
    }

    @Override
    public Solution solve(Measurement measurement, Run run) {
        METHOD.requireTakes(measurement.a());
        int moves = config.moves();
        int begun = run.from().map(state -> state.step(moves)).orElse(0);
        try (var off = Gradients.off();
                var solve = Scope.open()) {
            Residual.requireFits(measurement, run.draws().shape());
            Tensor x = run.from()
                    .map(state -> state.tensor("x", run.draws().shape()))
                    .orElseGet(() -> config.start().latent(run, prior.schedule(), config.firstTime() - 1))
                    .copy();
            Tensor shown = x.clamp(-1, 1);
            for (int k = begun; k < moves && run.goesOn(); k++) {
                try (var step = Scope.open()) {
                    Tensor image = new Move(k, measurement, run).of(x);
                    if (run.goesOn()) {
                        shown.assign(image.clamp(-1, 1));
                        run.shows(k, Stage.SAMPLING, shown);
                        run.stands(new State(k + 1, Map.of("x", x)));
                    }
                }
            }
            return new Solution(solve.keep(shown), run.goesOn());
        }
    }

    /** Reverse step k of the solve, from time {@code t} to {@code next} in a block that ends at {@code end}. */
    private final class Move {
        private final int k;
        private final Run run;
        private final LinearOperator a;
        /** √ᾱ y of the block's end. */
        private final Tensor scaled;

        private final double sigma;
        private final int block;
        private final int t;
        private final int next;
        private final int end;

        Move(int k, Measurement measurement, Run run) {
            this.k = k;
            this.run = run;
            a = (LinearOperator) measurement.a();
            sigma = measurement.assumedNoise();
            block = k / config.steps();
            int i = config.steps() - k % config.steps();
            t = config.time(block, i);
            next = config.time(block, i - 1);
            end = config.time(block, 0);
            scaled = measurement.y().mul(Math.sqrt(bridges.alphaBar(end)));
        }

        /** {@code x} is changed in place. Gives the image that it stands for. */
        Tensor of(Tensor x) {
            if (k % config.steps() == 0) {
                warmUp(x);
            }
            if (!run.goesOn()) {
                return x;
            }
            Tensor x0 = bridges.x0Hat(x, bridges.epsilon(x, t), t);
            Bridges.Bridge bridge = bridges.between(t, next);
            Tensor m0 = bridge.mean(x, x0);
            var q = new FittedGaussian(m0, bridge.std(), config.optimiser(), config.rate());
            fit(q);
            x.assign(q.draw(run.draws().normal("step", k)));
            if (k + 1 < config.moves()) {
                return x0;
            }
            if (config.clean() && run.goesOn()) {
                x.assign(bridges.x0Hat(x, bridges.epsilon(x, next), next));
            }
            return x;
        }

        /**
         * Tamed Langevin towards p(x) N(√ᾱ y; A m(x), σ_y² I), m the mean of the bridge to the block's end: x ← x + γ / (1 + γ ‖g‖) g + √(2γ) n.
         */
        private void warmUp(Tensor x) {
            Bridges.Bridge toEnd = bridges.between(t, end);
            for (int j = 0; j < config.langevinSteps() && run.goesOn(); j++) {
                try (var chain = Scope.open();
                        var on = Gradients.on()) {
                    Tensor v = x.variable();
                    Tensor epsilon = bridges.epsilon(v, t);
                    Tensor misfits = misfits(toEnd.mean(v, bridges.x0Hat(v, epsilon, t)));
                    Tensor potential = Gradients.of(misfits.sum().neg(), v)[0];
                    Tensor g = potential.sub(epsilon.detach().div(Math.sqrt(1 - bridges.alphaBar(t))));
                    Tensor tamed = g.mul(config.gamma())
                            .div(Residual.squares(g).sqrt().mul(config.gamma()).add(1));
                    Tensor n = run.draws().normal("langevin", block * config.langevinSteps() + j);
                    x.assign(x.add(tamed).add(n.mul(Math.sqrt(2 * config.gamma()))));
                    run.shows(new Run.Inner(k, 0, j, Map.of(), Map.of("potential", potential, "x", x)));
                }
            }
        }

        /** ‖√ᾱ y − A x‖² / 2σ_y² of each image. */
        private Tensor misfits(Tensor x) {
            return Residual.squares(Residual.of(a.apply(x), scaled)).div(2 * sigma * sigma);
        }

        /** min over q of E ‖√ᾱ y − A z‖² / 2σ_y² + KL(q ‖ N(m_0, s_0²)), z by the bridge from q to the block's end. */
        private void fit(FittedGaussian q) {
            Bridges.Bridge toEnd = bridges.between(next, end);
            for (int j = 0; j < config.gradientSteps() && run.goesOn(); j++) {
                try (var iteration = Scope.open();
                        var on = Gradients.on()) {
                    int draw = k * config.gradientSteps() + j;
                    Tensor u = q.draw(run.draws().normal("q", draw));
                    Tensor z = toEnd.mean(u, bridges.x0Hat(u, bridges.epsilon(u, next), next))
                            .add(run.draws().normal("kl", draw).mul(toEnd.std()));
                    Tensor misfits = misfits(z);
                    Tensor divergences = q.divergences();
                    Tensor losses = misfits.add(divergences);
                    double loss = losses.mean().item();
                    requireFinite(k, loss);
                    Map<String, Tensor> tensors = q.descend(losses.sum());
                    run.shows(new Run.Inner(k, 1, j, Map.of("loss", loss), tensors));
                }
            }
        }
    }

    private void requireFinite(int k, double loss) {
        if (!Double.isFinite(loss)) {
            throw new SolverDivergedException("DCPS", k, loss, "rate " + config.rate());
        }
    }

    private static Config published() {
        return new Config(LAST_TIME, 3, 100, 5, 1e-3, 2, Optimiser.NORMALISED, 1.5, 1, false, Start.NOISE);
    }

    private static Map<String, Config> brief() {
        var config = new Config(300, 3, 10, 3, 1e-3, 2, Optimiser.NORMALISED, 1.5, 1, true, Start.CLASSICAL);
        var brief = new HashMap<>(byTask(config));
        brief.put("denoise", config);
        return brief;
    }

    private static Map<String, Config> byTask(Config config) {
        return Map.of(
                "super-resolution", config,
                "inpainting", config,
                "gaussian-deblur", config,
                "motion-deblur", config);
    }
}
