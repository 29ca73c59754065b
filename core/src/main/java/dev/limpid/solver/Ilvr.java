package dev.limpid.solver;

import dev.limpid.operator.ForwardOperator;
import dev.limpid.operator.Measurement;
import dev.limpid.operator.resize.Resampling;
import dev.limpid.prior.Ddim;
import dev.limpid.prior.DiffusionPrior;
import dev.limpid.prior.NoiseSchedule;
import dev.limpid.prior.Prediction;
import dev.limpid.prior.TimeGrid;
import dev.limpid.tensor.Gradients;
import dev.limpid.tensor.Scope;
import dev.limpid.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * ILVR: ancestral sampling in which the low frequencies of every sample are exchanged for those of a reference image with noise. It
 * knows nothing of A: the measurement itself is the reference, or its bicubic enlargement. Never back-propagates.
 *
 * <p>Any A that leaves low frequencies as they are. Source: Choi et al., "ILVR: conditioning method for denoising diffusion
 * probabilistic models", ICCV 2021, Algorithm 1; the authors' {@code p_sample_loop_progressive}. docs/algorithms/ilvr.md.
 */
public final class Ilvr implements Solver {
    /** As users meet it. */
    public static final Method<Config> METHOD = Method.of(
            "ilvr",
            "ILVR (Choi et al., ICCV 2021)",
            new Method.Need(ForwardOperator.class, "a known A"),
            Config.class,
            Ilvr::new,
            List.of(new Preset<>(
                    Preset.BRIEF,
                    "[D] the 100 respaced steps of [C], each exchanging, and factors that keep as much as A does",
                    brief())));

    private final DiffusionPrior prior;
    private final Config config;

    /**
     * The settings.
     *
     * @param steps T, reverse steps
     * @param grid time grid of the steps: respaced, as published, or another, see {@link TimeGrid#named}
     * @param factor N, by which the low-pass filter shrinks an image before it enlarges it again
     * @param range the last {@code range} + 1 steps exchange nothing
     */
    public record Config(int steps, String grid, int factor, int range) implements SolverConfig {
        public Config {
            Require.positive("steps", steps);
            TimeGrid.named(grid, steps);
            Require.check(factor >= 2, "factor must be at least 2, got " + factor);
            Require.notNegative("range", range);
        }

        @Override
        public Cost cost() {
            return Cost.evaluations(steps, 0);
        }

        @Override
        public double largestSigma(NoiseSchedule schedule) {
            return TimeGrid.named(grid, steps).largestSigma(schedule);
        }
    }

    public Ilvr(DiffusionPrior prior, Config config) {
        this.prior = prior;
        this.config = config;
    }

    @Override
    public Solution solve(Measurement measurement, Run run) {
        ForwardOperator a = measurement.known();
        List<TimeGrid.Step> steps =
                TimeGrid.named(config.grid(), config.steps()).steps();
        try (var off = Gradients.off();
                var solve = Scope.open()) {
            Tensor reference = reference(a, measurement.y(), run);
            Tensor x = ReverseSampling.along(
                    steps,
                    run,
                    () -> run.draws().normal("latent"),
                    (k, step, image) -> step(k, step, image, reference, run));
            return new Solution(solve.keep(x), run.goesOn());
        }
    }

    /** The image whose low frequencies are taken: y where it is of the images' size, else the classical estimate. */
    private static Tensor reference(ForwardOperator a, Tensor y, Run run) {
        long[] images = run.draws().shape();
        Tensor reference = Arrays.equals(y.shape(), images) ? y : run.estimate().to(y.device());
        Require.check(
                reference.size(0) == images[0],
                "measurement y " + Arrays.toString(y.shape()) + " does not fit the images " + Arrays.toString(images));
        reference = reference.expand(images);
        Residual.of(a.apply(reference), y); // refuses a y of other images
        return reference;
    }

    /** x_s ← x′ + φ(α_t y + σ_t ε − x′), where x′ is an ancestral sample; {@code x} is changed in place. Gives x̂_0. */
    private Tensor step(int k, TimeGrid.Step step, Tensor x, Tensor reference, Run run) {
        NoiseSchedule schedule = prior.schedule();
        Prediction predicted = prior.denoiser().predict(x, step.t());
        Tensor x0Hat = new Ddim(schedule, step.t(), step.s(), true, false, 0).x0Hat(x, predicted.epsilon());
        Tensor sample = new Ancestral(schedule, step)
                .draw(x, x0Hat, predicted, () -> run.draws().normal("step", k));
        if (config.steps() - 1 - k > config.range()) {
            // With the noise of time t, as in the authors' code; the sample has that of time s.
            Tensor noisy = reference
                    .mul(schedule.alpha(step.t()))
                    .add(run.draws().normal("reference", k).mul(schedule.sigma(step.t())));
            x.assign(sample.sub(low(sample)).add(low(noisy)));
        } else {
            x.assign(sample);
        }
        run.shows(new Run.Inner(k, 0, 0, Map.of(), Map.of("x0", x0Hat, "sample", sample, "x", x)));
        return x0Hat;
    }

    /** φ(x): shrunk by N and enlarged again, both bicubic. */
    private Tensor low(Tensor x) {
        int n = config.factor();
        int height = (int) x.size(2);
        int width = (int) x.size(3);
        Tensor small = Resampling.CUBIC.resize(x, (height + n - 1) / n, (width + n - 1) / n, n);
        return Resampling.CUBIC.resize(small, height, width, 1.0 / n);
    }

    private static Map<String, Config> brief() {
        Config blurred = new Config(100, "respaced", 8, 0);
        return Map.of(
                "super-resolution", new Config(100, "respaced", 4, 0),
                "gaussian-deblur", blurred,
                "motion-deblur", blurred,
                "nonlinear-deblur", blurred);
    }
}
