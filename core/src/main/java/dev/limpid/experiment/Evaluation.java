package dev.limpid.experiment;

import dev.limpid.io.Sha256;
import dev.limpid.metric.Quantity;
import dev.limpid.prior.DiffusionPrior;
import dev.limpid.restoration.Restorer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Solvers on the same degraded pictures. Every cell of the grid picture × problem × solver is measured on its own, and is kept in a table
 * as soon as it is measured.
 */
public final class Evaluation {
    static final Quantity EVALUATIONS = new Quantity("evaluations", "evaluations", "", false, 0);
    static final Quantity SECONDS = new Quantity("seconds", "time", "s", false, 1);
    static final Quantity KERNEL_ERROR = new Quantity("kernel_error", "kernel error", "", false, 2);
    private static final int HASH_DIGITS = 12;
    private final Grid grid;
    private final ResultTable table;
    private final List<String> pictures = new ArrayList<>();
    /** Names of cells whose solver takes no operator of their problem. */
    private final Set<String> misfits = new HashSet<>();

    /** Hears how far an evaluation is. */
    public interface Listener {
        /** A cell was measured just now. */
        void measured(String line);

        /** A cell was tried just now; it is named by its problem and its solver. */
        default void tried(String cell) {}

        /** A solver takes no operator of a problem, and is left out there. */
        void leftOut(String line);

        /** A cell could not be measured; the others go on. */
        void failed(String line);

        /** Whether to stop before the next cell. */
        default boolean stops() {
            return false;
        }
    }

    private Evaluation(Grid grid, ResultTable table) throws IOException {
        this.grid = grid;
        this.table = table;
        for (int i = 0; i < grid.files().size(); i++) {
            pictures.add(i + ":" + Sha256.of(grid.files().get(i)).substring(0, HASH_DIGITS));
        }
    }

    /**
     * Opens an evaluation whose numbers are kept in a file.
     *
     * @param file the table of results, which may be there
     * @throws IOException if a picture cannot be read, or the table belongs to another prior or crop
     */
    public static Evaluation open(Path file, Grid grid) throws IOException {
        var quantities = new ArrayList<>(grid.metrics().quantities());
        if (grid.shifted()) {
            quantities.add(KERNEL_ERROR);
        }
        quantities.addAll(List.of(EVALUATIONS, SECONDS));
        var settings = new LinkedHashMap<String, String>();
        settings.put("prior", grid.checkpoint());
        settings.put("crop", Integer.toString(grid.crop()));
        if (grid.seed() != 0) {
            settings.put("seed", Long.toString(grid.seed()));
        }
        grid.problems()
                .forEach(problem ->
                        problem.parameters().ifPresent(values -> settings.put("problem " + problem.label(), values)));
        return new Evaluation(grid, ResultTable.open(file, quantities, settings));
    }

    /** How many numbers are there, of these and of other pictures and solvers. */
    public int rows() {
        return table.rows().size();
    }

    /** How many cells are measured. */
    long measured() {
        return grid.each((i, problem, solver) ->
                table.find(problem.label(), pictures.get(i), solver.label()).isPresent() ? 1 : 0);
    }

    /**
     * Measures every cell but those that are in the table.
     *
     * @return whether all of them could be measured whose solver takes the operator
     * @throws IllegalArgumentException if a solver begins with more noise than the prior was trained on
     * @throws IOException if the table cannot be written, or another run measures into it
     */
    public boolean run(DiffusionPrior prior, Listener listener) throws IOException {
        requireTakes(prior);
        boolean all = true;
        try (var mine = table.take()) {
            for (int i = 0; i < grid.files().size(); i++) {
                for (TestProblem problem : grid.problems()) {
                    for (NamedSolver solver : grid.solvers()) {
                        if (listener.stops()) {
                            return false;
                        }
                        Optional<String> task = problem.taskOf(solver);
                        if (task.isPresent()) {
                            all &= measure(new Cell(grid, i, problem, solver, task.get()), prior, listener);
                        }
                    }
                }
            }
        }
        return all;
    }

    /** Before hours go by. */
    private void requireTakes(DiffusionPrior prior) {
        var restorer = new Restorer(prior);
        for (NamedSolver solver : grid.solvers()) {
            if (solver.isSolver()) {
                grid.problems()
                        .forEach(problem ->
                                problem.taskOf(solver).map(solver::choice).ifPresent(restorer::requireTakes));
            }
        }
    }

    /** Whether the cell's numbers are there now, or need not be. */
    private boolean measure(Cell cell, DiffusionPrior prior, Listener listener) throws IOException {
        table.belongsTo(cell.settings());
        int known = rows();
        String label = String.join(
                "  ",
                cell.problem().label(),
                pictures.get(cell.number()),
                cell.solver().label());
        boolean there = true;
        if (!misfits.contains(cell.name())) {
            try {
                ResultRow row = table.findOrMeasure(
                        cell.problem().label(),
                        pictures.get(cell.number()),
                        cell.solver().label(),
                        () -> cell.numbers(prior));
                if (rows() == known) {
                    return true;
                }
                listener.measured(report().line(row));
            } catch (Cell.Failure e) {
                there = e.isMisfit();
                if (there) {
                    misfits.add(cell.name());
                    listener.leftOut(cell.name() + ": left out: " + e.getMessage());
                } else {
                    listener.failed(label + ": " + e.getMessage());
                }
            }
        }
        listener.tried(cell.name());
        return there;
    }

    /** The numbers of these pictures. */
    public ResultReport report() {
        List<ResultRow> rows = table.rows().stream()
                .filter(row -> pictures.contains(row.picture()))
                .toList();
        return new ResultReport(rows, table.quantities());
    }

    /** Tables of these pictures in Markdown: for each problem the means, and the differences from the classical answer. */
    public String tables() {
        var text = new StringBuilder();
        for (TestProblem problem : grid.problems()) {
            List<String> labels = grid.solversFor(problem);
            text.append('\n').append(report().means(problem.label(), labels)).append('\n');
            if (labels.contains(NamedSolver.CLASSICAL) && labels.size() > 1) {
                text.append(report().differences(problem.label(), NamedSolver.CLASSICAL, labels))
                        .append('\n');
            }
        }
        return text.toString();
    }
}
