package dev.limpid.prior;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.limpid.prior.TimeGrid.Step;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TimeGridTest {
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 7, 10, 17, 50, 100, 999, 1000})
    void theConsistentGridGoesFromNoiseToTheCleanImageWithoutAGap(int n) {
        List<Step> steps = TimeGrid.consistent(n).steps();

        assertThat(steps).hasSize(n);
        assertThat(steps.get(0).t()).isEqualTo(999);
        assertThat(steps.get(n - 1).s()).isEqualTo(-1);
        for (int i = 1; i < n; i++) {
            assertThat(steps.get(i).t()).isEqualTo(steps.get(i - 1).s());
        }
        assertThat(NoiseSchedule.linear().alphaBar(steps.get(n - 1).s())).isEqualTo(1);
    }

    @Test
    void dmiloKeepsOnePercentOfNoiseAtTheEnd() {
        assertThat(TimeGrid.dmilo(3).steps()).containsExactly(new Step(999, 666), new Step(666, 333), new Step(333, 0));
        assertThat(NoiseSchedule.linear().sigma(0)).isBetween(0.0099, 0.0101);
    }

    @Test
    void dmiloLandsOneShortOfTheSecondStepWhereNDividesAThousand() {
        assertThat(TimeGrid.dmilo(4).steps())
                .containsExactly(new Step(999, 749), new Step(750, 500), new Step(500, 250), new Step(250, 0));
    }

    @Test
    void aSingleStepOfDmiloEndsAtTheCleanImage() {
        assertThat(TimeGrid.dmilo(1).steps()).containsExactly(new Step(999, -1));
    }

    @Test
    void dmplugStartsBelowTheNoisiestTimeAndEndsAtTheCleanImage() {
        assertThat(TimeGrid.dmplug(3).steps()).containsExactly(new Step(666, 333), new Step(333, 0), new Step(0, -1));
    }

    @ParameterizedTest
    @CsvSource({"dmilo, 999", "dmplug, 666", "consistent, 999"})
    void findsAGridByItsName(String name, int first) {
        assertThat(TimeGrid.named(name, 3).steps().get(0).t()).isEqualTo(first);
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 0, 1001})
    void refusesANumberOfStepsThatTheScheduleDoesNotHave(int n) {
        for (String name : List.of("dmilo", "dmplug", "consistent")) {
            assertThatThrownBy(() -> TimeGrid.named(name, n))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("steps must be between 1 and 1000, got " + n);
        }
    }

    @Test
    void refusesAnUnknownNameAStepUpwardsAndAnEmptyGrid() {
        assertThatThrownBy(() -> TimeGrid.named("even", 3))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "unknown time grid 'even': dmilo, dmplug, consistent, respaced, quadratic, or falling times such as 500-250-100");
        assertThatThrownBy(() -> new Step(3, 3)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Step(1000, 3)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new TimeGrid(List.of())).isInstanceOf(IllegalArgumentException.class);
    }
}
