package dev.limpid.solver;

import dev.limpid.operator.LinearOperator;
import dev.limpid.operator.LinearOperators;
import dev.limpid.operator.Measurement;
import dev.limpid.prior.DiffusionPrior;
import dev.limpid.tensor.Gradients;
import dev.limpid.tensor.Scope;
import dev.limpid.tensor.Tensor;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * DPIR: data steps in closed form and denoising at falling noise levels, with a denoiser that was trained to be one. Deterministic,
 * never back-propagates. With a diffusion prior in the denoiser's place it is another method, {@link DpirDm}; {@link Hqs} is our own
 * descendant of it.
 *
 * <p>A linear A and Gaussian noise. Source: Zhang et al., "Plug-and-play image restoration with deep denoiser prior", TPAMI 2022,
 * section 4; the authors' {@code main_dpir_deblur.py} and {@code main_dpir_sisr.py}. docs/algorithms/dpir.md.
 */
public final class Dpir implements Solver {
    /** As users meet it. */
    public static final Method<Config> METHOD = Method.of(
            "dpir",
            "DPIR (Zhang et al., TPAMI 2022)",
            new Method.Need(LinearOperator.class, "a linear A"),
            Config.class,
            Dpir::new,
            presets());

    /** One step of 8 bits. */
    private static final double LEVEL = 2 / 255.0;

    /** σ_n is at least that, 0.001 of a [0, 1] image. */
    private static final double LEAST_NOISE = 0.002;

    private final DiffusionPrior prior;
    private final Config config;

    /**
     * The settings; noise levels are in the units of a [−1, 1] image.
     *
     * @param steps K, alternations
     * @param sigmaFirst σ_1, the noise level of the first denoising
     * @param sigmaLast the least σ_K; where the measurement has more noise than that, σ_K is its noise; 0: as published, 1 of 255 for
     *     each time that the measurement is smaller than the image, and its noise alone where it is not smaller
     * @param lambda λ, the weight of the prior
     * @param x8 whether each denoising sees the next of the eight flips and turns of the image
     */
    public record Config(int steps, double sigmaFirst, double sigmaLast, double lambda, boolean x8)
            implements SolverConfig {
        public Config {
            Require.positive("steps", steps);
            Require.positive("sigmaFirst", sigmaFirst);
            Require.notNegative("sigmaLast", sigmaLast);
            Require.check(
                    sigmaLast <= sigmaFirst,
                    "sigmaLast must be at most sigmaFirst (" + sigmaFirst + "), got " + sigmaLast);
            Require.positive("lambda", lambda);
        }

        @Override
        public Cost cost() {
            return new Cost(steps, 0, 0, steps, 0);
        }

        @Override
        public int images() {
            return FEW_IMAGES;
        }

        /**
         * σ_k of a measurement with noise σ_n: from σ_1 to σ_K in equal ratios.
         *
         * @param factor by which the measurement is smaller than the image
         */
        double sigma(int k, double noise, int factor) {
            double published = factor > 1 ? factor * LEVEL : 0;
            double last = Math.max(sigmaLast > 0 ? sigmaLast : published, noise);
            double first = Math.max(sigmaFirst, last);
            return first * Math.pow(last / first, steps == 1 ? 0 : (double) k / (steps - 1));
        }
    }

    /** @throws IllegalArgumentException if the prior looks at whole images: with such a one it would not be DPIR */
    public Dpir(DiffusionPrior prior, Config config) {
        Require.check(
                prior.isLocal(),
                METHOD.name() + " needs a local denoiser, such as the prior photo: with a diffusion prior it is "
                        + DpirDm.METHOD.name());
        this.prior = prior;
        this.config = config;
    }

    @Override
    public Solution solve(Measurement measurement, Run run) {
        METHOD.requireTakes(measurement.a());
        return alternate(prior, config, measurement, run);
    }

    /** x ← D(argmin over z of ‖y − A z‖² + ρ_k ‖z − x‖², σ_k) with ρ_k = λ σ_n² / σ_k², from the classical estimate. */
    static Solution alternate(DiffusionPrior prior, Config config, Measurement measurement, Run run) {
        int begun = run.from().map(state -> state.step(config.steps())).orElse(0);
        double noise = Math.max(measurement.noiseLevel(), LEAST_NOISE);
        int factor = Residual.factor(measurement.y(), run.draws().shape());
        try (var off = Gradients.off();
                var solve = Scope.open()) {
            Residual.requireFits(measurement, run.draws().shape());
            Tensor x = run.from()
                    .map(state -> state.tensor("x", run.draws().shape()))
                    .orElseGet(() -> begin(measurement, run))
                    .copy();
            for (int k = begun; k < config.steps() && run.goesOn(); k++) {
                try (var step = Scope.open()) {
                    double sigma = config.sigma(k, noise, factor);
                    double rho = config.lambda() * noise * noise / (sigma * sigma);
                    Tensor z = LinearOperators.prox((LinearOperator) measurement.a(), x, measurement.y(), rho);
                    Turn turn = Turn.of(config.x8() ? k : 0);
                    Tensor denoised = prior.denoise(turn.of(z).contiguous(), Math.min(sigma, prior.largestSigma()));
                    x.assign(turn.undone(denoised));
                    run.shows(new Run.Inner(k, 0, 0, Map.of(), Map.of("z", z, "denoised", denoised, "x", x)));
                    run.shows(k, Stage.SAMPLING, x.clamp(-1, 1));
                    run.stands(new State(k + 1, Map.of("x", x)));
                }
            }
            return new Solution(solve.keep(x.clamp(-1, 1)), run.goesOn());
        }
    }

    /** The classical estimate in every channel. */
    private static Tensor begin(Measurement measurement, Run run) {
        return run.estimate().to(measurement.y().device()).expand(run.draws().shape());
    }

    /** σ_1 of 49 and λ of 0.23 in all tasks. */
    private static Config published(int steps, double sigmaLast, boolean x8) {
        return new Config(steps, 2 * 49 / 255.0, sigmaLast, 0.23, x8);
    }

    /** Settings by task, with or without turns. */
    static Map<String, Config> brief(boolean x8) {
        Config deblur = published(8, 0, x8);
        return Map.of(
                "gaussian-deblur",
                deblur,
                "motion-deblur",
                deblur,
                "super-resolution",
                published(24, 0, x8),
                "inpainting",
                published(24, LEVEL, x8),
                "denoise",
                deblur);
    }

    private static List<Preset<Config>> presets() {
        Map<String, Config> brief = brief(true);
        Map<String, Config> published = new HashMap<>(brief);
        published.keySet().removeAll(Set.of("inpainting", "denoise"));
        return List.of(
                new Preset<>(
                        Preset.BRIEF,
                        "[D] the values of [C]; of super-resolution with a smaller last level for inpainting, of deblurring for denoising",
                        brief),
                new Preset<>(Preset.AUTHORS_CODE, "[C] main_dpir_deblur.py and main_dpir_sisr.py", published));
    }
}
