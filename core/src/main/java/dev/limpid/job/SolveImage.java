package dev.limpid.job;

import dev.limpid.metric.Metrics;
import dev.limpid.prior.DiffusionPrior;
import dev.limpid.restoration.Restoration;
import dev.limpid.restoration.Restorer;
import dev.limpid.restoration.Selection;
import dev.limpid.restoration.Snapshot;
import dev.limpid.solver.SolverDivergedException;
import dev.limpid.tensor.LibTorch;
import dev.limpid.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Solves one image's problem, from a snapshot where there is one to go on from, and keeps snapshots.
 *
 * @param description of the run, which a snapshot must share
 * @param prior for images of its size, or null where none is needed
 */
record SolveImage(
        JobRequest request,
        Job job,
        RestoreInput input,
        RunDescription description,
        @Nullable DiffusionPrior prior,
        Metrics metrics,
        Listener listener,
        BooleanSupplier stop) {

    /** The spread of further solves with seeds of their own, where they are asked for. */
    Optional<Variability> variability(Solved solved) {
        int samples = request.form().samples();
        if (samples == 1 || !job.usesPrior()) {
            return Optional.empty();
        }
        var restorer = new Restorer(prior, request.compute().device());
        Variability found = Variability.of(samples, solved.restoration().x(), k -> {
            var options = new Restorer.Options(request.compute().seed() + k, Selection.LAST, null, null);
            var watch = new SolveWatch(listener, job.label() + ", sample " + (k + 1) + ": ", stop);
            return restorer.restore(input.problem(), job.solver(), options, watch)
                    .x();
        });
        if (stop.getAsBoolean()) {
            return Optional.empty(); // some of them are not solved to the end
        }
        listener.note(job.label() + ": " + found.notice());
        return Optional.of(found);
    }

    Solved solve(Workspace workspace) throws IOException {
        var snapshots = new Snapshots(
                workspace.snapshot(),
                description.about(),
                Duration.ofMillis(Math.round(1000 * request.snapshotSeconds())),
                listener);
        // Until there is a newer one, and where this run fails on what is not the snapshot's fault.
        workspace.keepSnapshot();
        Snapshot from = begin(workspace, snapshots).orElse(null);
        Tensor truth = input.truth();
        var options = new Restorer.Options(request.compute().seed(), request.selection(), truth, from);
        SolveWatch watch = watch(truth, snapshots);
        try {
            Restoration result = new Restorer(prior, request.compute().device())
                    .restore(input.problem(), job.solver(), options, watch);
            // Where an image may lie anywhere, scores at no shift say nothing.
            List<Map<String, Double>> iterates = result.unknowns().isEmpty() ? snapshots.iterates() : List.of();
            return Solved.of(input.problem(), result, iterates, watch.share());
        } catch (SolverDivergedException e) {
            Files.deleteIfExists(workspace.snapshot()); // it would end in the same way
            throw e;
        }
    }

    private SolveWatch watch(@Nullable Tensor truth, Snapshots snapshots) {
        Event.Image image = job.in(request.folder(job));
        return new SolveWatch(listener, job.label() + ": ", stop) {
            @Override
            public void projection(Supplier<Tensor> x) {
                if (truth != null) {
                    LibTorch.giveMemoryBack();
                    snapshots.iterates().add(metrics.of(x.get(), truth));
                }
            }

            @Override
            public void iterate(Supplier<Tensor> x) {
                listener.reached(new Iterate(image, x));
            }

            @Override
            public void snapshot(Snapshot snapshot) {
                snapshots.accept(snapshot);
            }
        };
    }

    /** Where to begin, if not at the beginning. */
    private Optional<Snapshot> begin(Workspace workspace, Snapshots snapshots) throws IOException {
        if (request.finished() != JobRequest.Finished.RESUME) {
            if (Files.deleteIfExists(workspace.snapshot())) {
                listener.note(job.label() + ": begun before, begins anew (--resume would have gone on)");
            }
            return Optional.empty();
        }
        Optional<Snapshot> found = snapshots.find();
        found.ifPresent(snapshot -> {
            listener.note(job.label() + ": goes on after outer iteration "
                    + snapshot.state().step());
            listener.on(new Event.Resumed(snapshot.state().step()));
        });
        return found;
    }
}
