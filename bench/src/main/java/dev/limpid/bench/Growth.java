package dev.limpid.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * How a process's peak memory changes with N: a row of the table that Zheng, Li, Liu, ICML 2025, print as their first.
 *
 * @param prior name of the network
 * @param solver whose iteration ran; the reference's have a name of their own
 * @param mebibytes the peak of each N that was measured, the median of its runs
 */
record Growth(String prior, String solver, SortedMap<Integer, Double> mebibytes) {
    /** A row for each solver that was measured with two N or more. */
    static List<Growth> of(List<CaseResult> cases, List<Comparison> comparisons) {
        var runs = new ArrayList<CaseResult>(cases);
        for (Comparison comparison : comparisons) {
            comparison.pairs().forEach(pair -> runs.addAll(List.of(pair.limpid(), pair.reference())));
        }
        return runs.stream()
                .map(run -> List.of(run.prior(), run.solver()))
                .distinct()
                .map(row -> row(row.get(0), row.get(1), runs))
                .filter(row -> row.mebibytes.size() > 1)
                .toList();
    }

    private static Growth row(String prior, String solver, List<CaseResult> runs) {
        Stream<CaseResult> own = runs.stream()
                .filter(run -> run.prior().equals(prior) && run.solver().equals(solver));
        return new Growth(
                prior,
                solver,
                own.collect(Collectors.groupingBy(
                        CaseResult::steps,
                        TreeMap::new,
                        Collectors.collectingAndThen(
                                Collectors.mapping(CaseResult::peakMebibytes, Collectors.toList()), Median::of))));
    }

    /** Mebibytes that a step more takes, by least squares. */
    double perStep() {
        return LineFit.slope(
                mebibytes.keySet().stream().mapToDouble(n -> n).toArray(),
                mebibytes.values().stream().mapToDouble(peak -> peak).toArray());
    }
}
