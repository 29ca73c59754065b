package dev.limpid.experiment;

import dev.limpid.degradation.MeasuredPicture;
import dev.limpid.degradation.Tasks;
import dev.limpid.experiment.TestProblem.Degraded;
import dev.limpid.operator.Measurement;
import dev.limpid.operator.ParametricOperator;
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
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * One picture, degraded in one way, by one solver.
 *
 * @param number of the picture in the grid
 * @param task whose settings the solver takes
 */
record Cell(Grid grid, int number, TestProblem problem, NamedSolver solver, String task) {
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

    String name() {
        return problem.label() + ", " + solver.label();
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
     * @throws Failure if it cannot be measured
     */
    Map<String, Double> numbers(DiffusionPrior prior) {
        try (var scope = Scope.open()) {
            return measured(prior);
        } catch (Failure e) {
            throw e;
        } catch (IOException | RuntimeException e) {
            throw new Failure(e, false);
        }
    }

    private Map<String, Double> measured(DiffusionPrior prior) throws IOException {
        Tensor truth = grid.truth(grid.files().get(number));
        Degraded degraded = problem.degrade(truth, number);
        Measurement measurement = degraded.measurement();
        boolean seeks = Tasks.named(task).blind();
        requireFits(seeks ? degraded.blind().a() : measurement.a());
        Tensor shown = MeasuredPicture.of(measurement, (int) truth.size(2), (int) truth.size(3));
        var counting = new CountingDenoiser(prior.denoiser());
        long start = System.nanoTime();
        Restoration found = solver.isSolver() ? restored(degraded, seeks, truth, prior.with(counting)) : null;
        Tensor x = found != null ? found.x() : solver.isMeasured() ? shown : Classical.estimate(measurement);
        double seconds = (System.nanoTime() - start) / 1e9;
        var values = new LinkedHashMap<>(grid.scores().of(x, truth));
        if (found != null && seeks) {
            values.put(
                    Evaluation.KERNEL_ERROR.key(), kernel(found.measurement()).relativeError(kernel(measurement)));
        }
        values.put(Evaluation.EVALUATIONS.key(), (double) counting.all());
        values.put(Evaluation.SECONDS.key(), seconds);
        grid.kept().keep(problem, number, solver, x, truth, shown);
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

    private Restoration restored(Degraded degraded, boolean seeks, Tensor truth, DiffusionPrior prior) {
        Measurement measurement = degraded.measurement();
        var asked = new Problem(
                measurement.y(),
                seeks ? degraded.blind() : measurement::a,
                measurement.noiseLevel(),
                (int) truth.size(2),
                (int) truth.size(3));
        var options = new Restorer.Options(grid.seed() + number, Selection.LAST, null, null);
        return new Restorer(prior).restore(asked, solver.choice(task), options, Watch.NOTHING);
    }

    private static BlurKernel kernel(Measurement measurement) {
        return ((Blur) measurement.a()).kernel();
    }
}
