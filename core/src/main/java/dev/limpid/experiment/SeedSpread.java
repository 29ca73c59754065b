package dev.limpid.experiment;

import dev.limpid.metric.Quantity;
import dev.limpid.restoration.Selection;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/**
 * How much a solver's numbers differ between solves of the same measurement with other draws: the standard deviation of a picture's
 * repetitions, as the root of its mean square over the pictures.
 *
 * @param repetitions 2 or more
 */
record SeedSpread(ResultReport results, int repetitions) {
    private static final String NOTHING = "–";

    /** The deviation of a number; empty where a picture lacks a repetition, or there is no picture. */
    OptionalDouble of(String problem, String solver, Quantity quantity) {
        List<double[]> pictures = results.matched(problem, labels(solver), quantity);
        DoubleStream variances = pictures.stream().mapToDouble(values -> {
            double deviation = Spread.of(values).deviation();
            return deviation * deviation;
        });
        OptionalDouble mean = variances.average();
        return mean.isPresent() ? OptionalDouble.of(Math.sqrt(mean.getAsDouble())) : mean;
    }

    private List<String> labels(String solver) {
        return IntStream.range(0, repetitions)
                .mapToObj(i -> Pass.label(solver, Selection.LAST, i))
                .toList();
    }

    /** A table: a line for each solver, a column for each problem. */
    List<List<String>> table(List<String> problems, List<String> solvers, Quantity quantity) {
        var table = new ArrayList<List<String>>();
        var head = new ArrayList<>(List.of("solver"));
        head.addAll(problems);
        table.add(head);
        for (String solver : solvers) {
            var row = new ArrayList<>(List.of(solver));
            for (String problem : problems) {
                OptionalDouble deviation = of(problem, solver, quantity);
                row.add(deviation.isPresent() ? quantity.number(deviation.getAsDouble()) : NOTHING);
            }
            table.add(row);
        }
        return table;
    }
}
