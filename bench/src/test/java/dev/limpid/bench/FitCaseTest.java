package dev.limpid.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.limpid.restoration.SolverChoice;
import dev.limpid.solver.Cost;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FitCaseTest {
    private static final Subject TINY = new Subject("tiny", MacCountTest.TINY);

    @ParameterizedTest
    @CsvSource({
        "DMILO, 1, 5", // of 7 in all, 2 of which are left out
        "DMILO, 3, 7", // three layers of three
        "DMILO_PGD, 3, 7", // its step on the image is none of them
        "DMPLUG, 3, 5",
        "DMPLUG_CKPT, 3, 5"
    })
    void everyLayerHasTheSameNumberOfIterations(Fit fit, int steps, int measured) {
        CaseResult result = new FitCase(fit, TINY, steps).measure(2, 5);
        assertThat(result.iterations()).isEqualTo(measured);
        assertThat(result.wallMillis()).isPositive();
        assertThat(result.steps()).isEqualTo(steps);
        assertThat(result.prior()).isEqualTo("tiny");
        assertThat(Fit.of(result.solver())).isEqualTo(fit);
    }

    @Test
    void theAuthorsSettingsAreMeasured() {
        SolverChoice choice = Fit.DMILO.choice(2, 4);
        assertThat(choice.configuration()).containsEntry("latentRate", 0.02).containsEntry("deviationWeight", 0.1);
        assertThat(choice.config().cost().backward()).isEqualTo(2 * 4);
    }

    @Test
    void anIterationsOperationsAreThoseOfItsEvaluations() {
        assertThat(Fit.DMILO_PGD.flops(TINY, 3)).isEqualTo(4.0 * TINY.macs());
        assertThat(Fit.DMPLUG.flops(TINY, 3)).isEqualTo(12.0 * TINY.macs());
        assertThat(Fit.DMPLUG_CKPT.flops(TINY, 3)).isEqualTo(16.0 * TINY.macs());
        assertThat(Fit.DMPLUG_CKPT.each(3)).isEqualTo(Cost.evaluations(2, 3));
    }

    @Test
    void aSolverThatIsNotMeasuredIsRefused() {
        assertThatThrownBy(() -> Fit.of("dps"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("unknown solver 'dps': dmilo, dmilo-pgd, dmplug, dmplug-ckpt");
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
