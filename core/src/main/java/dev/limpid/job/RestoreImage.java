package dev.limpid.job;

import dev.limpid.degradation.OptionFiles;
import dev.limpid.io.AdvisedException;
import dev.limpid.io.PictureFile;
import dev.limpid.io.RunRecord;
import dev.limpid.io.Sha256;
import dev.limpid.metric.Metrics;
import dev.limpid.prior.DiffusionPrior;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Restores images, each into a folder of its own. The record is written last and marks the result as finished.
 *
 * @param prior null where no image needs one
 * @param remarks on the prior's file, for the records of images that are restored with it
 * @param priorHashes of the prior's files, for the records of images that need it
 * @param kernelHashes of the priors of kernels, by name
 * @param read the files that the whole job reads
 */
record RestoreImage(
        JobRequest request,
        @Nullable DiffusionPrior prior,
        List<String> remarks,
        OptionFiles files,
        Metrics metrics,
        Map<String, String> priorHashes,
        Map<String, String> kernelHashes,
        OpenedPictures pictures,
        List<Path> read,
        Listener listener,
        BooleanSupplier stop) {

    ImageResult restore(Job job) throws IOException {
        Path folder = request.folder(job);
        if (isFinished(folder)) {
            return skip(job, folder);
        }
        target(job).require(Workspace.isMoving(folder)); // before anything is computed
        PictureFile opened = job.isMeasurement() ? null : pictures.open(job.file());
        RunDescription description = describe(job, opened == null ? Sha256.of(job.file()) : opened.sha256());
        RestoreInput read = read(job, opened);
        RestoreInput input = job.usesPrior()
                ? read.and(PriorLimits.notices(Objects.requireNonNull(prior, "prior"), read.problem(), read.shown()))
                : read;
        SolveImage asked = solveOf(job, input, description);
        input.notices().forEach(n -> listener.note(job.label() + ": " + n));
        Optional<Workspace> workspace = Workspace.tryOpen(target(job));
        if (workspace.isEmpty()) {
            return new ImageResult(ImageResult.Outcome.BUSY, Optional.empty(), null, 0);
        }
        try (var mine = workspace.get()) {
            // Another run may have finished it since it was looked at.
            return isFinished(folder) ? skip(job, folder) : restore(job, asked, mine);
        }
    }

    /** The job's image; its tensors belong to the scope that is open. */
    RestoreInput read(Job job) throws IOException {
        return read(job, job.isMeasurement() ? null : pictures.open(job.file()));
    }

    private RestoreInput read(Job job, @Nullable PictureFile opened) throws IOException {
        return opened == null
                ? RestoreInput.measured(request, job, request.sizeRule(job, prior), files)
                : RestoreInput.picture(request, job, opened, request.sizeRule(job, prior), files);
    }

    private boolean isFinished(Path folder) {
        return request.finished() != JobRequest.Finished.REDO && ResultFolder.isFinished(folder);
    }

    /** Where an image's result goes. */
    Target target(Job job) {
        boolean redo = request.finished() == JobRequest.Finished.REDO;
        return new Target(request.out(), request.folder(job), ResultFolder.RECORD, redo, read);
    }

    private SolveImage solveOf(Job job, RestoreInput input, RunDescription description) {
        if (!job.usesPrior()) {
            return solveOf(job, input, description, prior);
        }
        DiffusionPrior given = Objects.requireNonNull(prior, "prior");
        int height = input.problem().height();
        int width = input.problem().width();
        int tile = request.tiling()
                .plan(given, job.solver().config(), input.problem(), request.selection())
                .tile();
        return solveOf(
                job,
                input,
                given.isLocal() ? description.inTiles(tile) : description,
                given.tiled(height, width, tile));
    }

    private SolveImage solveOf(
            Job job, RestoreInput input, RunDescription description, @Nullable DiffusionPrior forImage) {
        return new SolveImage(request, job, input, description, forImage, metrics, listener, stop);
    }

    RunDescription describe(Job job) throws IOException {
        return describe(job, Sha256.of(job.file()));
    }

    private RunDescription describe(Job job, String input) throws IOException {
        var hashes = new LinkedHashMap<String, String>();
        hashes.put("input", input);
        hashes.putAll(files.hashes(job.values()));
        if (request.needsPrior(job)) {
            hashes.putAll(priorHashes);
        }
        if (job.usesPrior()) {
            job.solver().config().priorOfKernels().ifPresent(name -> hashes.put("kernelPrior", kernelHashes.get(name)));
        }
        var asked = new LinkedHashMap<>(request.asked(job));
        if (job.usesPrior()) {
            asked.put(
                    RunDescription.NOISE_SCHEDULE,
                    Objects.requireNonNull(prior, "prior").schedule().name());
        }
        return new RunDescription(asked, job.task(), job.solver(), request.selection(), request.compute(), hashes);
    }

    private ImageResult skip(Job job, Path folder) throws IOException {
        RunRecord record = RunRecord.read(folder.resolve(ResultFolder.RECORD));
        if (!describe(job).describes(record)) {
            throw new AdvisedException(
                    folder + " holds a result with other settings", ": use --force to redo it, or another --out", "");
        }
        if (Workspace.isLeft(folder)) {
            Optional<Workspace> left = Workspace.tryOpen(target(job));
            if (left.isPresent()) {
                left.get().close();
            }
        }
        String way = listener.knowsOptions() ? " (--force redoes it)" : "";
        listener.note(job.label() + ": finished before, skipped" + way);
        return new ImageResult(ImageResult.Outcome.SKIPPED, Optional.of(record), null, 1);
    }

    private ImageResult restore(Job job, SolveImage asked, Workspace workspace) throws IOException {
        ResultWriter writer = writer(job, asked, workspace);
        Solved solved = asked.solve(workspace);
        workspace.keepSnapshot();
        if (!solved.restoration().complete()) {
            return stopped(job, writer, workspace, solved);
        }
        Optional<Variability> variability = asked.variability(solved);
        if (stop.getAsBoolean() && request.form().samples() > 1) {
            return stopped(job, writer, workspace, solved);
        }
        RunRecord record = writer.finished(workspace, solved, variability);
        workspace.dropSnapshot();
        return new ImageResult(ImageResult.Outcome.RESTORED, Optional.of(record), writer.picture(), 1);
    }

    /** With a preview, where one is asked for. */
    private ResultWriter writer(Job job, SolveImage asked, Workspace workspace) throws IOException {
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
    private ImageResult stopped(Job job, ResultWriter writer, Workspace workspace, Solved solved) throws IOException {
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
        String next = !Files.exists(workspace.snapshot())
                ? "left no snapshot, so that it begins anew"
                : listener.knowsOptions() ? "--resume goes on" : "can go on";
        listener.note(job.label() + ": not finished: stopped after " + (int) (100 * share) + " % of its evaluations"
                + where + "; " + next);
        return new ImageResult(ImageResult.Outcome.STOPPED, Optional.empty(), picture, share);
    }
}
