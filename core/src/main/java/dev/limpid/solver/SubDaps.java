package dev.limpid.solver;

import dev.limpid.operator.ForwardOperator;
import dev.limpid.operator.Measurement;
import dev.limpid.prior.DiffusionPrior;
import dev.limpid.prior.NoiseSchedule;
import dev.limpid.tensor.Gradients;
import dev.limpid.tensor.Scope;
import dev.limpid.tensor.Tensor;
import java.util.List;
import java.util.Map;

/**
 * SubDAPS++: decoupled posterior sampling whose first third runs at a quarter of the resolution and whose second third at half of it,
 * with conjugate gradients towards the measurement, and a second pass without evaluations. Never back-propagates.
 *
 * <p>In variance-exploding coordinates x̄ = x_t / √ᾱ_t, whose noise is σ. Lower resolutions need a local prior, which takes images of
 * any size; with another one every step has the full resolution.
 *
 * <p>Any differentiable A. Source: Zheng, Li, Liu, "Image restoration via diffusion models with dynamic resolution", ICML 2026 (arXiv
 * 2605.14267); the authors' {@code pipeline.py}. docs/algorithms/subdaps.md.
 */
public final class SubDaps implements Solver {
    /** As users meet it. */
    public static final Method<Config> METHOD = Method.of(
            "subdaps",
            "SubDAPS++ (Zheng, Li, Liu, ICML 2026)",
            new Method.Need(ForwardOperator.class, "a known A"),
            Config.class,
            SubDaps::new,
            List.of(
                    new Preset<>(Preset.BRIEF, "[D] docs/algorithms/subdaps.md", brief()),
                    new Preset<>(Preset.AUTHORS_CODE, "[C] pipeline.py", published())));

    private final DiffusionPrior prior;
    private final Config config;

    /**
     * The settings.
     *
     * @param steps N, noise levels
     * @param sigmaMax the first level, in the units of a [−1, 1] image; at most that of the prior's training is taken
     * @param sigmaMin the last level
     * @param dataSteps conjugate gradient steps at a level
     * @param threshold τ, the mean of (x̂ − z)² below which the last third of the steps takes no fresh noise
     * @param coarsest by how much the first resolution is lower than the full one: 4, 2 or 1
     * @param start the first image before its noise
     */
    public record Config(
            int steps, double sigmaMax, double sigmaMin, int dataSteps, double threshold, int coarsest, Start start)
            implements SolverConfig {
        public Config {
            Require.check(steps >= 2, "steps must be at least 2, got " + steps);
            NoiseGrid.require(sigmaMax, sigmaMin);
            Require.positive("dataSteps", dataSteps);
            Require.notNegative("threshold", threshold);
            Require.check(
                    coarsest == 1 || coarsest == 2 || coarsest == 4, "coarsest must be 1, 2 or 4, got " + coarsest);
        }

        /** Evaluations at a lower resolution count as whole ones. */
        @Override
        public Cost cost() {
            return new Cost(steps, 0, (steps - 1L) * dataSteps, 0, 0);
        }

        @Override
        public double largestSigma(NoiseSchedule schedule) {
            return sigmaMax;
        }

        @Override
        public boolean keepsToRange() {
            return true;
        }

        /** By how much the resolution of step i is lower than the full one. */
        int factor(int i) {
            int halvings = i <= steps / 3 ? 0 : i <= 2 * steps / 3 ? 1 : 2;
            return Math.max(1, coarsest >> halvings);
        }

        /** Whether step i may go on without fresh noise. */
        boolean maySettle(int i) {
            return i > 2 * steps / 3;
        }
    }

    public SubDaps(DiffusionPrior prior, Config config) {
        this.prior = prior;
        this.config = config;
    }

    @Override
    public Solution solve(Measurement measurement, Run run) {
        measurement.known();
        int begun = run.from().map(state -> state.step(config.steps())).orElse(0);
        try (var off = Gradients.off();
                var solve = Scope.open()) {
            var sampling = new Sampling(measurement, run, begun);
            Tensor shown = sampling.image().copy();
            for (int i = begun; i < config.steps() && run.goesOn(); i++) {
                try (var step = Scope.open()) {
                    if (sampling.step(i, step)) {
                        shown.assign(sampling.image());
                        run.shows(i, Stage.SAMPLING, shown);
                        run.stands(sampling.state(i + 1));
                    }
                }
            }
            return new Solution(solve.keep(shown), run.goesOn());
        }
    }

    /** One solve. Its tensors have the resolution of the next step. */
    private final class Sampling {
        private final Measurement measurement;
        private final Run run;
        private final double[] sigmas;
        private Resolution resolution;
        /** x̄ of the first pass, z of the step before, x̄ of the second pass. */
        private Tensor x;

        private Tensor z;
        private Tensor corrected;
        /** 1 for images of which a step has taken no fresh noise, (B, 1, 1, 1). */
        private Tensor settled;

        Sampling(Measurement measurement, Run run, int begun) {
            this.measurement = measurement;
            this.run = run;
            sigmas = NoiseGrid.edm(prior, config.sigmaMax(), config.sigmaMin(), config.steps());
            resolution = resolution(Math.min(begun, config.steps() - 1));
            long[] images = run.draws().shape();
            if (run.from().isPresent()) {
                State state = run.from().get();
                long[] coarse = {images[0], images[1], resolution.rows(), resolution.columns()};
                x = state.tensor("x", coarse).copy();
                z = state.tensor("z", coarse).copy();
                corrected = state.tensor("corrected", coarse).copy();
                settled = state.tensor("settled", images[0], 1, 1, 1).copy();
            } else {
                x = begin();
                z = x.copy();
                corrected = x.copy();
                settled = Tensor.zeros(images[0], 1, 1, 1).to(x.device());
            }
        }

        private Resolution resolution(int i) {
            long[] images = run.draws().shape();
            boolean local = prior.halo().isPresent();
            return new Resolution(local ? config.factor(i) : 1, (int) images[2], (int) images[3]);
        }

        private Tensor begin() {
            Tensor noise = resolution.part(run.draws().normal("latent")).mul(sigmas[0]);
            return config.start().within(prior, config.sigmaMax()) == Start.NOISE
                    ? noise
                    : noise.add(resolution.down(run.estimate().to(noise.device())));
        }

        /** The image so far, (B, C, H, W) in [−1, 1]: U z, and in the end that of the second pass. */
        private Tensor image() {
            return resolution.up(z).clamp(-1, 1);
        }

        State state(int done) {
            return new State(done, Map.of("x", x, "z", z, "corrected", corrected, "settled", settled));
        }

        /** Step i; false if it was cut short and has changed nothing. */
        boolean step(int i, Scope scope) {
            boolean last = i + 1 == config.steps();
            Tensor xHat = prior.denoise(x, sigmas[i]).clamp(-1, 1);
            Tensor next = last ? xHat : towards(i, xHat);
            if (!last && !run.goesOn()) {
                return false;
            }
            if (i > 0) {
                correct(sigmas[i - 1], sigmas[i], next);
            }
            if (last) {
                z = replaced(scope, z, corrected.copy());
                return true;
            }
            Tensor settles = settles(i, xHat, next);
            // The second pass begins anew where the first one takes no fresh noise for the first time.
            Tensor first = settles.mul(settled.neg().add(1));
            corrected.assign(ProximalDescent.mix(corrected, x, first));
            settled.assign(settled.add(first));
            z.assign(next);
            refine(i, scope);
            Tensor noise = resolution.part(run.draws().normal("step", i));
            if (config.maySettle(i)) {
                noise = ProximalDescent.mix(noise, x.sub(next).div(sigmas[i]), settles);
            }
            x = replaced(scope, x, z.add(noise.mul(sigmas[i + 1])));
            return true;
        }

        /** To the resolution of the step after i. */
        private void refine(int i, Scope scope) {
            Resolution finer = resolution(i + 1);
            if (finer.factor() == resolution.factor()) {
                return;
            }
            var twice = new Resolution(resolution.factor() / finer.factor(), finer.rows(), finer.columns());
            z = replaced(scope, z, twice.up(z));
            corrected = replaced(scope, corrected, twice.up(corrected));
            resolution = finer;
        }

        private Tensor replaced(Scope scope, Tensor old, Tensor value) {
            old.release();
            return scope.keep(value);
        }

        /** 1 for images whose data step was short enough to go on without fresh noise, (B, 1, 1, 1). */
        private Tensor settles(int i, Tensor xHat, Tensor next) {
            if (!config.maySettle(i)) {
                return settled.zerosLike();
            }
            Tensor moved = xHat.sub(next).square().mean(1, 2, 3);
            return moved.neg().greater(-config.threshold());
        }

        /**
         * The second pass from σ to σ': x̄ ← (σ'/σ) x̄ + (1 − σ'/σ) z' + (σ'/σ − (1 − σ'/σ) / h) (z' − z), h = log(σ / σ'), which is exact
         * where the clean image is a straight line in log σ.
         */
        private void correct(double sigma, double next, Tensor zNext) {
            double ratio = next / sigma;
            double slope = ratio == 1 ? 0 : ratio - (1 - ratio) / -Math.log(ratio);
            corrected.assign(corrected
                    .mul(ratio)
                    .add(zNext.mul(1 - ratio))
                    .add(zNext.sub(z).mul(slope)));
        }

        /** argmin over z of ‖A(U z) − y‖² / 2 + ρ ‖z − x̂‖² / 2, ρ = σ_y² / σ_i², by conjugate gradients from z = x̂. */
        private Tensor towards(int i, Tensor xHat) {
            double rho = Math.pow(measurement.assumedNoise() / sigmas[i], 2);
            var descent = new ProximalDescent(resolution.seenBy(measurement.known()), measurement.y(), xHat, rho);
            for (int k = 0; k < config.dataSteps() && run.goesOn(); k++) {
                double loss = descent.step();
                requireFinite(i, loss);
                run.shows(new Run.Inner(i, 0, k, Map.of("loss", loss), Map.of("x0", xHat, "z", descent.z())));
            }
            requireFinite(i, descent.z().sum().item());
            return descent.z();
        }

        private void requireFinite(int i, double loss) {
            if (!Double.isFinite(loss)) {
                throw new SolverDivergedException("SubDAPS++", i, loss, "dataSteps " + config.dataSteps());
            }
        }
    }

    private static Map<String, Config> published() {
        return Map.of(
                "inpainting", published(10, 1e-5),
                "super-resolution", published(10, 1e-5),
                "gaussian-deblur", published(10, 1e-4),
                "motion-deblur", published(10, 3e-4),
                "nonlinear-deblur", published(100, 1e-4));
    }

    /** From the last time of the linear schedule to its first. */
    private static Config published(int dataSteps, double threshold) {
        return new Config(100, 157.4, 0.01, dataSteps, threshold, 4, Start.CLASSICAL);
    }

    private static Map<String, Config> brief() {
        return Map.of(
                "inpainting", brief(10, 1e-5),
                "super-resolution", brief(10, 1e-5),
                "gaussian-deblur", brief(10, 1e-4),
                "motion-deblur", brief(10, 3e-4),
                "nonlinear-deblur", brief(20, 1e-4),
                "denoise", brief(3, 1e-5));
    }

    private static Config brief(int dataSteps, double threshold) {
        return new Config(24, 0.4, 0.02, dataSteps, threshold, 2, Start.CLASSICAL);
    }
}
