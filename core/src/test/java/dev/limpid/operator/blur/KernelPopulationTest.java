package dev.limpid.operator.blur;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KernelPopulationTest {
    private static final KernelPopulation OF_32 = new KernelPopulation(32, 5);

    @ParameterizedTest
    @ValueSource(ints = {8, 9, 32, 33, 64})
    void drawsKernelsOfUnitSumAroundTheMiddleTap(int size) {
        var population = new KernelPopulation(size, 1);
        int middle = (size - 1) / 2;
        for (int number = 0; number < 60; number++) {
            BlurKernel kernel = population.kernel(number);
            double[] weights = kernel.values();

            assertThat(kernel.width()).isEqualTo(size);
            assertThat(kernel.height()).isEqualTo(size);
            assertThat(kernel.notice()).isEmpty();
            assertThat(Arrays.stream(weights).min().orElseThrow()).isNotNegative();
            assertThat(Arrays.stream(weights).sum()).isCloseTo(1, within(1e-9));
            // Shifts are whole, and taps that leave the kernel by one move its centre a little further.
            assertThat(centre(weights, size, true)).as("row of %s", number).isCloseTo(middle, within(0.6));
            assertThat(centre(weights, size, false)).as("column of %s", number).isCloseTo(middle, within(0.6));
        }
    }

    @Test
    void leavesTheLastRowAndColumnOfAnEvenNumberEmpty() {
        for (int number = 0; number < 40; number++) {
            double[] weights = OF_32.kernel(number).values();
            for (int i = 0; i < 32; i++) {
                assertThat(weights[31 * 32 + i]).isZero();
                assertThat(weights[32 * i + 31]).isZero();
            }
        }
    }

    @Test
    void drawsAKernelByItsNumberAlone() {
        double[] seventh = OF_32.kernel(7).values();
        OF_32.kernel(8);

        assertThat(OF_32.kernel(7).values()).isEqualTo(seventh);
        assertThat(OF_32.kernel(9).values()).isNotEqualTo(seventh);
        assertThat(new KernelPopulation(32, 6).kernel(7).values()).isNotEqualTo(seventh);
    }

    /** A Gaussian is a column times a row, and the path of a camera hardly ever is. */
    @Test
    void isHalfGaussian() {
        long gaussian = LongStream.range(0, 200)
                .filter(number -> OF_32.kernel(number).isSeparable())
                .count();
        long motion =
                LongStream.range(0, 200).filter(KernelPopulation::isMotion).count();

        assertThat(motion).isEqualTo(100);
        assertThat(gaussian).isBetween(100L, 110L);
    }

    @Test
    void spreadsTheGaussiansOverTheirRange() {
        double[] stds = LongStream.range(0, 400)
                .filter(number -> !KernelPopulation.isMotion(number))
                .mapToDouble(number -> std(OF_32.kernel(number).values()))
                .toArray();

        // The narrowest are less than a pixel wide, and the broadest are folded at the border.
        assertThat(Arrays.stream(stds).min().orElseThrow()).isBetween(0.4, 0.7);
        assertThat(Arrays.stream(stds).max().orElseThrow()).isBetween(3.8, 4.05);
        assertThat(Arrays.stream(stds).average().orElseThrow()).isCloseTo(2.25, within(0.2));
    }

    /** Rows and columns are exchanged as often as not, and so are their ends. */
    @Test
    void turnsThePathsInAllDirections() {
        double flat = 0;
        double down = 0;
        int paths = 400;
        for (int i = 0; i < paths; i++) {
            double[] weights = OF_32.kernel(2L * i).values();
            flat += variance(weights, false) > variance(weights, true) ? 1 : 0;
            down += covariance(weights) > 0 ? 1 : 0;
        }

        assertThat(flat / paths).isBetween(0.4, 0.6);
        assertThat(down / paths).isBetween(0.4, 0.6);
    }

    @Test
    void refusesKernelsWithoutRoom() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new KernelPopulation(7, 0))
                .withMessage("kernels of a population need 8 taps or more in each direction, got 7");
    }

    private static double centre(double[] weights, int size, boolean rows) {
        double sum = 0;
        for (int i = 0; i < weights.length; i++) {
            sum += weights[i] * (rows ? i / size : i % size);
        }
        return sum;
    }

    private static double variance(double[] weights, boolean rows) {
        double centre = centre(weights, 32, rows);
        double sum = 0;
        for (int i = 0; i < weights.length; i++) {
            sum += weights[i] * Math.pow((rows ? i / 32 : i % 32) - centre, 2);
        }
        return sum;
    }

    private static double std(double[] weights) {
        return Math.sqrt(variance(weights, true));
    }

    private static double covariance(double[] weights) {
        double row = centre(weights, 32, true);
        double column = centre(weights, 32, false);
        double sum = 0;
        for (int i = 0; i < weights.length; i++) {
            int down = i / 32;
            int right = i % 32;
            sum += weights[i] * (down - row) * (right - column);
        }
        return sum;
    }
}
