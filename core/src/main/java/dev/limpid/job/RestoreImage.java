package dev.limpid.job;

import dev.limpid.degradation.OptionFiles;
import dev.limpid.io.PictureFile;
import dev.limpid.io.RunRecord;
import dev.limpid.io.Sha256;
import dev.limpid.metric.Metrics;
import dev.limpid.prior.DiffusionPrior;
import dev.limpid.restoration.Restoration;
import dev.limpid.restoration.Restorer;
import dev.limpid.restoration.Selection;
import dev.limpid.restoration.Snapshot;
import dev.limpid.solver.SolverDivergedException;
import dev.limpid.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Restores images, each into a folder of its own. The record is written last and marks the result as finished.
 *
 * @param prior null where no image needs one
 * @param remarks on the prior's file, for the records of images that are restored with it
 * @param priorHashes of the prior's files, for the records of images that need it
 * @param read the files that the whole job reads
 */
record RestoreImage(
        JobRequest request,
        @Nullable DiffusionPrior prior,
        List<String> remarks,
        OptionFiles files,
        Metrics metrics,
        Map<String, String> priorHashes,
        OpenedPictures pictures,
        List<Path> read,
        Listener listener,
        BooleanSupplier stop) {

    /** The outcome of an image. */
    enum Outcome {
        RESTORED,
        SKIPPED,
        STOPPED,
        /** Another run has it. */
        BUSY
    }

    /**
     * The outcome of one image.
     *
     * @param record the record of its result, empty where this run has none
     * @param picture the restored picture, or that of a solve that was stopped; null where this run has none
     * @param share of its evaluations that were done
     */
    record Result(
            Outcome outcome,
            Optional<RunRecord> record,
            @Nullable Path picture,
            double share) {
        Event event(Event.Image image) {
            if (outcome == Outcome.BUSY) {
                return new Event.Note(
                        image.label() + ": another run is restoring it; it is waited for after the others");
            }
            if (record.isEmpty()) {
                return new Event.Stopped(image, picture, share);
            }
            return picture == null
                    ? new Event.Skipped(image)
                    : new Event.Restored(image, picture, record.get().metrics());
        }
    }

    Result restore(Job job) throws IOException {
        Path folder = request.folder(job);
        if (isFinished(folder)) {
            return skip(job, folder);
        }
        target(job).require(Workspace.isMoving(folder)); // before anything is computed
        PictureFile opened = job.isMeasurement() ? null : pictures.open(job.file());
        RunDescription description = describe(job, opened == null ? Sha256.of(job.file()) : opened.sha256());
        RestoreInput read = opened == null
                ? RestoreInput.measured(request, job, sizeRule(job), files)
                : RestoreInput.picture(request, job, opened, sizeRule(job), files);
        RestoreInput input = job.usesPrior()
                ? read.and(PriorLimits.notices(Objects.requireNonNull(prior, "prior"), read.problem(), read.shown()))
                : read;
        Asked asked = asked(job, input, description);
        input.notices().forEach(n -> listener.note(job.label() + ": " + n));
        Optional<Workspace> workspace = Workspace.tryOpen(target(job));
        if (workspace.isEmpty()) {
            return new Result(Outcome.BUSY, Optional.empty(), null, 0);
        }
        try (var mine = workspace.get()) {
            // Another run may have finished it since it was looked at.
            return isFinished(folder) ? skip(job, folder) : restore(job, asked, mine);
        }
    }

    private boolean isFinished(Path folder) {
        return request.finished() != JobRequest.Finished.REDO && ResultFolder.isFinished(folder);
    }

    /** Where an image's result goes. */
    Target target(Job job) {
        boolean redo = request.finished() == JobRequest.Finished.REDO;
        return new Target(request.out(), request.folder(job), ResultFolder.RECORD, redo, read);
    }

    private SizeRule sizeRule(Job job) {
        return request.needsPrior(job)
                ? SizeRule.of(Objects.requireNonNull(prior, "prior"), request.takesPriorsSize(job))
                : SizeRule.ANY;
    }

    /**
     * The work that an image asks for.
     *
     * @param prior for images of its size, or null where none is needed
     */
    private record Asked(
            RestoreInput input,
            RunDescription description,
            @Nullable DiffusionPrior prior) {}

    private Asked asked(Job job, RestoreInput input, RunDescription description) {
        if (!job.usesPrior()) {
            return new Asked(input, description, prior);
        }
        DiffusionPrior given = Objects.requireNonNull(prior, "prior");
        int height = input.problem().height();
        int width = input.problem().width();
        int tile = request.tiling()
                .plan(given, job.solver().config().cost(), height, width)
                .tile();
        return new Asked(
                input, given.isLocal() ? description.inTiles(tile) : description, given.tiled(height, width, tile));
    }

    private RunDescription describe(Job job, String input) throws IOException {
        var hashes = new LinkedHashMap<String, String>();
        hashes.put("input", input);
        hashes.putAll(files.hashes(job.values()));
        if (request.needsPrior(job)) {
            hashes.putAll(priorHashes);
        }
        var asked = new LinkedHashMap<>(request.asked(job));
        if (job.usesPrior()) {
            asked.put(
                    RunDescription.NOISE_SCHEDULE,
                    Objects.requireNonNull(prior, "prior").schedule().name());
        }
        return new RunDescription(asked, job.task(), job.solver(), request.selection(), request.compute(), hashes);
    }

    private Result skip(Job job, Path folder) throws IOException {
        RunRecord record = RunRecord.read(folder.resolve(ResultFolder.RECORD));
        if (!describe(job, Sha256.of(job.file())).describes(record)) {
            throw new IllegalStateException(
                    folder + " holds a result with other settings: use --force to redo it, or another --out");
        }
        if (Workspace.isLeft(folder)) {
            Optional<Workspace> left = Workspace.tryOpen(target(job));
            if (left.isPresent()) {
                left.get().close();
            }
        }
        listener.note(job.label() + ": finished before, skipped (--force redoes it)");
        return new Result(Outcome.SKIPPED, Optional.of(record), null, 1);
    }

    private Result restore(Job job, Asked asked, Workspace workspace) throws IOException {
        ResultWriter writer = writer(job, asked, workspace);
        Solved solved = solve(job, asked, workspace);
        workspace.keepSnapshot();
        if (!solved.restoration().complete()) {
            return stopped(job, writer, workspace, solved);
        }
        Optional<Variability> variability = variability(job, asked, solved);
        if (stop.getAsBoolean() && request.form().samples() > 1) {
            return stopped(job, writer, workspace, solved);
        }
        RunRecord record = writer.finished(workspace, solved, variability);
        workspace.dropSnapshot();
        return new Result(Outcome.RESTORED, Optional.of(record), writer.picture(), 1);
    }

    /** With a preview, where one is asked for. */
    private ResultWriter writer(Job job, Asked asked, Workspace workspace) throws IOException {
        var writer = new ResultWriter(
                request, job, asked.input(), asked.description(), job.usesPrior() ? remarks : List.of(), metrics, null);
        if (!request.form().preview()) {
            return writer;
        }
        if (!job.usesPrior()) {
            listener.note(job.label() + ": no preview: " + job.solver().method().name() + " takes an instant itself");
            return writer;
        }
        var watch = new SolveWatch(listener, job.label() + ": ", stop);
        var solving = new SolveWatch(listener, job.label() + ", preview: ", stop);
        Optional<Preview> made =
                Preview.of(request, job, asked.input(), Objects.requireNonNull(prior, "prior"), watch, solving);
        if (made.isEmpty()) {
            return writer;
        }
        ResultWriter with = writer.with(made.get(), workspace);
        Path picture = request.folder(job).resolve(Preview.FILE);
        watch.note(made.get().describe(picture));
        listener.on(new Event.Previewed(
                job.in(request.folder(job)), picture, made.get().restoration().seconds()));
        return with;
    }

    /** Leaves what a solve has reached where the user finds it, unless a finished result lies there. */
    private Result stopped(Job job, ResultWriter writer, Workspace workspace, Solved solved) throws IOException {
        double share = solved.share() / request.form().samples();
        Path picture = null;
        String where = "";
        if (ResultFolder.isFinished(request.folder(job))) {
            where = "; the finished result of a former run stays";
        } else if (solved.restoration().evaluations() > 0) {
            writer.soFar(workspace, solved);
            picture = writer.pictureSoFar();
            where = ", with the estimate so far in " + picture;
        }
        String next =
                Files.exists(workspace.snapshot()) ? "--resume goes on" : "left no snapshot, so that it begins anew";
        listener.note(job.label() + ": not finished: stopped after " + (int) (100 * share) + " % of its evaluations"
                + where + "; " + next);
        return new Result(Outcome.STOPPED, Optional.empty(), picture, share);
    }

    /** The spread of further solves with seeds of their own, where they are asked for. */
    private Optional<Variability> variability(Job job, Asked asked, Solved solved) {
        int samples = request.form().samples();
        if (samples == 1 || !job.usesPrior()) {
            return Optional.empty();
        }
        var restorer = new Restorer(asked.prior(), request.compute().device());
        Variability found = Variability.of(samples, solved.restoration().x(), k -> {
            var options = new Restorer.Options(request.compute().seed() + k, Selection.LAST, null, null);
            var watch = new SolveWatch(listener, job.label() + ", sample " + (k + 1) + ": ", stop);
            return restorer.restore(asked.input().problem(), job.solver(), options, watch)
                    .x();
        });
        if (stop.getAsBoolean()) {
            return Optional.empty(); // some of them are not solved to the end
        }
        listener.note(job.label() + ": " + found.notice());
        return Optional.of(found);
    }

    private Solved solve(Job job, Asked asked, Workspace workspace) throws IOException {
        var snapshots = new Snapshots(
                workspace.snapshot(),
                asked.description().about(),
                Duration.ofMillis(Math.round(1000 * request.snapshotSeconds())),
                listener);
        // Until there is a newer one, and where this run fails on what is not the snapshot's fault.
        workspace.keepSnapshot();
        Snapshot from = begin(job, workspace, snapshots).orElse(null);
        RestoreInput input = asked.input();
        Tensor truth = input.truth();
        var options = new Restorer.Options(request.compute().seed(), request.selection(), truth, from);
        SolveWatch watch = watch(job, truth, snapshots);
        try {
            Restoration result = new Restorer(asked.prior(), request.compute().device())
                    .restore(input.problem(), job.solver(), options, watch);
            // Where an image may lie anywhere, scores at no shift say nothing.
            return new Solved(result, result.unknowns().isEmpty() ? snapshots.iterates() : List.of(), watch.share());
        } catch (SolverDivergedException e) {
            Files.deleteIfExists(workspace.snapshot()); // it would end in the same way
            throw e;
        }
    }

    private SolveWatch watch(Job job, @Nullable Tensor truth, Snapshots snapshots) {
        return new SolveWatch(listener, job.label() + ": ", stop) {
            @Override
            public void projection(Supplier<Tensor> x) {
                if (truth != null) {
                    snapshots.iterates().add(metrics.of(x.get(), truth));
                }
            }

            @Override
            public void snapshot(Snapshot snapshot) {
                snapshots.accept(snapshot);
            }
        };
    }

    /** Where to begin, if not at the beginning. */
    private Optional<Snapshot> begin(Job job, Workspace workspace, Snapshots snapshots) throws IOException {
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
