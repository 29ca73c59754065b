package dev.limpid.experiment;

import dev.limpid.degradation.MeasuredPicture;
import dev.limpid.degradation.Tasks;
import dev.limpid.experiment.TestProblem.Degraded;
import dev.limpid.metric.Metrics;
import dev.limpid.operator.Measurement;
import dev.limpid.operator.ParametricOperator;
import dev.limpid.operator.blur.Blur;
import dev.limpid.prior.CountingDenoiser;
import dev.limpid.prior.DiffusionPrior;
import dev.limpid.restoration.HoldOut;
import dev.limpid.restoration.Problem;
import dev.limpid.restoration.Restoration;
import dev.limpid.restoration.Restorer;
import dev.limpid.restoration.Selection;
import dev.limpid.restoration.Watch;
import dev.limpid.tensor.Scope;
import dev.limpid.tensor.Tensor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One picture, degraded in one way, by one solver.
 *
 * @param number of the picture in the grid
 * @param task whose settings the solver takes
 * @param pass which of its solves
 */
record Cell(Grid grid, int number, TestProblem problem, NamedSolver solver, String task, Pass pass) {
    /** Apart for the draws of repetitions, and far from those of other pictures. */
    private static final long REPETITIONS = 1_000_003;

    /** Why a cell could not be measured; the grid goes on without it. */
    static final class Failure extends RuntimeException {
        private static final long serialVersionUID = 1;

        /** Whether the solver takes no such operator, whatever the picture. */
        private final boolean misfit;

        Failure(Exception cause, boolean misfit) {
            super(cause.getMessage(), cause);
            this.misfit = misfit;
        }

        boolean isMisfit() {
            return misfit;
        }
    }

    /** A result that cannot be kept: those of other cells could not be either. */
    static final class Unwritable extends UncheckedIOException {
        private static final long serialVersionUID = 1;

        Unwritable(IOException cause) {
            super(cause);
        }
    }

    /** Its problem, and the solver with the pass. */
    String name() {
        return problem.label() + ", " + labels().get(0);
    }

    /** The names of its rows. */
    List<String> labels() {
        return pass.labels(solver).toList();
    }

    /** Whatever its numbers depend on, for all pictures. */
    Map<String, String> settings() {
        return solver.isSolver()
                ? Map.of(
                        solver.label().replace('=', ' ') + " for " + task, // a setting's name has no '='
                        solver.choice(task).configuration().toString())
                : Map.of();
    }

    /**
     * Measures it.
     *
     * @return the numbers of each of {@link #labels}
     * @throws Failure if it cannot be measured
     * @throws Unwritable if its result cannot be kept
     */
    Map<String, Map<String, Double>> numbers(DiffusionPrior prior) {
        try (var scope = Scope.open()) {
            return measured(prior);
        } catch (Failure | Unwritable e) {
            throw e;
        } catch (IOException | RuntimeException e) {
            throw new Failure(e, false);
        }
    }

    private Map<String, Map<String, Double>> measured(DiffusionPrior prior) throws IOException {
        Tensor truth = grid.truth(grid.pictures().get(number).file());
        Degraded degraded = problem.degrade(truth, number);
        requireFits(operator(degraded));
        var counting = new CountingDenoiser(prior.denoiser());
        var found = new LinkedHashMap<String, Double>();
        long start = System.nanoTime();
        Map<Selection, Tensor> results = results(degraded, truth, prior.with(counting), found);
        if (isTimed()) {
            found.put(SolveQuantities.SECONDS.key(), (System.nanoTime() - start) / 1e9);
            found.put(SolveQuantities.EVALUATIONS.key(), (double) counting.all());
        }
        var numbers = new LinkedHashMap<String, Map<String, Double>>();
        for (Map.Entry<Selection, Tensor> result : results.entrySet()) {
            String label = Pass.label(solver.label(), result.getKey(), pass.repetition());
            var values = new LinkedHashMap<>(scores(result.getValue(), truth, degraded));
            values.putAll(found);
            numbers.put(label, values);
            keep(label, result.getValue(), truth, degraded);
        }
        return numbers;
    }

    private void keep(String label, Tensor x, Tensor truth, Degraded degraded) {
        try {
            grid.kept().keep(problem, number, label, x, truth, shown(degraded, truth));
        } catch (IOException e) {
            throw new Unwritable(e);
        }
    }

    /** A as the solver has it. */
    private ParametricOperator operator(Degraded degraded) {
        if (seeks()) {
            return degraded.blind().a();
        }
        Measurement whole = degraded.measurement();
        return pass.selections().contains(Selection.HOLD_OUT)
                ? HoldOut.of(whole, seed()).seen().a()
                : whole.a();
    }

    private long seed() {
        return grid.seed() + number + REPETITIONS * pass.repetition();
    }

    /** Whether something of A is unknown to it. */
    boolean seeks() {
        return Tasks.named(task).blind();
    }

    /** Whether its result is another program's, in a file. */
    boolean isRead() {
        return solver instanceof OtherResults;
    }

    /** Whether it is solved here, so that its time and its memory count. */
    boolean isTimed() {
        return !(solver instanceof ReadyAnswer answer) || answer.isTimed();
    }

    /** The file that its result is read from; empty where it is computed, and where there is none. */
    Optional<Path> file() {
        return solver instanceof ReadyAnswer answer ? answer.file(problem, number) : Optional.empty();
    }

    /** @param found gets what is measured besides the images */
    private Map<Selection, Tensor> results(
            Degraded degraded, Tensor truth, DiffusionPrior prior, Map<String, Double> found) throws IOException {
        if (solver instanceof ReadyAnswer answer) {
            return Map.of(Selection.LAST, answer.picture(problem, number, degraded, truth));
        }
        Restoration restoration = restored(degraded, truth, prior);
        var results = new EnumMap<Selection, Tensor>(Selection.class);
        results.putAll(restoration.besides());
        results.put(pass.selections().get(0), restoration.x());
        if (seeks()
                && restoration.measurement().a() instanceof Blur sought
                && degraded.measurement().a() instanceof Blur made) {
            double error = sought.kernel().relativeError(made.kernel());
            found.put(SolveQuantities.KERNEL_ERROR.key(), error);
        }
        return results;
    }

    private static Tensor shown(Degraded degraded, Tensor truth) {
        return MeasuredPicture.of(degraded.measurement(), (int) truth.size(2), (int) truth.size(3));
    }

    private Map<String, Double> scores(Tensor x, Tensor truth, Degraded degraded) {
        // Image and kernel can be shifted against each other without a trace in y.
        Metrics metrics = seeks() ? grid.metrics().shifted() : grid.scores();
        var values = new LinkedHashMap<>(metrics.of(x, truth));
        if (!seeks() && !(solver instanceof ReadyAnswer answer && !answer.explains())) {
            ResidualScore.of(degraded.measurement(), x).forEach((quantity, value) -> values.put(quantity.key(), value));
        }
        return values;
    }

    private void requireFits(ParametricOperator a) {
        try {
            if (solver.isSolver()) {
                solver.choice(task).method().requireTakes(a);
            }
        } catch (IllegalArgumentException e) {
            throw new Failure(e, true);
        }
    }

    private Restoration restored(Degraded degraded, Tensor truth, DiffusionPrior prior) {
        Measurement measurement = degraded.measurement();
        var asked = new Problem(
                measurement.y(),
                seeks() ? degraded.blind() : measurement::a,
                measurement.noiseLevel(),
                (int) truth.size(2),
                (int) truth.size(3));
        List<Selection> rules = pass.selections();
        var options = new Restorer.Options(seed(), rules.get(0), rules.subList(1, rules.size()), truth, null);
        return new Restorer(prior, grid.device()).restore(asked, solver.choice(task), options, Watch.NOTHING);
    }
}
