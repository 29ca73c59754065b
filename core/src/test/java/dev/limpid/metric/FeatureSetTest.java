package dev.limpid.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.limpid.tensor.DType;
import dev.limpid.tensor.Rng;
import dev.limpid.tensor.Scope;
import dev.limpid.tensor.Tensor;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FeatureSetTest {
    private static final int[] BINOMIAL = {1, 3, 3, 1};

    private static FeatureSet normal(long seed, long n, long d) {
        return new FeatureSet(Rng.of(seed).normal(n, d));
    }

    /** For one feature it is (μ₁ − μ₂)² + (s₁ − s₂)². */
    @Test
    void frechetOfOneFeatureIsKnown() {
        try (var scope = Scope.open()) {
            var a = new FeatureSet(Tensor.of(new double[] {1, 3}, 2, 1));
            var b = new FeatureSet(Tensor.of(new double[] {7, 7, 1, 1, 4}, 5, 1));

            double expected = (2 - 4) * (2 - 4) + Math.pow(Math.sqrt(2) - 3, 2);
            assertThat(a.frechet(b)).isCloseTo(expected, within(1e-12));
            assertThat(b.frechet(a)).isCloseTo(expected, within(1e-12));
        }
    }

    /** More images than features, as many, and fewer: the factor is another one each time. */
    @ParameterizedTest
    @CsvSource({"40, 6", "6, 6", "6, 40"})
    void frechetKnowsASetThatWasTurnedShiftedAndStretched(long n, long d) {
        try (var scope = Scope.open()) {
            FeatureSet a = normal(1, n, d);
            Tensor shift = Tensor.full(0.5, 1, d).to(DType.FLOAT64);

            assertThat(a.frechet(a)).isCloseTo(0, within(1e-6));
            assertThat(a.frechet(new FeatureSet(a.features().add(shift)))).isCloseTo(0.25 * d, within(1e-6));
            double variance = a.features()
                            .sub(a.features().mean(0).reshape(1, d))
                            .square()
                            .sum()
                            .item()
                    / (n - 1);
            Tensor mean = a.features().mean(0).reshape(1, d);
            var stretched = new FeatureSet(a.features().sub(mean).mul(3).add(mean));
            assertThat(a.frechet(stretched)).isCloseTo(4 * variance, within(1e-6));
        }
    }

    /** Written out, pair by pair. */
    @Test
    void kernelDistanceIsTheMeanOverPairs() {
        try (var scope = Scope.open()) {
            FeatureSet a = normal(1, 4, 3);
            FeatureSet b = normal(2, 5, 3);
            double[] x = a.features().toDoubles();
            double[] y = b.features().toDoubles();

            double expected = mean(x, x) + mean(y, y) - 2 * mean(x, y);

            assertThat(a.kernel(b)).isCloseTo(expected, within(1e-12));
            FeatureSet c = normal(3, 4, 3);
            double[] z = c.features().toDoubles();
            double paired = mean(x, x) + mean(z, z) - 2 * mean(x, z, true);
            assertThat(a.pairedKernel(c)).isCloseTo(paired, within(1e-12));
            assertThat(a.pairedKernel(a)).isZero();
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> a.pairedKernel(b))
                    .withMessage("pairs need as many images in both sets, got 4 and 5");
        }
    }

    /** More rows than are taken at a time. */
    @Test
    void kernelDistanceOfManyIsThatOfTheirMoments() {
        try (var scope = Scope.open()) {
            FeatureSet a = normal(1, 1200, 1);
            FeatureSet b = normal(2, 700, 1);
            double[] x = a.features().toDoubles();
            double[] y = b.features().toDoubles();
            double cross = 0;
            for (int k = 0; k <= 3; k++) {
                cross += BINOMIAL[k] * moment(x, k) * moment(y, k);
            }

            assertThat(a.kernel(b)).isCloseTo(own(x) + own(y) - 2 * cross, within(1e-9));
        }
    }

    private static double moment(double[] x, int k) {
        return Arrays.stream(x).map(v -> Math.pow(v, k)).average().orElseThrow();
    }

    /** The mean of (v w + 1)³ over different v, w. */
    private static double own(double[] x) {
        double n = x.length;
        double all = 0;
        for (int k = 0; k <= 3; k++) {
            all += BINOMIAL[k] * Math.pow(moment(x, k), 2);
        }
        double same =
                Arrays.stream(x).map(v -> Math.pow(v * v + 1, 3)).average().orElseThrow();
        return (n * all - same) / (n - 1);
    }

    private static double mean(double[] x, double[] y) {
        return mean(x, y, x == y);
    }

    private static double mean(double[] x, double[] y, boolean apart) {
        double sum = 0;
        int pairs = 0;
        for (int i = 0; i < x.length; i += 3) {
            for (int j = 0; j < y.length; j += 3) {
                if (!apart || i != j) {
                    double dot = x[i] * y[j] + x[i + 1] * y[j + 1] + x[i + 2] * y[j + 2];
                    sum += Math.pow(dot / 3 + 1, 3);
                    pairs++;
                }
            }
        }
        return sum / pairs;
    }

    /** Over many small sets of one distribution the kernel distance has mean 0, and the Fréchet distance has not. */
    @Test
    void kernelDistanceIsWithoutBiasWhereSetsAreSmall() {
        int repeats = 400;
        double kernel = 0;
        double squares = 0;
        double frechet = 0;
        for (int r = 0; r < repeats; r++) {
            try (var scope = Scope.open()) {
                FeatureSet a = normal(2L * r, 6, 4);
                FeatureSet b = normal(2L * r + 1, 6, 4);
                double k = a.kernel(b);
                kernel += k / repeats;
                squares += k * k / repeats;
                frechet += a.frechet(b) / repeats;
            }
        }
        assertThat(Math.abs(kernel)).isLessThan(4 * Math.sqrt(squares / repeats));
        assertThat(frechet).isGreaterThan(0.5);
    }

    @Test
    void saysWhyThereIsNoDistance() {
        try (var scope = Scope.open()) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> normal(1, 1, 4))
                    .withMessage("a distance between sets needs the features of at least 2 images in rows, got [1, 4]");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> normal(1, 3, 4).frechet(normal(1, 3, 5)))
                    .withMessage("sets of 4 and 5 features have no distance: they are of two networks");
        }
    }
}
