package dev.limpid.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DmiloCaseTest {
    private static final Subject TINY = new Subject("tiny", MacCountTest.TINY);

    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void everyLayerHasTheSameNumberOfIterations(int steps) {
        CaseResult result = new DmiloCase(TINY, steps).measure(2, 5);
        assertThat(result.iterations()).isEqualTo(steps == 1 ? 5 : 7);
        assertThat(result.wallMillis()).isPositive();
        assertThat(result.steps()).isEqualTo(steps);
        assertThat(result.prior()).isEqualTo("tiny");
    }

    @Test
    void aTimerThatHasNotSeenEveryIterationHasNoResult() {
        var timer = new InnerTimer(1, 3);
        assertThatThrownBy(timer::wallMillis).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void theMemoryOfALongFitIsFollowedToItsEnd() {
        LeakResult result = new LeakCase(100, line -> {}).run(TINY);
        assertThat(result.iterations()).isEqualTo(100);
        assertThat(result.residentBytes()).isGreaterThan(10_000_000);
        assertThat(result.bytesPerIteration()).isFinite();
    }
}
