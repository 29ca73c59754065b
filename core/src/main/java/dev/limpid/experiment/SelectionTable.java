package dev.limpid.experiment;

import dev.limpid.metric.Quantity;
import dev.limpid.restoration.Selection;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The same solves with their results chosen by several rules, in a column for each, and by how much the oracle, which looks at the truth, is
 * better than the last iterate; all on the pictures that have every result. Only the column of the last iterate is in the other tables.
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
            if (rules.stream().filter(rule -> has(problem, solver, rule)).count() > 1) {
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
        List<Selection> there =
                rules.stream().filter(rule -> has(problem, solver, rule)).toList();
        // A rule whose solves are not all done yet must not be compared on other pictures than the rest.
        List<double[]> matched = results.matched(
                problem, there.stream().map(rule -> Pass.label(solver, rule, 0)).toList(), quantity);
        for (Selection rule : rules) {
            int column = there.indexOf(rule);
            row.add(column < 0 || matched.isEmpty() ? NOTHING : quantity.number(mean(matched, column)));
        }
        if (rules.contains(Selection.ORACLE)) {
            row.add(results.difference(problem, solver, Pass.label(solver, Selection.ORACLE, 0), quantity)
                    .map(gap -> quantity.signed(gap.mean())
                            + (Double.isNaN(gap.half()) ? "" : " ± " + quantity.number(gap.half())))
                    .orElse(NOTHING));
        }
        return row;
    }

    private boolean has(String problem, String solver, Selection rule) {
        return results.pictures(problem, Pass.label(solver, rule, 0)) > 0;
    }

    private static double mean(List<double[]> matched, int column) {
        return matched.stream()
                .mapToDouble(numbers -> numbers[column])
                .average()
                .orElseThrow();
    }
}
