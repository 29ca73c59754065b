package dev.limpid.experiment;

import dev.limpid.io.Memory;
import dev.limpid.io.Sha256;
import dev.limpid.metric.Quantity;
import dev.limpid.prior.DiffusionPrior;
import dev.limpid.restoration.Restorer;
import dev.limpid.tensor.Device;
import dev.limpid.tensor.DeviceMemory;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Solvers on the same degraded pictures. Every cell of the grid picture × problem × solver × solve is measured on its own, and is kept in
 * a table as soon as it is measured.
 */
public final class Evaluation {
    private final Grid grid;
    private final ResultTable table;
    private final List<String> pictures = new ArrayList<>();
    /** Names of cells whose solver takes no operator of their problem. */
    private final Set<String> misfits = new HashSet<>();

    /** Whether one solve runs at a time, so that the process's memory is its own. */
    private boolean alone = true;

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

    /** Hears that the table has grown. */
    @FunctionalInterface
    interface Grown {
        void now() throws IOException;
    }

    /** Hands out cells to be measured, each once. */
    @FunctionalInterface
    private interface Order {
        void each(List<Cell> cells, Workers.Work<Cell> measure) throws IOException;
    }

    private Evaluation(Grid grid, ResultTable table) {
        this.grid = grid;
        this.table = table;
        for (int i = 0; i < grid.pictures().size(); i++) {
            pictures.add(grid.pictures().get(i).label(i));
        }
    }

    /**
     * Opens an evaluation whose numbers are kept in a file.
     *
     * @param file the table of results, which may be there
     * @throws IOException if a picture cannot be read, or the table belongs to another prior, crop or pictures, or to other results of another
     *     program
     */
    public static Evaluation open(Path file, Grid grid) throws IOException {
        return open(file, grid, Map.of());
    }

    /** @param more settings that the table belongs to */
    static Evaluation open(Path file, Grid grid, Map<String, String> more) throws IOException {
        return open(file, SolveQuantities.of(file, grid), grid, more);
    }

    /** @param quantities the columns of the table */
    static Evaluation open(Path file, List<Quantity> quantities, Grid grid, Map<String, String> more)
            throws IOException {
        var settings = new LinkedHashMap<>(more);
        settings.putAll(grid.checkpoints().settings());
        settings.put(Recorded.DEVICE, grid.device().name().toLowerCase(Locale.ROOT));
        settings.put("crop", Integer.toString(grid.crop()));
        settings.put("seed", Long.toString(grid.seed()));
        grid.problems()
                .forEach(problem ->
                        problem.parameters().ifPresent(values -> settings.put(setting("problem", problem), values)));
        var evaluation = new Evaluation(grid, ResultTable.open(file, quantities, settings));
        for (int i = 0; i < grid.pictures().size(); i++) {
            String hash = grid.pictures().get(i).hash();
            if (!hash.isEmpty()) {
                evaluation.table.belongsTo(Map.of(setting(i), hash));
            }
        }
        for (Cell cell : grid.cells().filter(evaluation::isMeasured).toList()) {
            evaluation.table.belongsTo(evaluation.source(cell));
        }
        return evaluation;
    }

    /** The setting of a table with the hash of a picture. */
    static String setting(int number) {
        return "picture " + number;
    }

    /** The name of a setting has no '='. */
    private static String setting(String kind, TestProblem problem) {
        return kind + " " + problem.label().replace('=', ' ');
    }

    /** How many numbers are there, of these and of other pictures and solvers. */
    public int rows() {
        return table.rows().size();
    }

    /** How many solves are measured. */
    long measured() {
        return grid.cells().filter(this::isMeasured).count();
    }

    private boolean isMeasured(Cell cell) {
        return cell.labels().stream()
                .allMatch(label -> table.find(cell.problem().label(), pictures.get(cell.number()), label)
                        .isPresent());
    }

    /**
     * Measures every cell but those that are in the table, one after another on the calling thread.
     *
     * @return whether all of them could be measured whose solver takes the operator
     * @throws IOException if the table or a result cannot be written, or another run measures into it
     */
    public boolean run(DiffusionPrior prior, Listener listener) throws IOException {
        return run(Priors.of(prior), listener, Evaluation::inTurn, () -> {});
    }

    /**
     * Measures every cell but those that are in the table, several at a time. Every solve computes on one thread, so that its numbers are
     * the same for any number of workers.
     *
     * @param workers how many solves there are at a time; with one, the memory is measured, too
     * @param grown is told whenever the table has grown, by one worker at a time
     */
    boolean run(Priors priors, Listener listener, int workers, Grown grown) throws IOException {
        alone = workers == 1;
        return run(priors, listener, new Workers(workers)::each, grown);
    }

    private static void inTurn(List<Cell> cells, Workers.Work<Cell> measure) throws IOException {
        for (Cell cell : cells) {
            measure.on(cell);
        }
    }

    private boolean run(Priors priors, Listener listener, Order order, Grown grown) throws IOException {
        leaveOut(priors, listener);
        try (var mine = table.take()) {
            // A folder is known by it, should the run be killed before its first cell is measured.
            table.write();
            var all = new AtomicBoolean(true);
            List<Cell> missing = grid.cells().filter(cell -> !isMeasured(cell)).toList();
            order.each(missing, cell -> {
                if (listener.stops()) {
                    all.set(false);
                } else if (!measure(cell, priors.of(cell.solver()), listener, grown)) {
                    all.set(false);
                }
            });
            return all.get();
        }
    }

    /** Tells, before hours go by, which solvers take no prior of this kind, or begin with more noise than it was trained on. */
    private void leaveOut(Priors priors, Listener listener) {
        grid.cells()
                .filter(cell -> cell.number() == 0 && cell.solver().isSolver())
                .forEach(cell -> {
                    try {
                        new Restorer(priors.of(cell.solver()))
                                .requireTakes(cell.solver().choice(cell.task()));
                    } catch (IllegalArgumentException e) {
                        tell(cell, new Cell.Failure(e, true), listener);
                    }
                });
    }

    /** Whether the cell's numbers are there now, or need not be. */
    private boolean measure(Cell cell, DiffusionPrior prior, Listener listener, Grown grown) throws IOException {
        boolean there = true;
        if (begins(cell)) {
            try {
                keep(cell, numbers(cell, prior), listener, grown);
            } catch (Cell.Failure e) {
                there = e.isMisfit();
                tell(cell, e, listener);
            } catch (Cell.Unwritable e) {
                throw e.getCause();
            }
        }
        synchronized (this) {
            listener.tried(cell.name());
        }
        return there;
    }

    private Map<String, Map<String, Double>> numbers(Cell cell, DiffusionPrior prior) {
        Memory.forgetPeak();
        DeviceMemory.forgetPeak(grid.device());
        Map<String, Map<String, Double>> numbers = cell.numbers(prior);
        OptionalLong peak = grid.device() == Device.CPU ? Memory.peak() : DeviceMemory.peak(grid.device());
        if (alone && cell.isTimed() && peak.isPresent()) {
            numbers.values().forEach(values -> values.put(SolveQuantities.MEMORY.key(), peak.getAsLong() / 1e9));
        }
        return numbers;
    }

    /** The hash of the file that a cell's result is read from: a result that has changed since is another one. */
    private Map<String, String> source(Cell cell) throws IOException {
        if (!cell.isRead()) {
            return Map.of();
        }
        Optional<Path> file = cell.file();
        String name = String.join(
                " ", "results", cell.solver().label(), "for", cell.problem().label(), pictures.get(cell.number()));
        String hash = file.isEmpty() ? "no file" : CleanPicture.beginning(Sha256.of(file.get()));
        return Map.of(name.replace('=', ' '), hash);
    }

    /** Whether a cell is to be measured. */
    private synchronized boolean begins(Cell cell) throws IOException {
        table.belongsTo(cell.settings());
        return !misfits.contains(cell.name());
    }

    private synchronized void keep(Cell cell, Map<String, Map<String, Double>> numbers, Listener listener, Grown grown)
            throws IOException {
        List<String> keys = table.quantities().stream().map(Quantity::key).toList();
        var rows = new ArrayList<ResultRow>();
        numbers.forEach((label, values) -> {
            var known = new LinkedHashMap<String, Double>();
            keys.stream().filter(values::containsKey).forEach(key -> known.put(key, values.get(key)));
            rows.add(new ResultRow(cell.problem().label(), pictures.get(cell.number()), label, known));
        });
        // Only now, as a file that could not be used may be replaced.
        table.belongsTo(source(cell));
        String truth = Recorded.truth(cell.number());
        if (grid.kept().folder() != null && !table.settings().containsKey(truth)) {
            table.belongsTo(Map.of(truth, grid.kept().truthPixels(cell.problem(), cell.number())));
        }
        table.add(rows);
        grown.now();
        rows.forEach(row -> listener.measured(report().line(row)));
    }

    private synchronized void tell(Cell cell, Cell.Failure e, Listener listener) {
        if (!e.isMisfit()) {
            String label = String.join(
                    "  ",
                    cell.problem().label(),
                    pictures.get(cell.number()),
                    cell.labels().get(0));
            listener.failed(label + ": " + e.getMessage());
        } else if (misfits.add(cell.name())) {
            listener.leftOut(cell.name() + ": left out: " + e.getMessage());
        }
    }

    /** All rows of the table, of other pictures, too, in the order in which they were measured. */
    synchronized List<ResultRow> everything() {
        return table.rows();
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
