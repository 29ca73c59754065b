package dev.limpid.operator.resize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.limpid.tensor.Rng;
import dev.limpid.tensor.Scope;
import dev.limpid.tensor.Tensor;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SuperResolutionTest {
    private static final double[] HALF_OF_THE_TAPS_OF_4 = {
        -0.00170898, -0.01098633, -0.01831055, -0.01196289, 0.02270508, 0.09741211, 0.18188477, 0.24096680
    };

    @Test
    void hasThePublishedTaps() {
        double[] matrix = Resampling.CUBIC.matrix(256, 64, 4);

        for (int tap = 0; tap < 16; tap++) {
            double expected = HALF_OF_THE_TAPS_OF_4[tap < 8 ? tap : 15 - tap];
            assertThat(matrix[10 * 256 + 4 * 10 - 6 + tap]).isCloseTo(expected, within(5e-9));
        }
        assertThat(Arrays.stream(matrix, 10 * 256, 11 * 256).filter(w -> w != 0))
                .hasSize(16);
    }

    @ParameterizedTest
    @CsvSource({"2, 64, 64, 32, 32", "3, 64, 65, 22, 22", "4, 50, 33, 13, 9", "8, 256, 64, 32, 8"})
    void roundsTheSizeUpAndKeepsConstants(int scale, int height, int width, int rows, int columns) {
        try (var scope = Scope.open()) {
            var a = SuperResolution.bicubic(scale, height, width);

            Tensor y = a.apply(Tensor.full(-0.3, 2, 3, height, width));

            assertThat(y.shape()).containsExactly(2, 3, rows, columns);
            assertThat(y.add(0.3).abs().max().item()).isLessThan(1e-6);
            assertThat(a.enlarge(y).shape()).containsExactly(2, 3, height, width);
            assertThat(a.enlarge(y).add(0.3).abs().max().item()).isLessThan(1e-6);
        }
    }

    @Test
    void hasTheNormOneSixteenthForScaleFour() {
        try (var scope = Scope.open()) {
            assertThat(SuperResolution.bicubic(4, 256, 256).squaredNorm()).isCloseTo(1 / 16.0, within(1e-4));
            assertThat(SuperResolution.of(Resampling.BOX, 4, 64, 64).squaredNorm())
                    .isCloseTo(1 / 16.0, within(1e-12));
        }
    }

    @ParameterizedTest
    @CsvSource({"2, 32, 32", "4, 50, 33", "8, 64, 64"})
    void losesNothingToItsPseudoInverse(int scale, int height, int width) {
        try (var scope = Scope.open()) {
            var a = SuperResolution.bicubic(scale, height, width);
            Tensor y = a.apply(Rng.of(1).normal(1, 3, height, width));

            assertThat(a.apply(a.pseudoInverse(y)).sub(y).abs().max().item()).isLessThan(1e-5);
        }
    }

    /** A straight ramp comes back from shrinking and enlarging where no border is near, so the grids are not shifted. */
    @ParameterizedTest
    @CsvSource({"2, 64", "3, 65", "4, 62"})
    void enlargesOntoTheSameGrid(int scale, int n) {
        try (var scope = Scope.open()) {
            var ramp = new float[n * n];
            for (int i = 0; i < ramp.length; i++) {
                ramp[i] = i % n;
            }
            Tensor x = Tensor.of(ramp, 1, 1, n, n);
            var a = SuperResolution.bicubic(scale, n, n);

            Tensor again = a.enlarge(a.apply(x));

            int border = 6 * scale;
            Tensor difference = again.sub(x).narrow(3, border, n - 2 * border);
            assertThat(difference.abs().max().item()).isLessThan(1e-3);
        }
    }

    @Test
    void refusesScalesAndSizesThatMakeNoSense() {
        try (var scope = Scope.open()) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> SuperResolution.bicubic(1, 64, 64))
                    .withMessage("super-resolution scale must be at least 2, got 1");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> SuperResolution.bicubic(4, 64, 3))
                    .withMessage("super-resolution x4 needs an image of at least 4 x 4 pixels, got 64 x 3");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> SuperResolution.bicubic(4, 64, 40_000))
                    .withMessage("super-resolution makes a matrix for each side, of at most 32768 pixels;"
                            + " the image has 40000 x 64");
            var a = SuperResolution.bicubic(4, 64, 64);
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> a.apply(Tensor.zeros(1, 3, 32, 64)))
                    .withMessage("image is 32 x 64 pixels, but the operator takes 64 x 64");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> a.prox(Tensor.zeros(1, 3, 64, 64), Tensor.zeros(1, 3, 64, 64), 1))
                    .withMessage("measurement is 64 x 64 pixels, but the operator takes 16 x 16");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> a.prox(Tensor.zeros(1, 3, 64, 64), Tensor.zeros(1, 3, 16, 16), Double.NaN))
                    .withMessage("rho must be positive and finite, got NaN");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> Resampling.CUBIC.resize(Tensor.zeros(1, 3, 8, 8), 4, 4, 0))
                    .withMessage("resizing needs a positive size and step, got 4 x 4, step 0.0");
        }
    }
}
