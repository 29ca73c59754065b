package dev.limpid.solver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.limpid.io.Images;
import dev.limpid.operator.blur.BlurKernel;
import dev.limpid.operator.blur.Boundary;
import dev.limpid.operator.blur.KernelBlur;
import dev.limpid.tensor.Rng;
import dev.limpid.tensor.Scope;
import dev.limpid.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class KernelFitTest {
    private static final int SIZE = 17;
    private static final KernelBlur BLUR = KernelBlur.same(Boundary.REFLECT, SIZE, 64, 64);

    static Stream<Named<BlurKernel>> kernels() {
        return Stream.of(
                Named.of("motion", BlurKernel.motion(SIZE, 0.5, Rng.of(3))),
                Named.of("another motion", BlurKernel.motion(SIZE, 0.5, Rng.of(4))),
                Named.of("Gaussian", BlurKernel.gaussian(SIZE, 1)),
                Named.of("none", BlurKernel.delta(SIZE, SIZE)));
    }

    /** The specification's measured errors with the true image: 0.08 to 0.15. */
    @ParameterizedTest
    @MethodSource("kernels")
    void findsTheKernelFromTheTrueImage(BlurKernel kernel) throws IOException {
        try (var scope = Scope.open()) {
            Tensor x = photograph();
            Tensor y = BLUR.with(kernel).apply(x);
            y = y.add(Rng.of(1).normal(y.shape()).mul(0.01));

            BlurKernel found = new KernelFit(BLUR.equations(x, y), 0).from(broad(), 300);

            assertThat(error(found, kernel)).isLessThan(0.15);
        }
    }

    /** Why a blind solver must not fit the kernel to the measurement itself: no blur explains it best. */
    @Test
    void theMeasurementItselfGivesNoBlur() throws IOException {
        try (var scope = Scope.open()) {
            Tensor y = BLUR.with(BlurKernel.motion(SIZE, 0.5, Rng.of(3))).apply(photograph());

            BlurKernel found = new KernelFit(BLUR.equations(y, y), 0).from(broad(), 300);

            assertThat(error(found, BlurKernel.delta(SIZE, SIZE))).isLessThan(0.1);
        }
    }

    @Test
    void anImageWithoutDifferencesLeavesTheKernelAsItWas() {
        try (var scope = Scope.open()) {
            Tensor flat = Tensor.full(0.3, 1, 3, 64, 64);

            BlurKernel found = new KernelFit(BLUR.equations(flat, flat), 0.03).from(broad(), 50);

            assertThat(found.values()).containsExactly(broad().values());
        }
    }

    @Test
    void compactnessDrawsAKernelInwards() throws IOException {
        try (var scope = Scope.open()) {
            Tensor x = photograph();
            Tensor y = BLUR.with(BlurKernel.gaussian(SIZE, 2)).apply(x);

            double free = spread(new KernelFit(BLUR.equations(x, y), 0).from(broad(), 100));
            double compact = spread(new KernelFit(BLUR.equations(x, y), 0.3).from(broad(), 100));

            assertThat(compact).isLessThan(0.9 * free);
        }
    }

    /** The nearest point p of the simplex to v: all entries that are not 0 are v less the same number, and the others are below it. */
    @Test
    void theProjectionIsTheNearestPointOfTheSimplex() {
        var random = new Random(1);
        for (int round = 0; round < 200; round++) {
            double[] v = random.doubles(1 + round % 9).map(d -> 4 * d - 2).toArray();
            double[] p = v.clone();

            KernelFit.projectOnSimplex(p);

            assertThat(Arrays.stream(p).sum()).isCloseTo(1, within(1e-12));
            double shift = Double.NaN;
            for (int i = 0; i < p.length; i++) {
                assertThat(p[i]).isNotNegative();
                if (p[i] > 0) {
                    shift = v[i] - p[i];
                }
            }
            for (int i = 0; i < p.length; i++) {
                assertThat(p[i]).isCloseTo(Math.max(0, v[i] - shift), within(1e-12));
            }
        }
    }

    @Test
    void theHeaviestIslandIsKept() {
        var weights = new double[81];
        weights[0] = 0.2;
        weights[40] = 0.5;
        weights[42] = 0.28; // two pixels away: the same island
        weights[80] = 0.02;

        double[] kept =
                KernelFit.heaviestIsland(BlurKernel.of(weights, 9, 9), 0.05).values();

        assertThat(kept[40]).isCloseTo(0.5 / 0.78, within(1e-12));
        assertThat(kept[42]).isCloseTo(0.28 / 0.78, within(1e-12));
        assertThat(Arrays.stream(kept).filter(v -> v > 0)).hasSize(2);
    }

    private static BlurKernel broad() {
        return BlurKernel.gaussian(SIZE, 1.7);
    }

    static Tensor photograph() throws IOException {
        return Images.resize(Images.read(Path.of("../samples/chelsea.png")).pixels(), 64, 64);
    }

    /** Relative ℓ2 error after the best shift. */
    static double error(BlurKernel found, BlurKernel kernel) {
        double[] f = found.alignedTo(kernel).values();
        double[] k = kernel.values();
        double difference = 0;
        double norm = 0;
        for (int i = 0; i < k.length; i++) {
            difference += (f[i] - k[i]) * (f[i] - k[i]);
            norm += k[i] * k[i];
        }
        return Math.sqrt(difference / norm);
    }

    private static double spread(BlurKernel kernel) {
        double[] k = kernel.values();
        double sum = 0;
        for (int i = 0; i < k.length; i++) {
            int down = i / SIZE - SIZE / 2;
            int right = i % SIZE - SIZE / 2;
            sum += k[i] * (down * down + right * right);
        }
        return Math.sqrt(sum);
    }

    /** Half a pixel between two estimates would broaden their mean. */
    @Test
    void averagesAreOfKernelsThatAreCentredToFractionsOfAPixel() {
        BlurKernel centred = gaussianAt(0, 0);

        BlurKernel mean = BlurKernel.average(List.of(gaussianAt(0.3, -0.5), gaussianAt(-0.2, 0.5), gaussianAt(2.4, 1)));

        for (int i = 0; i < SIZE * SIZE; i++) {
            assertThat(mean.values()[i]).isCloseTo(centred.values()[i], within(4e-3));
        }
        assertThat(spread(mean)).isCloseTo(spread(centred), within(0.04));
    }

    private static BlurKernel gaussianAt(double down, double right) {
        var weights = new double[SIZE * SIZE];
        for (int i = 0; i < weights.length; i++) {
            double y = i / SIZE - SIZE / 2 - down;
            double x = i % SIZE - SIZE / 2 - right;
            weights[i] = Math.exp(-(x * x + y * y) / 2);
        }
        return BlurKernel.of(weights, SIZE, SIZE);
    }

    @Test
    void averagesAreOfAlignedKernels() {
        var one = new double[25];
        one[6] = 1;
        var other = new double[25];
        other[18] = 1;

        BlurKernel mean = BlurKernel.average(List.of(BlurKernel.of(one, 5, 5), BlurKernel.of(other, 5, 5)));

        assertThat(mean.values()).containsExactly(BlurKernel.delta(5, 5).values());
    }
}
