package dev.limpid.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.limpid.prior.NoiseSchedule;
import dev.limpid.training.RateSchedule.Fall;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RateScheduleTest {
    @ParameterizedTest
    @CsvSource({"0, 0.2", "1, 0.4", "4, 1", "5, 1", "69, 1", "70, 1", "85, 0.5", "99, 0.0333333"})
    void risesStaysAndFallsToZero(long step, double share) {
        assertThat(new RateSchedule(2e-3, 4, 0.3, Fall.LINEAR).at(step, 100)).isCloseTo(2e-3 * share, within(1e-8));
    }

    @ParameterizedTest
    @CsvSource({"0, 0.2", "3, 0.8", "25, 0.853553", "50, 0.5", "75, 0.146447", "99, 0.000246719"})
    void fallsAlongACosine(long step, double share) {
        assertThat(new RateSchedule(2e-3, 4, 1, Fall.COSINE).at(step, 100)).isCloseTo(2e-3 * share, within(1e-8));
    }

    @Test
    void itsRatesDoNotDependOnTheNumberOfStepsBeforeItFalls() {
        var schedule = new RateSchedule(1e-3, 10, 0.25, Fall.LINEAR);
        for (long step = 0; step < schedule.fallsFrom(100); step++) {
            assertThat(schedule.at(step, 100)).isEqualTo(schedule.at(step, 1000));
        }
        assertThat(schedule.at(schedule.fallsFrom(100), 100)).isLessThan(1e-3);
    }

    @Test
    void refusesARateThatIsNotPositive() {
        assertThatThrownBy(() -> new RateSchedule(0, 0, 0, Fall.LINEAR))
                .hasMessageContaining("the learning rate must be positive")
                .hasMessageContaining("0.0");
        assertThatThrownBy(() -> new RateSchedule(Double.NaN, 0, 0, Fall.LINEAR))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 100, 500, 999})
    void minSnrCutsTheWeightOfTimesWithLittleNoise(int t) {
        NoiseSchedule schedule = NoiseSchedule.linear();
        double snr = schedule.alphaBar(t) / (1 - schedule.alphaBar(t));

        assertThat(new MinSnr(5).weight(schedule, t)).isCloseTo(snr > 5 ? 5 / snr : 1, within(1e-12));
        assertThat(new MinSnr(0).weight(schedule, t)).isEqualTo(1);
    }
}
