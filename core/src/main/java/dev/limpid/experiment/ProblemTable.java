package dev.limpid.experiment;

import dev.limpid.experiment.HtmlTable.Cell;
import dev.limpid.experiment.HtmlTable.Head;
import dev.limpid.metric.Quantity;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The sortable table of one problem: a line for each solver that has numbers, every quantity as mean ± standard deviation, and for the
 * metrics the paired difference from the reference.
 *
 * @param problem its number in the experiment
 */
record ProblemTable(ExperimentReport report, List<Standings> standings, int problem) {
    ProblemTable {
        standings = List.copyOf(standings);
    }

    HtmlTable table() {
        var heads = new ArrayList<>(List.of(Head.text("solver"), Head.number("pictures", true)));
        for (Quantity quantity : columns()) {
            heads.add(Head.number(quantity.head(), quantity.higherIsBetter()));
            if (isCompared(quantity)) {
                heads.add(Head.number("less " + report.experiment().reference(), quantity.higherIsBetter()));
            }
        }
        List<List<Cell>> rows = report.grid().solversFor(test()).stream()
                .filter(solver -> report.results().pictures(label(), solver) > 0)
                .map(this::row)
                .toList();
        return new HtmlTable(heads, rows);
    }

    private TestProblem test() {
        return report.grid().problems().get(problem);
    }

    private String label() {
        return test().label();
    }

    /** The metrics, then the costs of which there are numbers. */
    private List<Quantity> columns() {
        var columns = new ArrayList<>(report.shown());
        for (Quantity cost : List.of(SolveQuantities.EVALUATIONS, SolveQuantities.SECONDS, SolveQuantities.MEMORY)) {
            if (!columns.contains(cost) && !report.medians(test(), cost).isEmpty()) {
                columns.add(cost);
            }
        }
        return columns;
    }

    private boolean isCompared(Quantity quantity) {
        return report.compared(test()).contains(quantity);
    }

    private List<Cell> row(String solver) {
        int pictures = report.results().pictures(label(), solver);
        var row =
                new ArrayList<>(List.of(Cell.text(solver), Cell.number(Integer.toString(pictures), pictures, "", "")));
        for (Quantity quantity : columns()) {
            row.add(mean(solver, quantity));
            if (isCompared(quantity)) {
                row.add(difference(solver, quantity));
            }
        }
        return row;
    }

    private Cell mean(String solver, Quantity quantity) {
        Spread spread = report.results().spread(label(), solver, quantity);
        int rank = standings.stream()
                .filter(one -> one.quantity().equals(quantity))
                .mapToInt(one -> one.rank(problem, solver))
                .findFirst()
                .orElse(0);
        return ranked(ResultReport.text(spread, quantity), spread.mean(), rank);
    }

    /** A number in the style of its rank. */
    static Cell ranked(String text, double number, int rank) {
        return switch (rank) {
            case 1 -> Cell.number(text, number, "best", "(best)");
            case 2 -> Cell.number(text, number, "second", "(second best)");
            default -> Cell.number(text, number, "", "");
        };
    }

    private Cell difference(String solver, Quantity quantity) {
        String reference = report.experiment().reference();
        Optional<PairedDifference> less = solver.equals(reference)
                ? Optional.empty()
                : report.results().difference(label(), reference, solver, quantity);
        return less.map(d -> difference(d, quantity)).orElse(Cell.leading("–"));
    }

    private static Cell difference(PairedDifference d, Quantity quantity) {
        String text = ResultReport.marked(d, quantity);
        String verdict = ResultReport.verdict(d, quantity, "better", "worse");
        return Cell.number(text, d.mean(), verdict, verdict);
    }
}
