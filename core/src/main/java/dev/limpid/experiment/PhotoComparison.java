package dev.limpid.experiment;

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
import java.util.function.Consumer;

/** Solvers on the same degraded photographs, compared with each other and with the classical answer. */
public final class PhotoComparison {
    private static final Quantity KERNEL_ERROR = new Quantity("kernel_error", "kernel error", "", false, 2);
    private static final Quantity EVALUATIONS = new Quantity("evaluations", "evaluations", "", false, 0);
    private static final Quantity SECONDS = new Quantity("seconds", "time", "s", false, 1);
    private static final int HASH_DIGITS = 12;
    /** The sides of all pictures are divisible by it, so that every factor of super-resolution fits. */
    private static final int MULTIPLE = 4;

    private final List<Path> files;
    private final int crop;
    private final Metrics metrics;
    private final ResultTable table;
    private final List<String> pictures = new ArrayList<>();

    private PhotoComparison(List<Path> files, int crop, Metrics metrics, ResultTable table) throws IOException {
        this.files = List.copyOf(files);
        this.crop = crop;
        this.metrics = metrics;
        this.table = table;
        for (int i = 0; i < files.size(); i++) {
            pictures.add(i + ":" + Sha256.of(files.get(i)).substring(0, HASH_DIGITS));
        }
    }

    /**
     * Opens a comparison whose numbers are kept in a file.
     *
     * @param file the table of results, which may be there
     * @param files clean photographs
     * @param crop side of the part in the middle of each that is used, or 0 for all of it
     * @param checkpoint hash of the prior's file
     * @param blind whether kernels are sought: every score is then the one at the best whole shift
     * @throws IOException if a picture cannot be read, or the table belongs to another prior or crop
     */
    public static PhotoComparison open(
            Path file, List<Path> files, int crop, Metrics metrics, String checkpoint, boolean blind)
            throws IOException {
        var quantities = new ArrayList<>(metrics.quantities());
        if (blind) {
            quantities.add(KERNEL_ERROR);
        }
        quantities.addAll(List.of(EVALUATIONS, SECONDS));
        Map<String, String> settings = Map.of("prior", checkpoint, "crop", Integer.toString(crop));
        return new PhotoComparison(
                files, crop, blind ? metrics.shifted() : metrics, ResultTable.open(file, quantities, settings));
    }

    /** How many numbers are there, of these and of other pictures and solvers. */
    public int rows() {
        return table.rows().size();
    }

    /**
     * Restores every picture by every solver that is for the task, but for what is in the table.
     *
     * @param measured hears a line for every new row
     * @throws IllegalArgumentException if a solver begins with more noise than the prior was trained on
     * @throws IOException if a picture cannot be read, the table cannot be written, or another run measures into it
     */
    public void run(
            List<PhotoProblem> problems, List<NamedSolver> solvers, DiffusionPrior prior, Consumer<String> measured)
            throws IOException {
        requireTakes(prior, problems, solvers);
        try (var mine = table.take()) {
            for (int i = 0; i < files.size(); i++) {
                for (PhotoProblem problem : problems) {
                    for (NamedSolver solver : solvers) {
                        Optional<String> task = problem.taskOf(solver);
                        if (task.isPresent()) {
                            measure(solver, task.get(), problem, prior, i, measured);
                        }
                    }
                }
            }
        }
    }

    /** Before hours go by. */
    private static void requireTakes(DiffusionPrior prior, List<PhotoProblem> problems, List<NamedSolver> solvers) {
        var restorer = new Restorer(prior);
        for (NamedSolver solver : solvers) {
            if (solver.isSolver()) {
                problems.forEach(
                        problem -> problem.taskOf(solver).map(solver::choice).ifPresent(restorer::requireTakes));
            }
        }
    }

    private void measure(
            NamedSolver solver,
            String task,
            PhotoProblem problem,
            DiffusionPrior prior,
            int i,
            Consumer<String> measured)
            throws IOException {
        if (solver.isSolver()) {
            table.belongsTo(Map.of(
                    solver.label().replace('=', ' ') + " for " + task, // a setting's name has no '='
                    solver.choice(task).configuration().toString()));
        }
        int known = rows();
        ResultRow row = table.findOrMeasure(
                problem.label(), pictures.get(i), solver.label(), () -> restore(solver, task, problem, prior, i));
        if (rows() > known) {
            measured.accept(results().line(row));
        }
    }

    private Map<String, Double> restore(
            NamedSolver solver, String task, PhotoProblem problem, DiffusionPrior prior, int i) throws IOException {
        try (var scope = Scope.open()) {
            Tensor truth = truth(files.get(i));
            Measurement measurement = problem.measure(truth, i);
            var counting = new CountingDenoiser(prior.denoiser());
            long start = System.nanoTime();
            boolean seeks = !task.equals(problem.task());
            Restoration found = solver.isSolver()
                    ? new Restorer(prior.with(counting))
                            .restore(
                                    Problem.of(
                                            seeks ? problem.withoutKernel(measurement) : measurement,
                                            (int) truth.size(2),
                                            (int) truth.size(3)),
                                    solver.choice(task),
                                    new Restorer.Options(i, Selection.LAST, null, null),
                                    Watch.NOTHING)
                    : null;
            Tensor x =
                    found != null ? found.x() : solver.isMeasured() ? measurement.y() : Classical.estimate(measurement);
            double seconds = (System.nanoTime() - start) / 1e9;
            var values = new LinkedHashMap<>(metrics.of(x, truth));
            if (found != null && seeks) {
                values.put(KERNEL_ERROR.key(), kernel(found.measurement()).relativeError(kernel(measurement)));
            }
            values.put(EVALUATIONS.key(), (double) counting.all());
            values.put(SECONDS.key(), seconds);
            return values;
        }
    }

    private static BlurKernel kernel(Measurement measurement) {
        return ((Blur) measurement.a()).kernel();
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
        int wanted = crop == 0 ? whole : Math.min(crop, whole);
        return wanted / MULTIPLE * MULTIPLE;
    }

    private ResultReport results() {
        List<ResultRow> rows = table.rows().stream()
                .filter(row -> pictures.contains(row.picture()))
                .toList();
        return new ResultReport(rows, table.quantities());
    }

    /** Tables of these pictures in Markdown: for each problem the means, and the differences from the classical answer. */
    public String report(List<PhotoProblem> problems, List<NamedSolver> solvers) {
        var text = new StringBuilder();
        for (PhotoProblem problem : problems) {
            List<String> labels = solvers.stream()
                    .filter(solver -> problem.taskOf(solver).isPresent())
                    .map(NamedSolver::label)
                    .toList();
            text.append('\n').append(results().means(problem.label(), labels)).append('\n');
            if (labels.contains(NamedSolver.CLASSICAL) && labels.size() > 1) {
                text.append(results().differences(problem.label(), NamedSolver.CLASSICAL, labels))
                        .append('\n');
            }
        }
        return text.toString();
    }
}
