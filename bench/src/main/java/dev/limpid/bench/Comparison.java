package dev.limpid.bench;

import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * Limpid beside one column of the reference, in pairs that were run one after the other.
 *
 * @param column of the reference
 * @param pairs in the order in which they ran
 */
record Comparison(Reference.Column column, List<Pair> pairs) {
    /** One run of each, next to each other in time. */
    record Pair(CaseResult limpid, CaseResult reference) {}

    Comparison {
        pairs = List.copyOf(pairs);
        if (pairs.isEmpty()) {
            throw new IllegalArgumentException("a comparison needs a pair");
        }
    }

    /** Limpid's wall time as a share of the reference's, the median of the pairs. */
    double wallRatio() {
        return ratio(CaseResult::wallMillis);
    }

    /** Limpid's CPU time as a share of the reference's, the median of the pairs. */
    double cpuRatio() {
        return ratio(CaseResult::cpuMillis);
    }

    /** Limpid's peak memory as a share of the reference's, the median of the pairs. */
    double peakRatio() {
        return ratio(CaseResult::peakMebibytes);
    }

    private double ratio(ToDoubleFunction<CaseResult> quantity) {
        return Median.of(pairs.stream()
                .map(pair -> quantity.applyAsDouble(pair.limpid()) / quantity.applyAsDouble(pair.reference()))
                .toList());
    }
}
