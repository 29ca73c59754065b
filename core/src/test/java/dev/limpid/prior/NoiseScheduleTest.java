package dev.limpid.prior;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class NoiseScheduleTest {
    static Stream<NoiseSchedule> schedules() {
        return Stream.of(NoiseSchedule.linear(), NoiseSchedule.cosine());
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0.99995, 0.0100, 0.0100",
        "100, 0.94612, 0.32382, 0.34226",
        "333, 0.56447, 0.82545, 1.46236",
        "666, 0.10481, 0.99449, 9.48892",
        "999, 0.0063528, 0.99998, 157.407"
    })
    void linearHasThePublishedValues(int t, double a, double s, double ratio) {
        NoiseSchedule schedule = NoiseSchedule.linear();

        assertThat(schedule.alpha(t)).isCloseTo(a, within(a < 0.01 ? 6e-8 : 6e-6));
        assertThat(schedule.sigma(t)).isCloseTo(s, within(6e-6));
        assertThat(schedule.sigma(t) / schedule.alpha(t)).isCloseTo(ratio, within(ratio > 100 ? 6e-4 : 6e-6));
    }

    @ParameterizedTest
    @MethodSource("schedules")
    void losesTheImageStepByStep(NoiseSchedule schedule) {
        assertThat(schedule.alphaBar(-1)).isEqualTo(1);
        for (int t = 0; t < schedule.steps(); t++) {
            assertThat(schedule.alphaBar(t)).isPositive().isLessThan(schedule.alphaBar(t - 1));
            assertThat(schedule.alpha(t) * schedule.alpha(t) + schedule.sigma(t) * schedule.sigma(t))
                    .isCloseTo(1, within(3e-7));
        }
    }

    @Test
    void cosineFollowsTheSquaredCosineUntilBetaIsCut() {
        NoiseSchedule schedule = NoiseSchedule.cosine();

        for (int t : new int[] {0, 250, 500, 900}) {
            double numerator = Math.cos(((t + 1) / 1000.0 + 0.008) / 1.008 * Math.PI / 2);
            double denominator = Math.cos(0.008 / 1.008 * Math.PI / 2);
            double expected = numerator * numerator / (denominator * denominator);
            assertThat(schedule.alphaBar(t)).isCloseTo(expected, within(1e-12));
        }
        assertThat(schedule.alphaBar(999)).isCloseTo(schedule.alphaBar(998) * 0.001, within(1e-15));
    }

    @Test
    void aStepToTheNeighbourHasThePosteriorVarianceOfDdpm() {
        NoiseSchedule schedule = NoiseSchedule.linear();
        int t = 500;
        double beta = 1e-4 + (0.02 - 1e-4) * t / 999;
        double expected = beta * (1 - schedule.alphaBar(t - 1)) / (1 - schedule.alphaBar(t));

        assertThat(schedule.variance(t, t - 1)).isCloseTo(expected, within(1e-14));
        assertThat(schedule.variance(0, -1)).isZero();
    }

    @ParameterizedTest
    @ValueSource(ints = {-2, 1000})
    void refusesATimeThatIsNotInIt(int t) {
        assertThatThrownBy(() -> NoiseSchedule.linear().alphaBar(t))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("time step must be between -1 and 999, got " + t);
    }

    @Test
    void namesTheSchedulesThatThereAre() {
        assertThat(NoiseSchedule.named("cosine").alphaBar(10))
                .isEqualTo(NoiseSchedule.cosine().alphaBar(10));
        assertThatThrownBy(() -> NoiseSchedule.named("square"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("unknown noise schedule 'square': linear or cosine");
    }

    @ParameterizedTest
    @MethodSource("schedules")
    void findsTheTimeOfANoise(NoiseSchedule schedule) {
        for (double t : new double[] {-1, -0.999, -0.5, 0, 0.25, 1, 17.5, 333, 640.125, 998, 998.75, 999}) {
            assertThat(schedule.time(schedule.noiseToImage(t))).isCloseTo(t, within(1e-6));
        }
        for (double sigma : new double[] {1e-4, 0.003, 0.02, 0.5, 3, 80}) {
            double found = schedule.noiseToImage(schedule.time(sigma));
            assertThat(found).isCloseTo(sigma, within(1e-6 * sigma));
        }
        assertThat(schedule.time(0)).isEqualTo(-1);
        assertThat(schedule.time(1e9)).isEqualTo(999);
    }

    @ParameterizedTest
    @MethodSource("schedules")
    void liesBetweenItsTrainingTimes(NoiseSchedule schedule) {
        for (int t = -1; t < 999; t++) {
            assertThat(schedule.alphaBar((double) t)).isEqualTo(schedule.alphaBar(t));
            assertThat(schedule.alphaBar(t + 0.5))
                    .isCloseTo(Math.sqrt(schedule.alphaBar(t) * schedule.alphaBar(t + 1)), within(1e-15));
        }
    }
}
