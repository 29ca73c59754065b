package dev.limpid.solver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.limpid.checkpoint.PriorLoader;
import dev.limpid.io.Images;
import dev.limpid.metric.Metrics;
import dev.limpid.operator.Measurement;
import dev.limpid.operator.blur.BlurKernel;
import dev.limpid.operator.blur.Boundary;
import dev.limpid.operator.blur.KernelBlur;
import dev.limpid.prior.DiffusionPrior;
import dev.limpid.tensor.Rng;
import dev.limpid.tensor.Scope;
import dev.limpid.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The steps of the search, and the search with the prior that ships; {@link SolverPropertiesTest} has what is true of every method. */
class BlindHqsTest {
    private static final double SIGMA = 0.02;

    private static Solution solve(DiffusionPrior prior, Tensor y, KernelBlur a, String... settings) {
        BlindHqs.Config config = BlindHqs.METHOD.preset(Preset.BRIEF, "blind-deblur");
        for (int i = 0; i < settings.length; i += 2) {
            config = Settings.with(config, Map.of(settings[i], settings[i + 1]));
        }
        boolean valid = a.border().boundary() == Boundary.VALID;
        long height = y.size(2) + (valid ? a.kernelHeight() - 1 : 0);
        long width = y.size(3) + (valid ? a.kernelWidth() - 1 : 0);
        return new BlindHqs(prior, config)
                .solve(new Measurement(y, a, SIGMA), Observers.from(Tensor.zeros(1, 3, height, width)));
    }

    private static Tensor noisy(Tensor x) {
        return x.add(Rng.of(1).purpose("noise").normal(x.shape()).mul(SIGMA));
    }

    /** A part of a cup of coffee with a spoon. */
    private static Tensor photograph(int height, int width) throws IOException {
        return Images.crop(
                Images.read(Path.of("src/main/resources/dev/limpid/job/coffee.png"))
                        .pixels(),
                180,
                100,
                width,
                height);
    }

    private static double psnr(Tensor x, Tensor truth) {
        return Metrics.plain().shifted().of(x, truth).getOrDefault("psnr", Double.NaN);
    }

    private static BlurKernel kernel(Solution found) {
        Tensor k = found.unknowns().get(0);
        return BlurKernel.of(k.toDoubles(), (int) k.size(2), (int) k.size(3));
    }

    /** A line of nine pixels, such as a hand that slips draws. */
    private static BlurKernel slip(int taps) {
        var weights = new double[taps * taps];
        for (int i = -4; i <= 4; i++) {
            weights[(taps / 2 + i / 2) * taps + taps / 2 + i] = 1.0 / 9;
        }
        return BlurKernel.of(weights, taps, taps);
    }

    @Test
    void findsTheKernelAndTheImageOfAPhotograph() throws IOException {
        try (var scope = Scope.open()) {
            Tensor truth = photograph(129, 160);
            KernelBlur a = KernelBlur.same(Boundary.REFLECT, 15, 129, 160);
            Tensor y = noisy(a.with(slip(15)).apply(truth));

            Solution found = solve(PriorLoader.load("photo"), y, a);

            assertThat(psnr(found.x(), truth)).as("dB").isGreaterThan(psnr(y, truth) + 0.5);
            // A single tap has 2.8.
            assertThat(kernel(found).relativeError(slip(15))).as("kernel error").isLessThan(1);
            Solution unrefined = solve(PriorLoader.load("photo"), y, a, "refinements", "0");
            assertThat(psnr(found.x(), truth)).as("refined, dB").isGreaterThan(psnr(unrefined.x(), truth) + 0.3);
            assertThat(kernel(found).relativeError(slip(15)))
                    .isLessThan(kernel(unrefined).relativeError(slip(15)));
        }
    }

    /** Its search gives a short kernel, which leaves more than the noise. */
    @Test
    void aSharpPhotographIsLeftSharp() throws IOException {
        try (var scope = Scope.open()) {
            Tensor truth = photograph(129, 160);
            KernelBlur a = KernelBlur.same(Boundary.REFLECT, 15, 129, 160);
            Tensor y = noisy(truth);

            Solution found = solve(PriorLoader.load("photo"), y, a);

            assertThat(kernel(found).values())
                    .containsExactly(BlurKernel.delta(15, 15).values());
            assertThat(psnr(found.x(), truth)).as("dB").isGreaterThan(psnr(y, truth));
        }
    }

    /** A local network that knows nothing: only shapes and bytes are looked at. */
    @ParameterizedTest
    @EnumSource(Boundary.class)
    void takesEveryBoundaryAndPartsOfOddPictures(Boundary boundary) throws IOException {
        try (var scope = Scope.open()) {
            KernelBlur a = KernelBlur.same(boundary, 7, 41, 36);
            Tensor y = noisy(a.with(BlurKernel.gaussian(7, 1)).apply(photograph(41, 36)));
            String[] quick = {"region", "24", "turns", "2", "judgeSteps", "1", "steps", "2"};

            Solution found = solve(Cases.local(4), y, a, quick);
            Solution again = solve(Cases.local(4), y, a, quick);

            assertThat(found.complete()).isTrue();
            assertThat(found.x().shape()).containsExactly(1, 3, 41, 36);
            assertThat(Arrays.stream(kernel(found).values()).sum()).isBetween(0.9999, 1.0001);
            assertThat(again.x().toFloats()).containsExactly(found.x().toFloats());
            assertThat(again.unknowns().get(0).toFloats())
                    .containsExactly(found.unknowns().get(0).toFloats());
        }
    }

    @Test
    void aPictureWithoutTextureHasNoBlur() {
        try (var scope = Scope.open()) {
            KernelBlur a = KernelBlur.same(Boundary.REFLECT, 7, 32, 32);

            Solution found = solve(Cases.local(4), noisy(Tensor.full(0.2, 1, 3, 32, 32)), a, "steps", "2");

            assertThat(kernel(found).values())
                    .containsExactly(BlurKernel.delta(7, 7).values());
        }
    }

    /** A step between two flat halves, blurred by three taps, is found again. */
    @Test
    void sharpEdgesHaveFewPixelsThatDifferFromANeighbour() {
        try (var scope = Scope.open()) {
            var pixels = new float[24 * 24];
            for (int i = 0; i < pixels.length; i++) {
                pixels[i] = i % 24 < 11 ? 0.2f : i % 24 == 11 ? 0.4f : i % 24 == 12 ? 0.6f : 0.8f;
            }
            var three = new double[9];
            Arrays.fill(three, 3, 6, 1.0 / 3);

            Tensor x = new SharpEdges(Tensor.of(pixels, 1, 1, 24, 24), 6).behind(BlurKernel.of(three, 3, 3), 2e-3);

            float[] row = x.narrow(2, 12, 1).contiguous().toFloats();
            long steps = 0;
            for (int i = 1; i < 24; i++) {
                steps += Math.abs(row[i] - row[i - 1]) > 0.05 ? 1 : 0;
            }
            assertThat(steps).isEqualTo(1);
            assertThat(row[3]).isBetween(0.1f, 0.3f);
            assertThat(row[20]).isBetween(0.7f, 0.9f);
        }
    }

    @Test
    void theMostTellingPartHasTheEdgesThatAreNotSaturated() {
        try (var scope = Scope.open()) {
            var pixels = new float[64 * 96];
            for (int i = 0; i < pixels.length; i++) {
                int row = i / 96;
                int column = i % 96;
                boolean check = (row / 8 + column / 8) % 2 == 0;
                // Squares at the right, stronger but saturated ones at the left, a fine texture between.
                pixels[i] = column >= 64 ? (check ? 0.4f : -0.4f) : column < 32 ? (check ? 1 : -1) : row % 2 * 0.8f;
            }

            TellingRegion region = TellingRegion.of(Tensor.of(pixels, 1, 1, 64, 96), 32);

            assertThat(region.left()).isGreaterThanOrEqualTo(56);
            assertThat(region.height()).isEqualTo(32);
            assertThat(TellingRegion.of(Tensor.zeros(1, 3, 20, 33), 33)).isEqualTo(new TellingRegion(0, 0, 20, 33));
            TellingRegion strip = TellingRegion.of(Tensor.zeros(1, 3, 1, 300), 32);
            assertThat(strip).isEqualTo(new TellingRegion(0, 0, 1, 32));
        }
    }

    @Test
    void whiteNoiseIsWhiterThanWhatFollowsAnEdge() {
        try (var scope = Scope.open()) {
            Tensor noise = Rng.of(1).normal(1, 3, 60, 61);
            Tensor smooth = noise.add(noise.roll(new long[] {1}, 3)).mul(Math.sqrt(0.5));

            // Autocorrelations of 120 distances, each of 1 / N.
            assertThat(Whiteness.colour(noise)).isLessThan(0.03);
            // A half at each of two distances.
            assertThat(Whiteness.colour(smooth)).isBetween(0.4, 0.6);
            assertThat(Whiteness.colour(noise.mul(2))).isCloseTo(Whiteness.colour(noise), within(1e-6));
        }
    }
}
