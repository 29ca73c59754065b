package dev.limpid.operator.blur;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.limpid.tensor.Rng;
import dev.limpid.tensor.Scope;
import dev.limpid.tensor.Tensor;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TaperedEquationsTest {
    private static final int TAPS = 5;

    private static Tensor image(int seed) {
        return Rng.of(seed).normal(1, 2, 23, 18);
    }

    /** Q as the sum over pixels that its entries are: the faded differences against themselves, two taps apart. */
    @Test
    void theProductIsThatOfTheSumsOverAllPixels() {
        try (var scope = Scope.open()) {
            // An image of one pixel that is not 0: its differences are four, and far from the border nothing fades.
            var pixels = new float[21 * 21];
            pixels[10 * 21 + 10] = 1;
            Tensor x = Tensor.of(pixels, 1, 1, 21, 21);

            KernelEquations equations = KernelEquations.tapered(x, x, 3, 0);

            // To the right and downwards: +1 and −1 one pixel apart.
            assertThat(equations.energy()).isCloseTo(4, within(1e-9));
            double[] first = equations.times(new double[] {0, 0, 0, 0, 1, 0, 0, 0, 0});
            double[] expected = {0, -1, 0, -1, 4, -1, 0, -1, 0};
            for (int i = 0; i < 9; i++) {
                assertThat(first[i]).isCloseTo(expected[i], within(1e-9));
                assertThat(equations.rightSide()[i]).isCloseTo(expected[i], within(1e-9));
            }
        }
    }

    @Test
    void theMatrixIsSymmetricAndPositive() {
        try (var scope = Scope.open()) {
            KernelEquations equations = KernelEquations.tapered(image(1), image(2), TAPS, 0);
            var random = new Random(3);
            double[] u = random.doubles(TAPS * TAPS).toArray();
            double[] v = random.doubles(TAPS * TAPS).map(d -> d - 0.5).toArray();

            assertThat(dot(equations.times(u), v)).isCloseTo(dot(u, equations.times(v)), within(1e-6));
            assertThat(dot(equations.times(v), v)).isPositive();
        }
    }

    @Test
    void theRidgeIsAShareOfTheEnergy() {
        try (var scope = Scope.open()) {
            KernelEquations plain = KernelEquations.tapered(image(1), image(2), TAPS, 0);
            KernelEquations ridged = KernelEquations.tapered(image(1), image(2), TAPS, 0.5);
            double[] k = new Random(4).doubles(TAPS * TAPS).toArray();

            for (int i = 0; i < k.length; i++) {
                assertThat(ridged.times(k)[i] - plain.times(k)[i]).isCloseTo(0.5 * plain.energy() * k[i], within(1e-6));
            }
        }
    }

    /** Which tap is which: y shows what lies one pixel below. */
    @Test
    void theRightSideIsLargestAtTheTapThatShifted() {
        try (var scope = Scope.open()) {
            Tensor x = Rng.of(1).normal(1, 1, 40, 40);
            Tensor y = x.roll(new long[] {-1}, 2);

            double[] b = KernelEquations.tapered(x, y, 3, 0).rightSide();

            for (int i = 0; i < 9; i++) {
                assertThat(b[7]).isGreaterThanOrEqualTo(b[i]);
            }
        }
    }

    @Test
    void refusesImagesOfTwoSizesAndEvenKernels() {
        try (var scope = Scope.open()) {
            assertThatThrownBy(() -> KernelEquations.tapered(image(1), Tensor.zeros(1, 2, 23, 17), TAPS, 0))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("equations need an odd number of taps and images of one size, got 5 taps, 23 x 18 and"
                            + " 23 x 17");
            assertThatThrownBy(() -> KernelEquations.tapered(image(1), image(2), 4, 0))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("got 4 taps");
        }
    }

    private static double dot(double[] u, double[] v) {
        double sum = 0;
        for (int i = 0; i < u.length; i++) {
            sum += u[i] * v[i];
        }
        return sum;
    }
}
