package dev.limpid.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class GrowthTest {
    private static final List<CaseResult> CASES = List.of(
            peak("dmplug", 1, 300),
            peak("dmplug", 2, 350),
            peak("dmplug", 4, 450),
            peak("dmilo", 1, 310),
            peak("dmilo", 2, 310),
            peak("dmilo-pgd", 1, 310));

    @Test
    void aSolversPeaksAreFittedByALineOverN() {
        List<Growth> rows = Growth.of(CASES, List.of());
        assertThat(rows).extracting(Growth::solver).containsExactly("dmplug", "dmilo"); // one N alone is no line
        assertThat(rows.get(0).mebibytes())
                .containsExactly(Map.entry(1, 300.0), Map.entry(2, 350.0), Map.entry(4, 450.0));
        assertThat(rows.get(0).perStep()).isCloseTo(50, within(1e-9));
        assertThat(rows.get(1).perStep()).isZero();
    }

    @Test
    void runsOfComparisonsCountTooAndTheReferenceHasARowOfItsOwn() {
        var comparisons = List.of(pair(1, 340, 600), pair(3, 400, 900));
        List<Growth> rows = Growth.of(CASES.subList(0, 3), comparisons);
        assertThat(rows).extracting(Growth::solver).containsExactly("dmplug", "reference dmplug");
        // 300 of a case and 340 of a pair
        assertThat(rows.get(0).mebibytes()).containsEntry(1, 320.0).containsEntry(3, 400.0);
        assertThat(rows.get(1).perStep()).isCloseTo(150, within(1e-9));
    }

    @Test
    void theTableLeavesWhatWasNotMeasuredEmpty() {
        Report report = Report.of(Machine.here(1, List.of()), 100, CASES, List.of(), null);
        assertThat(Tables.of(report)).contains("""
                |  prior | peak MiB | N = 1 | N = 2 | N = 4 | per step |
                |-------:|---------:|------:|------:|------:|---------:|
                | cats64 |   dmplug |   300 |   350 |   450 |       50 |
                | cats64 |    dmilo |   310 |   310 |       |        0 |
                """);
    }

    @Test
    void onlyFlatMemoryHasALimit() {
        Report report = Report.of(Machine.here(1, List.of()), 100, CASES, List.of(), null);
        assertThat(report.cases().get(2).peakLimitMebibytes()).isNull();
        assertThat(report.cases().get(4).peakLimitMebibytes()).isGreaterThan(1.03 * 310);
        // four evaluations in a tenth of a second
        assertThat(report.cases().get(2).evaluationsPerSecond()).isCloseTo(40, within(1e-9));
    }

    @Test
    void aColumnWithoutATargetLeavesItEmpty() {
        Report report = Report.of(Machine.here(1, List.of()), 100, List.of(), List.of(pair(1, 300, 600)), null);
        assertThat(report.comparisons().get(0).wallTarget()).isNull();
        assertThat(Tables.of(report)).contains("| cats64 | 1 |    dmplug |");
    }

    private static CaseResult peak(String solver, int steps, long mebibytes) {
        return new CaseResult(solver, "cats64", steps, 1, 5, 100, 100, mebibytes << 20);
    }

    private static Comparison pair(int steps, long ours, long its) {
        return new Comparison(
                Reference.Column.DMPLUG,
                List.of(new Comparison.Pair(peak("dmplug", steps, ours), peak("reference dmplug", steps, its))));
    }
}
