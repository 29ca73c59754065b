package dev.limpid.solver;

import dev.limpid.operator.LinearOperator;
import dev.limpid.operator.LinearOperators;
import dev.limpid.operator.Measurement;
import dev.limpid.operator.ParametricOperator;
import dev.limpid.operator.PixelSelection;
import dev.limpid.prior.DiffusionPrior;
import dev.limpid.prior.NoiseSchedule;
import dev.limpid.tensor.Gradients;
import dev.limpid.tensor.Region;
import dev.limpid.tensor.Scope;
import dev.limpid.tensor.Tensor;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * HQS with a denoiser: min over x of ‖y − A x‖² / (2 σ_n²) + the prior's −log p(x), split into data steps in closed form and
 * denoising at falling noise levels. Deterministic and smooth where the measurement says nothing; the realism dial goes on from its
 * result with fresh noise in each step. Never back-propagates.
 *
 * <p>A linear A and Gaussian noise. Source: Zhang et al., "Plug-and-play image restoration with deep denoiser prior", TPAMI 2022,
 * section 4; the authors' {@code main_dpir_deblur.py}. docs/algorithms/hqs.md.
 */
public final class Hqs implements Solver {
    /** As users meet it. */
    public static final Method<Config> METHOD = Method.of(
            "hqs",
            "HQS with a denoiser (Zhang et al., TPAMI 2022)",
            new Method.Need(LinearOperator.class, "a linear A"),
            Config.class,
            Hqs::new,
            List.of(new Preset<>(Preset.BRIEF, "[D] docs/experiments/photo-presets.md", brief())));

    /** ρ of a data step that meets the measurement to float32's rounding. */
    private static final double EXACT = 1e-6;

    /** σ_1 of the paper, 49 of 255, and a σ_K below what can be seen. */
    private static final double START = 2 * 49 / 255.0;

    private static final double END = 2 / 255.0;

    private final DiffusionPrior prior;
    private final Config config;

    /**
     * The settings; noise levels are in the units of a [−1, 1] image.
     *
     * @param steps K, alternations
     * @param sigmaFirst σ_1, the noise level of the first denoising
     * @param sigmaLast the least σ_K; where the measurement has more noise than that, σ_K is its noise
     * @param lambda λ, the weight of the prior
     * @param exact whether a measurement without noise is met exactly in the end
     * @param realism how much may be invented, in [0, 1]: the share of {@link Realism#MOST} with which the result is renoised, to go
     *     down again with fresh noise in each step; 0 leaves the result as it is
     * @param orientations how many of the eight flips and turns of an image are denoised; x is the mean, for errors depend on the orientation
     */
    @Retired("holdsNoise")
    public record Config(
            int steps,
            double sigmaFirst,
            double sigmaLast,
            double lambda,
            boolean exact,
            double realism,
            @Formerly("1") int orientations)
            implements SolverConfig {
        public Config {
            Require.positive("steps", steps);
            Require.positive("sigmaFirst", sigmaFirst);
            Require.positive("sigmaLast", sigmaLast);
            Require.check(
                    sigmaLast <= sigmaFirst,
                    "sigmaLast must be at most sigmaFirst (" + sigmaFirst + "), got " + sigmaLast);
            Require.positive("lambda", lambda);
            Require.check(realism >= 0 && realism <= 1, "realism must be in [0, 1], got " + realism);
            Require.check(
                    orientations >= 1 && orientations <= Turn.COUNT,
                    "orientations must be 1 to " + Turn.COUNT + ", got " + orientations);
        }

        @Override
        public Cost cost() {
            int inventing = iterations() - steps;
            // The last of them has no data step, and the first draws white noise without one.
            long proxes = steps + 2L * Math.max(0, inventing - 1);
            return new Cost((long) steps * orientations + inventing, 0, 0, proxes, 0);
        }

        @Override
        public double largestSigma(NoiseSchedule schedule) {
            return Math.max(sigmaFirst, realism * Realism.MOST);
        }

        @Override
        public int images() {
            return FEW_IMAGES;
        }

        @Override
        public boolean keepsToRange() {
            return true;
        }

        /** Where a measurement without noise has the image itself, D changes nothing, for the data step would take it back. */
        @Override
        public Optional<Region> asks(ParametricOperator a, double noiseLevel) {
            if (!(a instanceof PixelSelection selection) || noiseLevel != 0 || !keeps()) {
                return Optional.empty();
            }
            try (var scope = Scope.open()) {
                return Optional.of(Region.of(selection.open()));
            }
        }

        /** Whether data steps give what was measured back, to a hundredth of the difference at most. */
        private boolean keeps() {
            double ratio = Measurement.assumedNoise(0) / sigmaLast;
            return exact && orientations == 1 && lambda * ratio * ratio <= 0.01;
        }

        private int iterations() {
            return steps + (realism > 0 ? Realism.STEPS : 0);
        }
    }

    public Hqs(DiffusionPrior prior, Config config) {
        this.prior = prior;
        this.config = config;
    }

    @Override
    public Solution solve(Measurement measurement, Run run) {
        METHOD.requireTakes(measurement.a());
        int begun = run.from().map(state -> state.step(config.iterations())).orElse(0);
        try (var off = Gradients.off();
                var solve = Scope.open()) {
            Residual.requireFits(measurement, run.draws().shape());
            Tensor x = run.from()
                    .map(state -> state.tensor("x", run.draws().shape()))
                    .orElseGet(() -> begin(measurement, run))
                    .copy();
            D d = d(measurement);
            alternate(begun, x, d, measurement, run);
            if (config.realism() > 0) {
                new Realism(config, d, prior.largestSigma(), measurement, run).invent(begun - config.steps(), x);
            }
            return new Solution(solve.keep(x.clamp(-1, 1)), run.goesOn());
        }
    }

    /** D(z, σ), the clean image behind z. */
    interface D {
        Tensor of(Tensor z, double sigma);
    }

    /** That of the prior, where it is asked for. */
    private D d(Measurement measurement) {
        return config.asks(measurement.a(), measurement.noiseLevel())
                .map(open -> (D) (z, sigma) -> prior.denoise(z, sigma, open))
                .orElse(prior::denoise);
    }

    /** The classical estimate in every channel. */
    private static Tensor begin(Measurement measurement, Run run) {
        return run.estimate().to(measurement.y().device()).expand(run.draws().shape());
    }

    /** x ← D(argmin over z of ‖y − A z‖² + ρ_k ‖z − x‖², σ_k) with ρ_k = λ σ_n² / σ_k²; {@code x} is changed in place. */
    private void alternate(int begun, Tensor x, D d, Measurement measurement, Run run) {
        double lowest = lowest(measurement);
        double first = Math.max(config.sigmaFirst(), lowest);
        for (int k = begun; k < config.steps() && run.goesOn(); k++) {
            try (var step = Scope.open()) {
                // None is beyond what the prior was trained for.
                double sigma = Math.min(sigma(k, config.steps(), first, lowest), prior.largestSigma());
                Tensor z = data(x, sigma, config.lambda(), measurement);
                if (!denoise(z, sigma, x, d, run)) {
                    return;
                }
                if (k + 1 == config.steps()) {
                    meetExactly(config, x, measurement);
                }
                run.shows(new Run.Inner(k, 0, 0, Map.of(), Map.of("z", z, "x", x)));
                show(k, x, run);
            }
        }
    }

    /** x ← the mean of T⁻¹ D(T z, σ) over turns T; {@code x} is changed in place. Whether it came to the last one. */
    private boolean denoise(Tensor z, double sigma, Tensor x, D d, Run run) {
        for (int j = 0; j < config.orientations(); j++) {
            if (j > 0 && !run.goesOn()) {
                return false;
            }
            try (var each = Scope.open()) {
                Turn turn = Turn.of(j);
                Tensor one = turn.undone(d.of(turn.of(z).contiguous(), sigma));
                x.assign(j == 0 ? one : x.add(one.sub(x).div(j + 1)));
            }
        }
        return true;
    }

    /** argmin over z of ‖y − A z‖² + weight · σ_n² / σ² ‖z − x‖². */
    static Tensor data(Tensor x, double sigma, double weight, Measurement measurement) {
        double ratio = measurement.assumedNoise() / sigma;
        return LinearOperators.inexactProx(
                (LinearOperator) measurement.a(), x, measurement.y(), weight * ratio * ratio);
    }

    static void meetExactly(Config config, Tensor x, Measurement measurement) {
        if (config.exact() && measurement.noiseLevel() == 0) {
            x.assign(LinearOperators.prox((LinearOperator) measurement.a(), x, measurement.y(), EXACT));
        }
    }

    static void show(int k, Tensor x, Run run) {
        run.shows(k, Stage.SAMPLING, x.clamp(-1, 1));
        run.stands(new State(k + 1, Map.of("x", x)));
    }

    /** σ_k, from the first to the last of {@code count} in equal ratios. */
    static double sigma(int k, int count, double first, double last) {
        double share = count == 1 ? 1 : (double) k / (count - 1);
        return first * Math.pow(last / first, share);
    }

    /** σ_K: the measurement's noise, as much as it is in an image. */
    private double lowest(Measurement measurement) {
        double norm = norm((LinearOperator) measurement.a(), measurement.y());
        return Math.max(config.sigmaLast(), measurement.assumedNoise() / norm);
    }

    /**
     * ‖A‖, by which noise in y is larger in an image: ‖A v‖ / ‖v‖ for v = Aᵀ 1, which is exact where A takes means of pixels or of
     * channels.
     */
    private static double norm(LinearOperator a, Tensor y) {
        try (var scope = Scope.open()) {
            Tensor v = Scope.tidy(() -> a.adjoint(y.onesLike()));
            return Math.sqrt(a.apply(v).square().sum().item() / v.square().sum().item());
        }
    }

    private static Map<String, Config> brief() {
        return Map.of(
                "super-resolution", new Config(24, START, END, 0.23, true, 0, 1),
                "inpainting", new Config(24, 0.2, 0.02, 0.23, true, 0, 1),
                "gaussian-deblur", new Config(8, START, END, 0.23, false, 0, 1),
                "motion-deblur", new Config(8, START, END, 0.23, false, 0, 1),
                // One denoising of the measurement itself, the mean of the posterior: next to nothing of the estimate
                // enters.
                "denoise", new Config(1, START, END, 1e-6, false, 0, Turn.COUNT));
    }
}
