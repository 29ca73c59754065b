package dev.limpid.bench.theory;

import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The single numbers behind the report's tables, as CSV. */
final class NumbersFile {
    private NumbersFile() {}

    /** A row for every trial, range and m. */
    static String recoveries(TheoryResults results) {
        Stream<String> rows = results.rows().stream().map(row -> {
            Recovery r = row.recovery();
            return String.format(
                    Locale.ROOT,
                    "%d,%s,%d,%s,%d,%b,%b",
                    row.trial(),
                    row.extended() ? "extended" : "plain",
                    row.measurements(),
                    Stream.of(
                                    r.best(),
                                    r.error(),
                                    r.bound(),
                                    r.slack(),
                                    r.randomGamma(),
                                    r.gamma(),
                                    r.ownGamma(),
                                    r.stretch())
                            .map(NumbersFile::number)
                            .collect(Collectors.joining(",")),
                    r.agreeing(),
                    r.keepsLength(),
                    r.holds());
        });
        return text(
                "trial,range,m,best,error,bound,slack,gamma_random,gamma,gamma_own,stretch,agreeing,keeps_length,holds",
                rows);
    }

    /** A row for every trial, m, projection and step. */
    static String projections(TheoryResults results) {
        var rows = Stream.<String>builder();
        for (ProjectionTrials trials : results.projections()) {
            for (Projection projection : Projection.values()) {
                for (int trial = 0; trial < trials.count(); trial++) {
                    double[] distances = trials.of(projection).get(trial);
                    for (int step = 0; step < distances.length; step++) {
                        rows.add(String.join(
                                ",",
                                Integer.toString(trial),
                                Integer.toString(trials.measurements()),
                                projection.name().toLowerCase(Locale.ROOT),
                                Integer.toString(step),
                                number(distances[step])));
                    }
                }
            }
        }
        return text("trial,m,projection,step,distance", rows.build());
    }

    private static String text(String header, Stream<String> rows) {
        return Stream.concat(Stream.of(header), rows).collect(Collectors.joining("\n", "", "\n"));
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.6g", value);
    }
}
