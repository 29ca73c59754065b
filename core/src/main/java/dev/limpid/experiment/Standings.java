package dev.limpid.experiment;

import dev.limpid.metric.Quantity;
import dev.limpid.metric.Quantity.Better;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * One number for every solver on every problem, with the best and the second best of each problem known. Solvers whose numbers look
 * the same, with the digits that are worth reading, have the same rank.
 *
 * @param solvers the rows
 * @param problems the columns
 * @param numbers of each column, by solver; those that there are
 */
record Standings(
        Quantity quantity, List<String> solvers, List<String> problems, List<? extends Map<String, Double>> numbers) {
    private static final String NOTHING = "–";

    /** A number for all pictures of a problem and a solver; empty where there is none. */
    @FunctionalInterface
    interface Pooled<E extends Exception> {
        OptionalDouble of(String problem, String solver) throws E;
    }

    Standings {
        solvers = List.copyOf(solvers);
        problems = List.copyOf(problems);
        numbers = List.copyOf(numbers);
    }

    /** The number with its digits; a dash where there is none. */
    String text(int column, String solver) {
        Double number = numbers.get(column).get(solver);
        return number == null ? NOTHING : quantity.number(number);
    }

    /** 1 for the best solver of a column, 2 for the second best, and so on; 0 where there is no number, or none is better. */
    int rank(int column, String solver) {
        if (quantity.better() == Better.NEITHER) {
            return 0;
        }
        Comparator<Double> order = quantity.higherIsBetter() ? Comparator.reverseOrder() : Comparator.naturalOrder();
        List<String> ranks = numbers.get(column).values().stream()
                .sorted(order)
                .map(quantity::number)
                .distinct()
                .toList();
        return ranks.indexOf(text(column, solver)) + 1;
    }

    /** In Markdown, the best of each column in bold. */
    String markdown() {
        var table = new ArrayList<List<String>>();
        var head = new ArrayList<>(List.of("solver"));
        head.addAll(problems);
        table.add(head);
        for (String solver : solvers) {
            var row = new ArrayList<>(List.of(solver));
            for (int j = 0; j < problems.size(); j++) {
                String text = text(j, solver);
                row.add(rank(j, solver) == 1 ? "**" + text + "**" : text);
            }
            table.add(row);
        }
        return MarkdownTable.of(table);
    }
}
