package dev.limpid.job;

import dev.limpid.degradation.Reduced;
import dev.limpid.degradation.Reducible;
import dev.limpid.prior.DiffusionPrior;
import dev.limpid.restoration.Problem;
import dev.limpid.restoration.Restoration;
import dev.limpid.restoration.Restorer;
import dev.limpid.restoration.Selection;
import dev.limpid.restoration.SolverChoice;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A quick look at what a restoration may become: the measurement at a quarter of its scale, restored with the quickest solver for it.
 *
 * @param solved the small restoration
 */
record Preview(Solved solved) {
    static final String FILE = "preview.png";

    private static final int FACTOR = 4;

    /** A smaller one shows nothing. */
    private static final int LEAST_SIDE = 16;

    /**
     * The preview of an image; empty where there is none, which the listener is told.
     *
     * @param prior not in tiles
     * @param watch told why there is none
     * @param solving of the small restoration
     */
    static Optional<Preview> of(
            JobRequest request,
            Job job,
            RestoreInput input,
            DiffusionPrior prior,
            SolveWatch watch,
            SolveWatch solving) {
        if (!prior.isLocal()) {
            return Optional.empty(); // said once for all images
        }
        if (!(input.drawn().degradation() instanceof Reducible reducible)) {
            watch.note("no preview: " + job.task() + " has no smaller scale");
            return Optional.empty();
        }
        try {
            Problem whole = input.problem();
            Reduced small = reducible.reduced(input.drawn(), whole.y(), whole.noiseLevel(), FACTOR);
            if (Math.min(small.height(), small.width()) < LEAST_SIDE) {
                watch.note("no preview: a quarter of its scale, " + small.width() + "x" + small.height()
                        + " pixels, shows nothing");
                return Optional.empty();
            }
            return Optional.of(restored(request, small, prior, solving))
                    .filter(p -> p.restoration().complete());
        } catch (IllegalArgumentException e) {
            watch.note("no preview: " + e.getMessage());
            return Optional.empty();
        }
    }

    private static Preview restored(JobRequest request, Reduced small, DiffusionPrior prior, SolveWatch watch) {
        SolverChoice solver =
                SolverChoice.brief(small.task().localSolver(), small.task().tunedAs());
        var problem = new Problem(small.y(), small.sought(), small.noiseLevel(), small.height(), small.width());
        int tile = request.tiling()
                .plan(prior, solver.config(), problem, Selection.LAST)
                .tile();
        var restorer = new Restorer(
                prior.tiled(small.height(), small.width(), tile),
                request.compute().device());
        Restoration found = restorer.restore(
                problem, solver, Restorer.Options.of(request.compute().seed()), watch);
        return new Preview(Solved.of(problem, found, List.of(), watch.share()));
    }

    Restoration restoration() {
        return solved.restoration();
    }

    /** The line for people. */
    String describe(Path picture) {
        return String.format(
                Locale.ROOT,
                "preview at a quarter of its scale, %dx%d, after %.1f s: %s",
                restoration().x().size(3),
                restoration().x().size(2),
                restoration().seconds(),
                picture);
    }
}
