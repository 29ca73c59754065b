package dev.limpid.operator.blur;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.limpid.tensor.Rng;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BlurKernelTest {
    @ParameterizedTest
    @CsvSource({"61, 3", "64, 3", "17, 1", "9, 2", "3, 5", "1, 2"})
    void isAGaussianOfUnitSumWithItsPeakInTheMiddle(int size, double std) {
        double[] k = BlurKernel.gaussian(size, std).values();

        int middle = size / 2 * size + size / 2;
        assertThat(Arrays.stream(k).sum()).isCloseTo(1, within(1e-12));
        // Where it does not fit, its folded tails flatten it.
        if (size > 8 * std) {
            assertThat(Arrays.stream(k).max().orElseThrow()).isEqualTo(k[middle]);
            assertThat(k[middle + 1] / k[middle]).isCloseTo(Math.exp(-0.5 / (std * std)), within(1e-12));
        }
    }

    @ParameterizedTest
    @CsvSource({"3, 0.5", "17, 0.5", "64, 0", "61, 1", "150, 0.5"})
    void drawsMotionKernelsOfUnitSum(int size, double intensity) {
        for (int image = 0; image < 20; image++) {
            BlurKernel k = BlurKernel.motion(size, intensity, Rng.of(1).image(image));

            assertThat(k.height()).isEqualTo(size);
            assertThat(k.width()).isEqualTo(size);
            assertThat(Arrays.stream(k.values()).min().orElseThrow()).isNotNegative();
            assertThat(Arrays.stream(k.values()).sum()).isCloseTo(1, within(1e-12));
            assertThat(k.notice()).isEmpty();
        }
    }

    @Test
    void drawsTheSameMotionAgainFromTheSameStream() {
        double[] first = BlurKernel.motion(31, 0.5, Rng.of(2).image(3)).values();

        assertThat(BlurKernel.motion(31, 0.5, Rng.of(2).image(3)).values()).isEqualTo(first);
        assertThat(BlurKernel.motion(31, 0.5, Rng.of(2).image(4)).values()).isNotEqualTo(first);
        assertThat(BlurKernel.motion(31, 0.5, Rng.of(3).image(3)).values()).isNotEqualTo(first);
    }

    @Test
    void drawsAStraightLineWithoutIntensity() {
        for (int seed = 0; seed < 20; seed++) {
            MotionPath path = MotionPath.draw(64, 0, Rng.of(seed));
            int last = path.x().length - 1;

            for (int i = 0; i <= last; i++) {
                double cross = (path.x()[i] - path.x()[0]) * (path.y()[last] - path.y()[0])
                        - (path.y()[i] - path.y()[0]) * (path.x()[last] - path.x()[0]);
                assertThat(cross).isCloseTo(0, within(1e-6));
            }
        }
    }

    /** The authors' 200 paths of 64 taps and intensity 0.5 have 24.0 ± 0.9 steps on average. */
    @Test
    void drawsAsManyStepsAsTheOriginal() {
        double steps = 0;
        for (int image = 0; image < 1000; image++) {
            steps += MotionPath.draw(64, 0.5, Rng.of(5).image(image)).x().length / 1000.0;
        }

        assertThat(steps).isCloseTo(24.0, within(4 * 0.9));
    }

    /** Every path is centred on the canvas, so that a kernel does not shift the image. */
    @Test
    void centresThePath() {
        MotionPath path = MotionPath.draw(32, 0.8, Rng.of(6));

        assertThat(Arrays.stream(path.x()).average().orElseThrow()).isCloseTo(32, within(1e-9));
        assertThat(Arrays.stream(path.y()).average().orElseThrow()).isCloseTo(32, within(1e-9));
    }

    @Test
    void followsAGivenPath() {
        BlurKernel k = BlurKernel.alongPath(17, new double[] {8, 26}, new double[] {17, 17});

        double[] values = k.values();
        double onTheRow = 0;
        for (int column = 0; column < 17; column++) {
            onTheRow += values[8 * 17 + column];
        }
        assertThat(onTheRow).isGreaterThan(0.7);
        assertThat(values[8 * 17 + 2]).isZero();
    }

    @Test
    void dividesByTheSumAndSaysSo() {
        BlurKernel k = BlurKernel.of(new double[] {1, 3}, 1, 2);

        assertThat(k.values()).containsExactly(0.25, 0.75);
        assertThat(k.notice()).contains("blur kernel weights sum to 4.00000; they were divided by their sum");
        assertThat(k.turned().values()).containsExactly(0.75, 0.25);
        assertThat(k.turned().notice()).isEqualTo(k.notice());
    }

    @Test
    void keepsWeightsThatSumToOneInSinglePrecision() {
        double[] weights = {(float) 0.1, (float) 0.9};

        BlurKernel k = BlurKernel.of(weights, 2, 1);

        assertThat(k.values()).isEqualTo(weights);
        assertThat(k.notice()).isEmpty();
    }

    @Test
    void doesNotChangeWithTheArrayItWasMadeFrom() {
        double[] weights = {0.5, 0.5};
        BlurKernel k = BlurKernel.of(weights, 1, 2);

        weights[0] = 9;
        k.values()[1] = 9;

        assertThat(k.values()).containsExactly(0.5, 0.5);
    }

    @ParameterizedTest
    @ValueSource(doubles = {Double.NaN, -0.25, Double.POSITIVE_INFINITY})
    void refusesWeightsThatAreNoneAndSaysWhere(double weight) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> BlurKernel.of(new double[] {0, 1, 1, weight, 0, 0}, 2, 3))
                .withMessage(
                        "blur kernel weights must be finite and not negative, found " + weight + " at row 1, column 0");
    }

    @Test
    void refusesWhatIsNoKernel() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> BlurKernel.of(new double[4], 2, 2))
                .withMessage("blur kernel weights must have a positive, finite sum, got 0.0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> BlurKernel.of(new double[4], 2, 3))
                .withMessage("4 blur kernel weights do not fill 2 x 3");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> BlurKernel.gaussian(0, 1))
                .withMessage("blur kernel size must be at least 1, got 0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> BlurKernel.gaussian(5, Double.NaN))
                .withMessage("standard deviation of a Gaussian blur must be positive and finite, got NaN");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> BlurKernel.motion(64, 1.5, Rng.of(0)))
                .withMessage("motion intensity must be between 0 and 1, got 1.5");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> BlurKernel.motion(2, 0.5, Rng.of(0)))
                .withMessage("motion kernel size must be at least 3, got 2");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> BlurKernel.alongPath(9, new double[1], new double[2]))
                .withMessageContaining("1 columns, 2 rows");
    }

    @Test
    void aShiftedKernelHasNoError() {
        var weights = new double[49];
        weights[8] = 0.7;
        weights[9] = 0.3;
        BlurKernel kernel = BlurKernel.of(weights, 7, 7);
        var moved = new double[49];
        System.arraycopy(weights, 0, moved, 16, 33); // two rows and two columns on

        assertThat(BlurKernel.of(moved, 7, 7).relativeError(kernel)).isLessThan(1e-12);
        assertThat(BlurKernel.delta(7, 7).relativeError(kernel))
                .isCloseTo(Math.sqrt((0.09 + 0.09) / 0.58), within(1e-12));
    }

    @Test
    void kernelsOfDifferentSizesAreComparedByTheirMiddles() {
        BlurKernel small = BlurKernel.gaussian(7, 1);
        BlurKernel wide = small.within(11, 9);

        assertThat(small.relativeError(wide)).isLessThan(1e-12);
        assertThat(wide.relativeError(small)).isLessThan(1e-12);
        assertThat(BlurKernel.delta(3, 3).relativeError(BlurKernel.delta(9, 7))).isZero();
    }
}
