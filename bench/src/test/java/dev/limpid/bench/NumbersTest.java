package dev.limpid.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

class NumbersTest {
    @Test
    void theMedianIsTheMiddleOrTheMeanOfTheTwoInTheMiddle() {
        assertThat(Median.of(5, 1, 3)).isEqualTo(3);
        assertThat(Median.of(5, 1, 3, 2)).isEqualTo(2.5);
        assertThatThrownBy(() -> Median.of()).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void theSlopeOfALineIsFoundAndThatOfSymmetricScatterIsZero() {
        assertThat(LineFit.slope(new double[] {1, 2, 4}, new double[] {5, 8, 14}))
                .isCloseTo(3, within(1e-12));
        assertThat(LineFit.slope(new double[] {1, 2, 3}, new double[] {7, 1, 7}))
                .isCloseTo(0, within(1e-12));
        assertThatThrownBy(() -> LineFit.slope(new double[1], new double[1]))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aComparisonTakesTheMedianOfThePairsRatios() {
        var comparison = new Comparison(
                Reference.Column.DMILO_FROZEN,
                List.of(pair(100, 200, 300, 400), pair(90, 100, 300, 300), pair(300, 400, 400, 300)));
        // 0.5, 0.9, 0.75 for the time; 0.75, 1, 1.33 for the memory
        assertThat(comparison.wallRatio()).isEqualTo(0.75);
        assertThat(comparison.peakRatio()).isEqualTo(1);
    }

    @Test
    void theReferencesLineIsReadInOurUnits() throws IOException {
        CaseResult result = Reference.parse("""
                {"model": "cats64", "algorithm": "dmilo", "steps": 3, "threads": 2, "iterations": 20, "torch": "1.13.0a0",
                 "wall_s": 0.378, "cpu_s": 0.4, "peak_rss_mib": 347}""");
        assertThat(result.solver()).isEqualTo("reference dmilo");
        assertThat(result.prior()).isEqualTo("cats64");
        assertThat(result.steps()).isEqualTo(3);
        assertThat(result.wallMillis()).isCloseTo(378, within(1e-9));
        assertThat(result.cpuMillis()).isCloseTo(400, within(1e-9));
        assertThat(result.peakMebibytes()).isEqualTo(347);
    }

    @Test
    void aReferenceThatSaysSomethingElseIsRefused() {
        assertThatThrownBy(() -> Reference.parse("{\"algorithm\": \"dmilo\", \"model\": \"cats64\"}"))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("'steps'");
    }

    @Test
    void agentsOfThisJvmAreNotHandedOn() {
        assertThat(Processes.options(List.of("-javaagent:jacoco.jar=x", "-Xmx512m", "-agentlib:jdwp=y")))
                .containsExactly("-Xmx512m");
    }

    private static Comparison.Pair pair(double ours, double its, long ourPeak, long itsPeak) {
        return new Comparison.Pair(
                new CaseResult("dmilo", "cats64", 1, 2, 5, ours, ours, ourPeak),
                new CaseResult("reference dmilo-frozen", "cats64", 1, 2, 5, its, its, itsPeak));
    }
}
