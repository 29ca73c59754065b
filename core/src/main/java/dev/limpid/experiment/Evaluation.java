package dev.limpid.experiment;

import dev.limpid.degradation.MeasuredPicture;
import dev.limpid.degradation.Tasks;
import dev.limpid.experiment.TestProblem.Degraded;
import dev.limpid.io.Images;
import dev.limpid.io.Sha256;
import dev.limpid.metric.Metrics;
import dev.limpid.metric.Quantity;
import dev.limpid.operator.Measurement;
import dev.limpid.operator.blur.Blur;
import dev.limpid.operator.blur.BlurKernel;
import dev.limpid.prior.CountingDenoiser;
import dev.limpid.prior.DiffusionPrior;
import dev.limpid.restoration.Problem;
import dev.limpid.restoration.Restoration;
import dev.limpid.restoration.Restorer;
import dev.limpid.restoration.Selection;
import dev.limpid.restoration.Watch;
import dev.limpid.solver.classical.Classical;
import dev.limpid.tensor.Scope;
import dev.limpid.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Solvers on the same degraded pictures. Every cell of the grid picture × problem × solver is measured on its own, and is kept in a table
 * as soon as it is measured.
 */
public final class Evaluation {
    static final Quantity EVALUATIONS = new Quantity("evaluations", "evaluations", "", false, 0);
    static final Quantity SECONDS = new Quantity("seconds", "time", "s", false, 1);
    private static final Quantity KERNEL_ERROR = new Quantity("kernel_error", "kernel error", "", false, 2);
    private static final int HASH_DIGITS = 12;
    /** The sides of all pictures are divisible by it, so that every factor of super-resolution fits. */
    private static final int MULTIPLE = 4;

    private final Grid grid;
    private final ResultTable table;
    private final List<String> pictures = new ArrayList<>();

    /**
     * The cells, and whatever else their numbers depend on.
     *
     * @param files clean pictures
     * @param crop side of the part in the middle of each that is used, or 0 for all of it
     * @param checkpoint hash of the prior's file
     * @param seed of the solvers' draws; picture i has that of i more
     * @param shifted whether every score is the one at the best whole shift, as it must be where kernels are sought
     * @param kept keeps the restored pictures, or nothing
     */
    public record Grid(
            List<Path> files,
            int crop,
            List<? extends TestProblem> problems,
            List<NamedSolver> solvers,
            Metrics metrics,
            String checkpoint,
            long seed,
            boolean shifted,
            KeptPictures kept) {
        public Grid {
            files = List.copyOf(files);
            problems = List.copyOf(problems);
            solvers = List.copyOf(solvers);
        }

        /** How many solves there are. */
        public long cells() {
            return each((i, problem, solver) -> 1);
        }

        /** Evaluations of the network by all of them. */
        public long evaluations() {
            return each((i, problem, solver) ->
                    problem.taskOf(solver).map(solver::evaluations).orElse(0L));
        }

        private long each(Counted counted) {
            long all = 0;
            for (int i = 0; i < files.size(); i++) {
                for (TestProblem problem : problems) {
                    for (NamedSolver solver : solvers) {
                        all += problem.taskOf(solver).isPresent() ? counted.of(i, problem, solver) : 0;
                    }
                }
            }
            return all;
        }

        private interface Counted {
            long of(int i, TestProblem problem, NamedSolver solver);
        }

        /** Names of the solvers that a problem is for. */
        List<String> solversFor(TestProblem problem) {
            return solvers.stream()
                    .filter(solver -> problem.taskOf(solver).isPresent())
                    .map(NamedSolver::label)
                    .toList();
        }
    }

    /** Hears how far an evaluation is. */
    public interface Listener {
        /** A cell was measured just now. */
        void measured(String line);

        /** A cell was tried just now; it is named by its problem and its solver. */
        default void tried(String cell) {}

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
        for (int i = 0; i < grid.files.size(); i++) {
            pictures.add(i + ":" + Sha256.of(grid.files.get(i)).substring(0, HASH_DIGITS));
        }
    }

    /**
     * Opens an evaluation whose numbers are kept in a file.
     *
     * @param file the table of results, which may be there
     * @throws IOException if a picture cannot be read, or the table belongs to another prior or crop
     */
    public static Evaluation open(Path file, Grid grid) throws IOException {
        var quantities = new ArrayList<>(grid.metrics.quantities());
        if (grid.shifted) {
            quantities.add(KERNEL_ERROR);
        }
        quantities.addAll(List.of(EVALUATIONS, SECONDS));
        var settings = new LinkedHashMap<String, String>();
        settings.put("prior", grid.checkpoint);
        settings.put("crop", Integer.toString(grid.crop));
        if (grid.seed != 0) {
            settings.put("seed", Long.toString(grid.seed));
        }
        grid.problems.forEach(problem ->
                problem.parameters().ifPresent(values -> settings.put("problem " + problem.label(), values)));
        return new Evaluation(grid, ResultTable.open(file, quantities, settings));
    }

    /** Hash of the prior's file. */
    String checkpoint() {
        return grid.checkpoint;
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
     * @return whether all of them could be measured
     * @throws IllegalArgumentException if a solver begins with more noise than the prior was trained on
     * @throws IOException if the table cannot be written, or another run measures into it
     */
    public boolean run(DiffusionPrior prior, Listener listener) throws IOException {
        requireTakes(prior);
        boolean all = true;
        try (var mine = table.take()) {
            for (int i = 0; i < grid.files.size(); i++) {
                for (TestProblem problem : grid.problems) {
                    for (NamedSolver solver : grid.solvers) {
                        if (listener.stops()) {
                            return false;
                        }
                        Optional<String> task = problem.taskOf(solver);
                        if (task.isPresent()) {
                            all &= new Cell(i, problem, solver, task.get()).measure(prior, listener);
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
        for (NamedSolver solver : grid.solvers) {
            if (solver.isSolver()) {
                grid.problems.forEach(
                        problem -> problem.taskOf(solver).map(solver::choice).ifPresent(restorer::requireTakes));
            }
        }
    }

    /** Why a cell could not be measured; the grid goes on without it. */
    private static final class CellFailure extends RuntimeException {
        private static final long serialVersionUID = 1;

        CellFailure(Exception cause) {
            super(cause.getMessage(), cause);
        }
    }

    /** One picture, degraded in one way, by one solver. */
    private final class Cell {
        private final int i;
        private final TestProblem problem;
        private final NamedSolver solver;
        private final String task;

        Cell(int i, TestProblem problem, NamedSolver solver, String task) {
            this.i = i;
            this.problem = problem;
            this.solver = solver;
            this.task = task;
        }

        /** Whether its numbers are there now. */
        boolean measure(DiffusionPrior prior, Listener listener) throws IOException {
            if (solver.isSolver()) {
                table.belongsTo(Map.of(
                        solver.label().replace('=', ' ') + " for " + task, // a setting's name has no '='
                        solver.choice(task).configuration().toString()));
            }
            int known = rows();
            boolean there = true;
            try {
                ResultRow row =
                        table.findOrMeasure(problem.label(), pictures.get(i), solver.label(), () -> numbers(prior));
                if (rows() > known) {
                    listener.measured(report().line(row));
                }
            } catch (CellFailure e) {
                listener.failed(
                        String.join("  ", problem.label(), pictures.get(i), solver.label()) + ": " + e.getMessage());
                there = false;
            }
            if (rows() > known || !there) {
                listener.tried(problem.label() + ", " + solver.label());
            }
            return there;
        }

        private Map<String, Double> numbers(DiffusionPrior prior) {
            try (var scope = Scope.open()) {
                return restore(prior);
            } catch (IOException | RuntimeException e) {
                throw new CellFailure(e);
            }
        }

        private Map<String, Double> restore(DiffusionPrior prior) throws IOException {
            Tensor truth = truth(grid.files.get(i));
            Degraded degraded = problem.degrade(truth, i);
            Measurement measurement = degraded.measurement();
            boolean seeks = Tasks.named(task).blind();
            var counting = new CountingDenoiser(prior.denoiser());
            long start = System.nanoTime();
            Restoration found = solver.isSolver()
                    ? new Restorer(prior.with(counting))
                            .restore(
                                    new Problem(
                                            measurement.y(),
                                            seeks ? degraded.blind() : measurement::a,
                                            measurement.noiseLevel(),
                                            (int) truth.size(2),
                                            (int) truth.size(3)),
                                    solver.choice(task),
                                    new Restorer.Options(grid.seed + i, Selection.LAST, null, null),
                                    Watch.NOTHING)
                    : null;
            Tensor x = found != null
                    ? found.x()
                    : solver.isMeasured() ? measured(measurement, truth) : Classical.estimate(measurement);
            double seconds = (System.nanoTime() - start) / 1e9;
            var values = new LinkedHashMap<>(metrics().of(x, truth));
            if (found != null && seeks) {
                values.put(KERNEL_ERROR.key(), kernel(found.measurement()).relativeError(kernel(measurement)));
            }
            values.put(EVALUATIONS.key(), (double) counting.all());
            values.put(SECONDS.key(), seconds);
            grid.kept.keep(problem, i, solver, x, truth, measured(measurement, truth));
            return values;
        }

        private Metrics metrics() {
            return grid.shifted ? grid.metrics.shifted() : grid.metrics;
        }

        private Tensor measured(Measurement measurement, Tensor truth) {
            return MeasuredPicture.of(measurement, (int) truth.size(2), (int) truth.size(3));
        }

        private static BlurKernel kernel(Measurement measurement) {
            return ((Blur) measurement.a()).kernel();
        }
    }

    /** The middle of a picture, its sides multiples of {@link #MULTIPLE}. */
    private Tensor truth(Path file) throws IOException {
        Tensor whole = Images.read(file).pixels();
        int height = side((int) whole.size(2));
        int width = side((int) whole.size(3));
        int top = ((int) whole.size(2) - height) / 2;
        int left = ((int) whole.size(3) - width) / 2;
        return Images.crop(whole, left, top, width, height);
    }

    private int side(int whole) {
        int wanted = grid.crop == 0 ? whole : Math.min(grid.crop, whole);
        return wanted / MULTIPLE * MULTIPLE;
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
        for (TestProblem problem : grid.problems) {
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
