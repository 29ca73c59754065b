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
    /** The 100 respaced steps of [C] with a low-pass that leaves what a blur with a deviation of 3 pixels does. */
    static final Config BLURRED = new Config(100, "respaced", 8, 0);

    /** [C] the README's command, for images of 256 pixels. */
    static final Config PUBLISHED = new Config(100, "respaced", 32, 20);

    /** As users meet it. */
    public static final Method<Config> METHOD = Method.of(
                    "ilvr",
                    "ILVR (Choi et al., ICCV 2021)",
                    new Method.Need(ForwardOperator.class, "a known A"),
                    Config.class,
                    Ilvr::new,
                    List.of(
                            new Preset<>(
                                    Preset.BRIEF,
                                    "[D] the 100 respaced steps of [C], each exchanging, and factors that keep as much as A does",
                                    brief()),
                            new Preset<>(
                                    Preset.AUTHORS_CODE,
                                    "[C] the README's command: 100 respaced steps, N = 32, range 20",
                                    Map.of(
                                            "super-resolution",
                                            PUBLISHED,
                                            "gaussian-deblur",
                                            PUBLISHED,
                                            "motion-deblur",
                                            PUBLISHED))))
            .leavesOut("inpainting", "takes low frequencies from y, which missing pixels spoil");

    private final DiffusionPrior prior;
    private final Config config;

    /**
     * The settings.
     *
     * @param steps T, reverse steps
     * @param grid time grid of the steps: respaced, as published, or another, see {@link TimeGrid#named}
     * @param factor N, by which the low-pass filter shrinks an image before it enlarges it again; 0: by how many times the measurement is
     *     smaller than the image
     * @param range the last {@code range} + 1 steps exchange nothing
     */
    public record Config(int steps, String grid, int factor, int range) implements SolverConfig {
        public Config {
            Require.positive("steps", steps);
            TimeGrid.named(grid, steps);
            Require.check(factor == 0 || factor >= 2, "factor must be 0 or at least 2, got " + factor);
            Require.notNegative("range", range);
            Require.check(
                    range < steps - 1,
                    "range must be less than steps - 1 (" + (steps - 1) + "), so that a step exchanges, got " + range);
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
        try (var off = Gradients.off();
                var solve = Scope.open()) {
            Tensor y = measurement.y();
            Tensor x = sample(reference(a, y, run), factor(y, run.draws().shape()), run);
            return new Solution(solve.keep(x), run.goesOn());
        }
    }

    /** Images with the low frequencies of the reference (B, C, H, W), in the scope that is open. */
    Tensor sample(Tensor reference, int factor, Run run) {
        List<TimeGrid.Step> steps =
                TimeGrid.named(config.grid(), config.steps()).steps();
        return ReverseSampling.along(
                steps,
                run,
                () -> Start.NOISE.latent(run, prior.schedule(), steps.get(0).t()),
                (k, step, image) -> step(k, step, image, reference, factor, run));
    }

    /** N of the settings, or by how many times y is smaller than its images. */
    int factor(Tensor y, long... images) {
        if (config.factor() > 0) {
            long side = Math.min(images[images.length - 2], images[images.length - 1]);
            Require.check(
                    config.factor() <= side,
                    "factor must be at most " + side + ", the image's shorter side, got " + config.factor());
            return config.factor();
        }
        int factor = Residual.factor(y, images);
        Require.check(
                factor > 1,
                "factor 0 is that of a smaller measurement, but this one has the images' size: set factor to 2 or more");
        return factor;
    }

    /**
     * The image whose low frequencies are taken: y where it is of the images' size, in every channel where it is gray; else the classical
     * estimate.
     */
    private static Tensor reference(ForwardOperator a, Tensor y, Run run) {
        long[] images = run.draws().shape();
        boolean whole = y.dim() == 4 && y.size(2) == images[2] && y.size(3) == images[3];
        Tensor reference = whole ? y : run.estimate().to(y.device());
        Require.check(
                reference.size(0) == images[0],
                "measurement y " + Arrays.toString(y.shape()) + " does not fit the images " + Arrays.toString(images));
        reference = reference.expand(images);
        Residual.of(a.apply(reference), y); // refuses a y of other images
        return reference;
    }

    /** x_s ← x′ + φ(α_t y + σ_t ε − x′), where x′ is an ancestral sample; {@code x} is changed in place. Gives x̂_0. */
    private Tensor step(int k, TimeGrid.Step step, Tensor x, Tensor reference, int factor, Run run) {
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
            x.assign(sample.sub(low(sample, factor)).add(low(noisy, factor)));
        } else {
            x.assign(sample);
        }
        run.shows(new Run.Inner(k, 0, 0, Map.of(), Map.of("x0", x0Hat, "sample", sample, "x", x)));
        return x0Hat;
    }

    /** φ(x): shrunk by N and enlarged again, both bicubic. */
    private static Tensor low(Tensor x, int n) {
        int height = (int) x.size(2);
        int width = (int) x.size(3);
        Tensor small = Resampling.CUBIC.resize(x, (height + n - 1) / n, (width + n - 1) / n, n);
        return Resampling.CUBIC.resize(small, height, width, 1.0 / n);
    }

    /** N of super-resolution is that of the measurement, as the authors' is, and that of blurs what a deviation of 3 pixels leaves. */
    private static Map<String, Config> brief() {
        return Map.of(
                "super-resolution", new Config(100, "respaced", 0, 0),
                "gaussian-deblur", BLURRED,
                "motion-deblur", BLURRED,
                "nonlinear-deblur", BLURRED,
                "denoise", new Config(100, "respaced", 4, 0));
    }
}
