package dev.limpid.solver;

import dev.limpid.operator.LinearOperator;
import dev.limpid.operator.LinearOperators;
import dev.limpid.operator.Measurement;
import dev.limpid.operator.PseudoInvertible;
import dev.limpid.operator.mask.Inpainting;
import dev.limpid.prior.Ddim;
import dev.limpid.prior.DiffusionPrior;
import dev.limpid.prior.NoiseSchedule;
import dev.limpid.prior.TimeGrid;
import dev.limpid.tensor.Gradients;
import dev.limpid.tensor.Scope;
import dev.limpid.tensor.Tensor;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;

/**
 * ΠGDM: DDIM steps, each with a vector-Jacobian product through the denoiser of what x̂_0 misses of the measurement, brought to the
 * image by the pseudo-inverse of A.
 *
 * <p>A linear A and Gaussian noise. Source: Song et al., "Pseudoinverse-guided diffusion models for inverse problems", ICLR 2023;
 * the authors' {@code algos/pgdm.py} in NVlabs/RED-diff. docs/algorithms/pigdm.md.
 */
public final class Pigdm implements Solver {
    /** As users meet it. */
    public static final Method<Config> METHOD = Method.of(
            "pigdm",
            "PiGDM (Song et al., ICLR 2023)",
            new Method.Need(LinearOperator.class, "a linear A"),
            Config.class,
            Pigdm::new,
            List.of(
                    new Preset<>(
                            Preset.BRIEF, "[D] the paper's form with noise, with the steps and eta of [C]", brief()),
                    new Preset<>(
                            Preset.AUTHORS_CODE,
                            "[C] pgdm.yaml and sample scripts of NVlabs/RED-diff: 100 steps, eta 1, the form without noise",
                            published())));

    private final DiffusionPrior prior;
    private final Config config;

    /**
     * The settings.
     *
     * @param steps reverse steps
     * @param grid time grid of the steps: dmplug is the published one, multiples of ⌊1000 / steps⌋ down to 0
     * @param eta η, the share of fresh noise in a DDIM step
     * @param weight of the guidance
     * @param guidance its further weight by the times of a step
     * @param noisy whether the noise of y is reckoned with, as in the paper; the authors' code takes y for exact
     * @param start the first image: classical as in the authors' code, or noise as in the paper
     */
    public record Config(
            int steps, String grid, double eta, double weight, Guidance guidance, boolean noisy, Start start)
            implements SolverConfig {
        public Config {
            Require.positive("steps", steps);
            TimeGrid.named(grid, steps);
            Require.check(eta >= 0 && eta <= 1, "eta must be in [0, 1], got " + eta);
            Require.notNegative("weight", weight);
        }

        @Override
        public Cost cost() {
            return new Cost(0, steps, 0, noisy ? steps : 0, 0);
        }

        @Override
        public double largestSigma(NoiseSchedule schedule) {
            return TimeGrid.named(grid, steps).largestSigma(schedule);
        }
    }

    /** The weight of g in a step from time t to time s. */
    public enum Guidance {
        /** α_t α_s, the default of the authors' code. */
        PRODUCT,
        /** α_t (α_s − c_2 α_t / σ_t): what Tweedie's formula moves x̂_0 and ε̂ by, times α_t². */
        SCORE,
        /** α_t. */
        PLAIN;

        private double weight(NoiseSchedule schedule, TimeGrid.Step step, Ddim ddim) {
            double alpha = schedule.alpha(step.t());
            double alphaS = schedule.alpha(step.s());
            // These two do not know how long a step is: steps that are shorter would count the measurement more often.
            double pace = schedule.pace();
            return switch (this) {
                case PRODUCT -> pace * alpha * alphaS;
                case SCORE -> alpha * (alphaS - ddim.share() * alpha / schedule.sigma(step.t()));
                case PLAIN -> pace * alpha;
            };
        }

        /** The name that users give. */
        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public Pigdm(DiffusionPrior prior, Config config) {
        this.prior = prior;
        this.config = config;
    }

    @Override
    public Solution solve(Measurement measurement, Run run) {
        METHOD.requireTakes(measurement.a());
        Require.check(
                config.noisy() || measurement.a() instanceof PseudoInvertible,
                "pigdm without noise needs a pseudo-inverse, but the operator is " + measurement.a()
                        + ": set noisy=true");
        List<TimeGrid.Step> steps =
                TimeGrid.named(config.grid(), config.steps()).steps();
        try (var solve = Scope.open()) {
            Residual.requireFits(measurement, run.draws().shape());
            Tensor x = ReverseSampling.along(
                    steps,
                    run,
                    () -> ReverseSampling.begin(
                            config.start()
                                    .latent(run, prior.schedule(), steps.get(0).t()),
                            run),
                    (k, step, image) -> step(k, step, image, measurement, run));
            return new Solution(solve.keep(x), run.goesOn());
        }
    }

    /** x_s ← α_s x̂_0 + c_1 ε + c_2 ε̂ + w (∂x̂_0 / ∂x_t)ᵀ d; {@code x} is changed in place. Gives x̂_0. */
    private Tensor step(int k, TimeGrid.Step step, Tensor x, Measurement measurement, Run run) {
        var ddim = new Ddim(prior.schedule(), step.t(), step.s(), false, false, config.eta());
        Tensor xt = x.variable();
        Tensor predicted = prior.denoiser().epsilon(xt, step.t());
        Tensor x0Hat = ddim.x0Hat(xt, predicted);
        Tensor missing;
        double loss;
        try (var off = Gradients.off()) {
            loss = loss(measurement, x0Hat.detach());
            if (!Double.isFinite(loss)) {
                throw new SolverDivergedException("PiGDM", k, loss, "weight " + config.weight());
            }
            missing = missing(measurement, x0Hat.detach(), step.t());
        }
        Tensor gradient = Gradients.vjp(x0Hat, missing, xt)[0];
        try (var off = Gradients.off()) {
            Tensor x0 = x0Hat.detach();
            Tensor guided = gradient;
            if (!config.noisy() && measurement.a() instanceof Inpainting mask) {
                // As in the authors' code, measured pixels are set to their values, and the others alone are guided.
                Tensor free = mask.observed().neg().add(1);
                x0 = x0.mul(free).add(mask.adjoint(measurement.y()));
                guided = gradient.mul(free);
            }
            Tensor epsilon = config.guidance() == Guidance.SCORE ? ddim.epsilon(x, x0) : predicted.detach();
            Supplier<Tensor> noise = () -> run.draws().normal("step", k);
            NoiseSchedule schedule = prior.schedule();
            double weight = config.weight() * config.guidance().weight(schedule, step, ddim);
            x.assign(ddim.towards(x0, epsilon, noise).add(guided.mul(weight)));
            run.shows(new Run.Inner(k, 0, 0, Map.of("loss", loss), Map.of("x0", x0, "gradient", gradient, "x", x)));
            return x0;
        }
    }

    /** ‖A x̂_0 − y‖, mean over the images. */
    private static double loss(Measurement measurement, Tensor x0Hat) {
        var a = (LinearOperator) measurement.a();
        return Residual.norms(Residual.of(a.apply(x0Hat), measurement.y()))
                .mean()
                .item();
    }

    /**
     * The measurement that x̂_0 misses, as an image: Aᵀ (A Aᵀ + (σ_y² / r_t²) I)⁻¹ (y − A x̂_0), where r_t² = 1 − ᾱ_t is the
     * variance of x_0 around x̂_0 that the paper supposes; or A⁺ (y − A x̂_0).
     */
    private Tensor missing(Measurement measurement, Tensor x0Hat, int t) {
        Tensor y = measurement.y();
        if (!config.noisy()) {
            var a = (PseudoInvertible) measurement.a();
            return a.pseudoInverse(y.sub(a.apply(x0Hat)));
        }
        double sigmaY = measurement.assumedNoise();
        double variance = 1 - prior.schedule().alphaBar(t);
        var a = (LinearOperator) measurement.a();
        // That is by how much the proximal step of weight σ_y² / r_t² moves x̂_0.
        return LinearOperators.prox(a, x0Hat, y, sigmaY * sigmaY / variance).sub(x0Hat);
    }

    private static Map<String, Config> brief() {
        var config = new Config(100, "dmplug", 1, 1, Guidance.PRODUCT, true, Start.CLASSICAL);
        return Map.of(
                "super-resolution", config,
                "inpainting", config,
                "gaussian-deblur", config,
                "motion-deblur", config,
                "denoise", config);
    }

    private static Map<String, Config> published() {
        var config = new Config(100, "dmplug", 1, 1, Guidance.PRODUCT, false, Start.CLASSICAL);
        return Map.of("super-resolution", config, "inpainting", config, "gaussian-deblur", config);
    }
}
