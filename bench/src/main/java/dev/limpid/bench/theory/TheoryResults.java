package dev.limpid.bench.theory;

import java.util.List;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;

/** Everything that a run of the experiment has measured. */
record TheoryResults(Setting setting, List<Trial.Row> rows, List<ProjectionTrials> projections) {
    TheoryResults {
        rows = List.copyOf(rows);
        projections = List.copyOf(projections);
    }

    Stream<Recovery> of(boolean extended, int measurements) {
        return of(extended, row -> row.measurements() == measurements);
    }

    Stream<Recovery> of(boolean extended) {
        return of(extended, row -> true);
    }

    private Stream<Recovery> of(boolean extended, Predicate<Trial.Row> wanted) {
        return rows.stream()
                .filter(row -> row.extended() == extended && wanted.test(row))
                .map(Trial.Row::recovery);
    }

    Quartiles quartiles(boolean extended, int measurements, ToDoubleFunction<Recovery> number) {
        return Quartiles.of(of(extended, measurements).mapToDouble(number));
    }
}
