package dev.limpid.experiment;

import dev.limpid.metric.Quantity;
import dev.limpid.restoration.Selection;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * The same solves with their results chosen by several rules, in a column for each, and by how much the oracle, which looks at the truth, is
 * better than the last iterate. Only the column of the last iterate is in the other tables.
 *
 * @param rules more than one
 */
record SelectionTable(ResultReport results, Quantity quantity, List<Selection> rules) {
    private static final String NOTHING = "–";

    /** A table of the solvers of a problem that have more than one result; empty where there is none. */
    Optional<List<List<String>>> of(String problem, List<String> solvers) {
        var table = new ArrayList<List<String>>();
        table.add(head());
        for (String solver : solvers) {
            if (rules.stream()
                            .filter(rule -> mean(problem, solver, rule).isPresent())
                            .count()
                    > 1) {
                table.add(row(problem, solver));
            }
        }
        return table.size() == 1 ? Optional.empty() : Optional.of(table);
    }

    private List<String> head() {
        var head = new ArrayList<>(List.of("solver"));
        rules.forEach(rule -> head.add(rule.label()));
        if (rules.contains(Selection.ORACLE)) {
            head.add("oracle less last");
        }
        return head;
    }

    private List<String> row(String problem, String solver) {
        var row = new ArrayList<>(List.of(solver));
        for (Selection rule : rules) {
            OptionalDouble mean = mean(problem, solver, rule);
            row.add(mean.isPresent() ? digits("", mean.getAsDouble()) : NOTHING);
        }
        if (rules.contains(Selection.ORACLE)) {
            row.add(results.difference(problem, solver, Pass.label(solver, Selection.ORACLE, 0), quantity)
                    .map(gap ->
                            digits("+", gap.mean()) + (Double.isNaN(gap.half()) ? "" : " ± " + digits("", gap.half())))
                    .orElse(NOTHING));
        }
        return row;
    }

    private OptionalDouble mean(String problem, String solver, Selection rule) {
        Spread spread = results.spread(problem, Pass.label(solver, rule, 0), quantity);
        return spread.count() == 0 ? OptionalDouble.empty() : OptionalDouble.of(spread.mean());
    }

    private String digits(String sign, double number) {
        return String.format(Locale.ROOT, "%" + sign + "." + quantity.digits() + "f", number);
    }
}
