package dev.limpid.solver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.limpid.checkpoint.PriorLoader;
import dev.limpid.io.Images;
import dev.limpid.operator.ChannelMean;
import dev.limpid.operator.ForwardOperator;
import dev.limpid.operator.LinearOperator;
import dev.limpid.operator.Measurement;
import dev.limpid.operator.Wrapped;
import dev.limpid.operator.mask.Inpainting;
import dev.limpid.prior.Denoiser;
import dev.limpid.prior.DiffusionPrior;
import dev.limpid.prior.GaussianPrior;
import dev.limpid.prior.TinyLocalUNet;
import dev.limpid.solver.classical.Classical;
import dev.limpid.tensor.DType;
import dev.limpid.tensor.Device;
import dev.limpid.tensor.Region;
import dev.limpid.tensor.Rng;
import dev.limpid.tensor.Scope;
import dev.limpid.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** HQS with independent Gaussian pixels, whose D is affine: pixel by pixel everything is known. */
class HqsTest {
    private static final double MEAN = 0.1;
    private static final double VARIANCE = 0.04;
    private static final double SIGMA_Y = 0.1;
    private static final double START = 0.3;
    /** One for each row of the image. */
    private static final double[] SINGULAR = {0, 0.2, 0.5, 1};

    private static final int SIDE = SINGULAR.length;

    private static DiffusionPrior gaussian(int channels) {
        var variances = new double[channels * SIDE * SIDE];
        Arrays.fill(variances, VARIANCE);
        return GaussianPrior.independent(Tensor.full(MEAN, 1, channels, SIDE, SIDE), variances)
                .prior();
    }

    private static Diagonal rows() {
        var s = new double[SIDE * SIDE];
        Arrays.setAll(s, i -> SINGULAR[i / SIDE]);
        return new Diagonal(Tensor.of(s, 1, 1, SIDE, SIDE).to(DType.FLOAT32));
    }

    private static Observers run(int channels) {
        return Observers.with(Draws.of(Rng.of(5), 0, Device.CPU, 1, channels, SIDE, SIDE))
                .estimating(Tensor.full(START, 1, 1, SIDE, SIDE));
    }

    private static double[] solve(Hqs.Config config, Measurement measurement, int channels) {
        return Solved.of(new Hqs(gaussian(channels), config), measurement, run(channels))
                .x();
    }

    /** μ + (x − μ) v / (v + σ²). */
    private static double denoised(double x, double sigma) {
        return MEAN + (x - MEAN) * VARIANCE / (VARIANCE + sigma * sigma);
    }

    @Test
    void alternatesAsTheRecursionOfOnePixel() {
        try (var scope = Scope.open()) {
            var config = new Hqs.Config(4, 0.4, 0.15, 0.23, false, 0, 1);
            var measurement = new Measurement(rows().apply(Tensor.full(0.4, 1, 1, SIDE, SIDE)), rows(), SIGMA_Y);

            double[] x = solve(config, measurement, 1);

            for (int r = 0; r < SIDE; r++) {
                double s = SINGULAR[r];
                double expected = START;
                for (int k = 0; k < 4; k++) {
                    double sigma = 0.4 * Math.pow(0.15 / 0.4, k / 3.0);
                    double rho = 0.23 * SIGMA_Y * SIGMA_Y / (sigma * sigma);
                    double z = (s * s * 0.4 + rho * expected) / (s * s + rho);
                    expected = denoised(z, sigma);
                }
                assertThat(x[r * SIDE]).as("where s = " + s).isCloseTo(expected, within(1e-5));
            }
        }
    }

    /** With λ = 1 and one σ it minimises ‖y − A z‖² / σ_n² + ‖x − z‖² / σ² + (x − μ)² / v: z is the posterior's mean for v + σ². */
    @Test
    void goesToTheMinimumOfItsObjective() {
        try (var scope = Scope.open()) {
            double sigma = 0.15;
            var config = new Hqs.Config(300, sigma, sigma, 1, false, 0, 1);
            var measurement = new Measurement(rows().apply(Tensor.full(0.4, 1, 1, SIDE, SIDE)), rows(), SIGMA_Y);

            double[] x = solve(config, measurement, 1);

            for (int r = 0; r < SIDE; r++) {
                double s = SINGULAR[r];
                double spread = VARIANCE + sigma * sigma;
                double z = MEAN + (0.4 - MEAN) * s * s * spread / (s * s * spread + SIGMA_Y * SIGMA_Y);
                assertThat(x[r * SIDE]).as("where s = " + s).isCloseTo(denoised(z, sigma), within(1e-4));
            }
        }
    }

    /** Denoising is D at the measurement's noise, in eight turns, whatever the estimate is. */
    @Test
    void denoisesOnceAtTheNoiseOfTheMeasurement() {
        try (var scope = Scope.open()) {
            Hqs.Config config = Hqs.METHOD.preset(Preset.BRIEF, "denoise");
            var measurement = new Measurement(Tensor.full(0.9, 1, 1, SIDE, SIDE), ForwardOperator.identity(), SIGMA_Y);

            double[] x = solve(config, measurement, 1);

            assertThat(config.cost()).isEqualTo(new Cost(8, 0, 0, 1, 0));
            assertThat(Arrays.stream(x).boxed())
                    .allSatisfy(v -> assertThat(v).isCloseTo(denoised(0.9, SIGMA_Y), within(1e-5)));
        }
    }

    /** The mean of three channels has noise σ; an image of the prior whose mean has it has √3 σ in every channel. */
    @Test
    void denoisesAGrayMeasurementWithAColouredPrior() {
        try (var scope = Scope.open()) {
            Hqs.Config config = Hqs.METHOD.preset(Preset.BRIEF, "denoise");
            var a = ChannelMean.of(ForwardOperator.identity(), 3);
            var measurement = new Measurement(Tensor.full(0.9, 1, 1, SIDE, SIDE), a, SIGMA_Y);

            double[] x = solve(config, measurement, 3);

            assertThat(Arrays.stream(x).boxed())
                    .allSatisfy(v -> assertThat(v).isCloseTo(denoised(0.9, Math.sqrt(3) * SIGMA_Y), within(1e-5)));
        }
    }

    @Test
    void keepsPixelsThatWereMeasuredWithoutNoise() {
        try (var scope = Scope.open()) {
            Tensor y = Rng.of(1).purpose("y").normal(1, 1, SIDE, SIDE).mul(0.3).clamp(-1, 1);
            Tensor mask = Tensor.of(new float[] {1, 0, 1, 1, 0, 1, 0, 0, 1, 1, 1, 0, 0, 0, 1, 1}, 1, 1, SIDE, SIDE);
            var measurement = new Measurement(y.mul(mask), new Inpainting(mask), 0);

            double[] x = solve(Hqs.METHOD.preset(Preset.BRIEF, "inpainting"), measurement, 1);

            float[] known = mask.toFloats();
            float[] given = y.toFloats();
            for (int i = 0; i < x.length; i++) {
                if (known[i] == 1) {
                    assertThat(x[i]).isCloseTo(given[i], within(2e-6));
                }
            }
        }
    }

    /** With a local prior that looks at what the measurement leaves open alone, and with the same one that does not know how to. */
    @ParameterizedTest
    @ValueSource(doubles = {0, 0.5})
    void looksAtPixelsThatAreOpenAlone(double realism) {
        DiffusionPrior local = TinyLocalUNet.prior(4);
        int side = 160;
        try (var scope = Scope.open()) {
            Tensor mask = Tensor.ones(1, 1, side, side);
            mask.narrow(2, 10, 6).narrow(3, 3, 9).assign(Tensor.scalar(0));
            Tensor y = Rng.of(1).normal(1, 3, side, side).mul(0.3).clamp(-1, 1).mul(mask);
            var config = new Hqs.Config(3, 0.4, 0.1, 0.23, true, realism, 1);
            var measurement = new Measurement(y, new Inpainting(mask), 0);
            Run run = Observers.with(Draws.of(Rng.of(5), 0, Device.CPU, 1, 3, side, side))
                    .estimating(y);
            var inParts = new AtomicLong();
            DiffusionPrior counting = local.with(countingParts(local.denoiser(), inParts));
            DiffusionPrior everywhere = local.with((x, t) -> local.denoiser().epsilon(x, t));

            Tensor some = new Hqs(counting, config).solve(measurement, run).x();
            Tensor all = new Hqs(everywhere, config).solve(measurement, run).x();

            assertThat(inParts.get()).isEqualTo(realism > 0 ? 13 : 3);
            assertThat(some.sub(all).abs().max().item()).isLessThan(1e-3);

            var noisy = new Measurement(y, new Inpainting(mask), 0.1);
            new Hqs(counting, config).solve(noisy, run);
            for (Hqs.Config other : List.of(
                    new Hqs.Config(3, 0.4, 0.1, 0.23, false, realism, 1),
                    new Hqs.Config(3, 0.4, 0.1, 0.23, true, realism, 2),
                    new Hqs.Config(3, 0.4, 0.004, 1, true, realism, 1))) {
                new Hqs(counting, other).solve(measurement, run);
            }
            assertThat(inParts.get()).isEqualTo(realism > 0 ? 13 : 3);
        }
    }

    /** The prior that ships, with its smaller halos at little noise, on a photograph with a scratch, and with a hole where it looks farthest. */
    @Test
    void partsOfAPhotographAreThoseOfTheWholeOne() throws IOException {
        DiffusionPrior photo = PriorLoader.load("photo");
        int side = 384;
        try (var scope = Scope.open()) {
            Tensor x = Images.read(Path.of("src/main/resources/dev/limpid/job/rocket.jpg"))
                    .pixels()
                    .narrow(2, 0, side)
                    .narrow(3, 0, side)
                    .copy();
            Tensor mask = Tensor.ones(1, 1, side, side);
            mask.narrow(2, 40, 5).narrow(3, 10, 160).assign(Tensor.scalar(0));
            mask.narrow(2, 60, 60).narrow(3, 60, 60).assign(Tensor.scalar(0));
            Tensor y = x.mul(mask);
            var measurement = new Measurement(y, new Inpainting(mask), 0);
            Run run = Observers.with(Draws.of(Rng.of(5), 0, Device.CPU, 1, 3, side, side))
                    .estimating(Classical.estimate(measurement));
            Hqs.Config config = Hqs.METHOD.preset(Preset.BRIEF, "inpainting");

            Tensor some = new Hqs(photo, config).solve(measurement, run).x();
            Tensor all = new Hqs(photo.with((z, t) -> photo.denoiser().epsilon(z, t)), config)
                    .solve(measurement, run)
                    .x();

            Tensor difference = some.sub(all).abs();
            assertThat(difference.max().item()).isLessThan(2e-2);
            assertThat(difference
                                    .mul(Tensor.ones(1, 1, side, side).sub(mask))
                                    .square()
                                    .sum()
                                    .item()
                            / 3
                            / (3600 + 800))
                    .isLessThan(1e-6);
        }
    }

    /** A denoiser that counts how often parts of an image are asked for. */
    private static Denoiser countingParts(Denoiser denoiser, AtomicLong count) {
        return new Denoiser() {
            @Override
            public Tensor epsilon(Tensor x, double t) {
                return denoiser.epsilon(x, t);
            }

            @Override
            public Tensor epsilon(Tensor x, double t, Region asked) {
                count.incrementAndGet();
                return denoiser.epsilon(x, t, asked);
            }
        };
    }

    /** An A that is not measured anywhere near zero noise: no division by it. */
    @ParameterizedTest
    @ValueSource(doubles = {0, 1e-12, 1e-6})
    void isStableWithNextToNoNoise(double noise) {
        try (var scope = Scope.open()) {
            var measurement = new Measurement(rows().apply(Tensor.full(0.4, 1, 1, SIDE, SIDE)), rows(), noise);

            double[] x = solve(Hqs.METHOD.preset(Preset.BRIEF, "motion-deblur"), measurement, 1);

            assertThat(Arrays.stream(x)).allMatch(Double::isFinite);
            assertThat(x[3 * SIDE]).as("where s = 1").isCloseTo(0.4, within(0.01));
        }
    }

    /** An operator that has no proximal step of its own gives nearly what one gives that has. */
    @Test
    void takesAnyLinearOperator() {
        try (var scope = Scope.open()) {
            Diagonal a = rows();
            Tensor y = a.apply(Tensor.full(0.4, 1, 1, SIDE, SIDE));
            Hqs.Config config = Hqs.METHOD.preset(Preset.BRIEF, "motion-deblur");

            double[] closed = solve(config, new Measurement(y, a, SIGMA_Y), 1);
            double[] iterated = solve(config, new Measurement(y, new Plain(a), SIGMA_Y), 1);

            for (int i = 0; i < closed.length; i++) {
                assertThat(iterated[i]).isCloseTo(closed[i], within(0.05));
            }
        }
    }

    /** A linear operator and nothing else. */
    private record Plain(LinearOperator a) implements Wrapped {
        @Override
        public Plain to(Device device) {
            return new Plain(a.to(device));
        }
    }

    @Test
    void asksThePriorForNoNoiseThatItWasNotTrainedFor() {
        try (var scope = Scope.open()) {
            DiffusionPrior all = gaussian(1);
            List<Double> times = new ArrayList<>();
            var weak = new DiffusionPrior(
                    (x, t) -> {
                        times.add(t);
                        return all.denoiser().epsilon(x, t);
                    },
                    all.schedule(),
                    1,
                    SIDE,
                    1,
                    OptionalInt.of(4),
                    0.2);
            var measurement = new Measurement(rows().apply(Tensor.full(0.4, 1, 1, SIDE, SIDE)), rows(), 0.5);

            new Hqs(weak, new Hqs.Config(3, 0.4, 0.01, 0.23, false, 1, 1)).solve(measurement, run(1));
            new DiffPir(weak, DiffPir.METHOD.preset(Preset.AUTHORS_CODE, "inpainting")).solve(measurement, run(1));

            double last = all.schedule().time(0.2);
            assertThat(times).hasSize(3 + 10 + 19).allMatch(t -> t <= last + 1e-9);
            assertThat(times.get(3)).isCloseTo(last, within(1e-9));
        }
    }

    /** A denoiser that moves every pixel to the right moves it to the other sides in its other turns: their mean has no direction. */
    @Test
    void theMeanOverAllOrientationsHasNone() {
        try (var scope = Scope.open()) {
            DiffusionPrior still = gaussian(1);
            DiffusionPrior moving = still.with((x, t) -> still.denoiser().epsilon(x.roll(new long[] {1}, 3), t));
            Tensor y = Rng.of(8).normal(1, 1, SIDE, SIDE).mul(SIGMA_Y);

            assertThat(mirrored(moving, y, 1)).isGreaterThan(0.01);
            assertThat(mirrored(moving, y, 8)).isLessThan(1e-6);
        }
    }

    /** The largest difference between the result for a mirrored y and the mirrored result. */
    private static double mirrored(DiffusionPrior prior, Tensor y, int orientations) {
        var solver = new Hqs(prior, new Hqs.Config(1, 0.3, 0.1, 1e-6, false, 0, orientations));
        Tensor x = solver.solve(ofImage(y), run(1)).x();
        return solver.solve(ofImage(y.flip(3)), run(1))
                .x()
                .flip(3)
                .sub(x)
                .abs()
                .max()
                .item();
    }

    private static Measurement ofImage(Tensor y) {
        return new Measurement(y, ForwardOperator.identity(), SIGMA_Y);
    }

    /** Every pixel is 0.1, give or take 0.02: a draw from the posterior errs by √2 times that, and strong noise of y would show. */
    @Test
    void realismLeavesNoneOfStrongNoise() {
        try (var scope = Scope.open()) {
            int side = 32;
            double spread = 0.02;
            var variances = new double[side * side];
            Arrays.fill(variances, spread * spread);
            Tensor mean = Tensor.full(MEAN, 1, 1, side, side);
            Tensor truth = mean.add(Rng.of(3).normal(mean.shape()).mul(spread));
            Tensor y = truth.add(Rng.of(4).normal(mean.shape()).mul(0.2));
            var measurement = new Measurement(y, ForwardOperator.identity(), 0.2);
            var run = Observers.with(Draws.of(Rng.of(5), 0, Device.CPU, 1, 1, side, side))
                    .estimating(y);
            var config = Settings.with(Hqs.METHOD.preset(Preset.BRIEF, "denoise"), Map.of("realism", "0.5"));

            Tensor x = new Hqs(GaussianPrior.independent(mean, variances).prior(), config)
                    .solve(measurement, run)
                    .x();

            assertThat(Math.sqrt(x.sub(truth).square().mean().item())).isLessThan(1.2 * Math.sqrt(2) * spread);
        }
    }

    /** The truth is 0, and so is D: all that D is given is noise. It has to be σ in every row, whatever A lets through of the row. */
    @ParameterizedTest
    @ValueSource(doubles = {SIGMA_Y, 0})
    void allNoiseThatRealismAsksAboutIsWhite(double noise) {
        try (var scope = Scope.open()) {
            int columns = 4096;
            var singular = new double[SIDE * columns];
            Arrays.setAll(singular, i -> SINGULAR[i / columns]);
            var a = new Diagonal(Tensor.of(singular, 1, 1, SIDE, columns).to(DType.FLOAT32));
            Tensor y = Rng.of(6).normal(1, 1, SIDE, columns).mul(noise);
            var run = Observers.with(Draws.of(Rng.of(5), 0, Device.CPU, 1, 1, SIDE, columns))
                    .estimating(y.zerosLike());
            Hqs.Config brief = Hqs.METHOD.preset(Preset.BRIEF, "motion-deblur");
            List<double[]> spreads = new ArrayList<>();

            new Hqs(onlyNoise(spreads), Settings.with(brief, Map.of("realism", "0.5")))
                    .solve(new Measurement(y, a, noise), run);

            assertThat(spreads).hasSize(brief.steps() + 10);
            for (double[] rows : spreads.subList(brief.steps(), spreads.size())) {
                assertThat(rows).containsExactly(new double[] {1, 1, 1, 1}, within(0.05));
            }
        }
    }

    /** D = 0, which collects the spread of its input in each row, of σ. */
    private static DiffusionPrior onlyNoise(List<double[]> spreads) {
        DiffusionPrior still = gaussian(1);
        return still.with((x, t) -> {
            Tensor epsilon = x.div(Math.sqrt(1 - still.schedule().alphaBar(t)));
            var rows = new double[SIDE];
            Arrays.setAll(
                    rows, i -> epsilon.narrow(2, i, 1).square().mean().sqrt().item());
            spreads.add(rows);
            return epsilon;
        });
    }

    @Test
    void realismDrawsAnotherImageNearTheMeasurement() {
        try (var scope = Scope.open()) {
            var measurement = new Measurement(rows().apply(Tensor.full(0.4, 1, 1, SIDE, SIDE)), rows(), SIGMA_Y);
            Hqs.Config faithful = Hqs.METHOD.preset(Preset.BRIEF, "motion-deblur");
            var invented = Settings.with(faithful, Map.of("realism", "1"));

            double[] smooth = solve(faithful, measurement, 1);
            double[] drawn = solve(invented, measurement, 1);

            assertThat(spread(smooth, 0)).isZero();
            assertThat(spread(drawn, 0)).isGreaterThan(0.01);
            assertThat(drawn).isEqualTo(solve(invented, measurement, 1));
            assertThat(drawn[3 * SIDE]).isCloseTo(0.4, within(3 * SIGMA_Y));
        }
    }

    /** Standard deviation of a row. */
    private static double spread(double[] x, int row) {
        double[] some = Arrays.copyOfRange(x, row * SIDE, (row + 1) * SIDE);
        double mean = Arrays.stream(some).average().orElseThrow();
        return Math.sqrt(Arrays.stream(some).map(v -> (v - mean) * (v - mean)).sum() / SIDE);
    }
}
