package dev.limpid.cli;

import dev.limpid.degradation.BlurNetwork;
import dev.limpid.degradation.Task;
import dev.limpid.io.Images;
import dev.limpid.io.Panels;
import dev.limpid.io.RunRecord;
import dev.limpid.io.Sha256;
import dev.limpid.metric.Metrics;
import dev.limpid.operator.blur.BlurKernel;
import dev.limpid.prior.DiffusionPrior;
import dev.limpid.restoration.Restoration;
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
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Restores one of the user's images into a folder of its own; the record is written last, and says that it is finished. */
record RestoreImage(
        RestoreRequest request,
        DiffusionPrior prior,
        @Nullable BlurNetwork network,
        Metrics metrics,
        String checkpoint,
        StopSignal stop,
        Console console) {

    /** What became of an image. */
    enum Outcome {
        RESTORED,
        SKIPPED,
        STOPPED
    }

    Outcome restore(RestoreJob job) throws IOException {
        RunDescription description = describe(job);
        Path folder = request.folder(job);
        if (request.finished() != RestoreRequest.Finished.REDO && RestoreRun.finished(folder)) {
            skip(job, folder, description);
            return Outcome.SKIPPED;
        }
        RestoreInput input = RestoreInput.read(request, job, prior, network);
        input.notices().forEach(n -> console.note(job.label() + ": " + n));
        try (Workspace workspace = Workspace.open(folder)) {
            return restore(job, input, description, workspace);
        }
    }

    private RunDescription describe(RestoreJob job) throws IOException {
        Map<String, String> hashes = RestoreInput.hashes(job);
        hashes.put("checkpoint", checkpoint);
        if (request.config() != null) {
            hashes.put("config", Sha256.of(request.config()));
        }
        if (network != null && job.task() == Task.NONLINEAR_DEBLUR) {
            hashes.put("network", network.sha256());
        }
        return new RunDescription(
                request.asked(job), job.task(), job.solver(), request.selection(), request.compute(), hashes);
    }

    private void skip(RestoreJob job, Path folder, RunDescription description) throws IOException {
        if (!description.describes(RunRecord.read(folder.resolve(ResultFolder.RECORD)))) {
            throw new IllegalStateException(
                    folder + " holds a result with other settings: use --force to redo it, or another --out");
        }
        if (Workspace.isLeft(folder)) {
            Workspace.open(folder).close();
        }
        console.note(job.label() + ": finished before, skipped (--force redoes it)");
    }

    private Outcome restore(RestoreJob job, RestoreInput input, RunDescription description, Workspace workspace)
            throws IOException {
        SoughtKernel sought = input.sought();
        Solved solved = sought == null
                ? solve(job, input, description, workspace)
                : new SolveBlind(
                                prior,
                                job.solver(),
                                request.compute(),
                                console,
                                n -> console.note(job.label() + ": " + n))
                        .run(input.measurement().y(), input.measurement().noiseLevel(), sought, stop::requested);
        workspace.keepSnapshot();
        if (!solved.restoration().complete()) {
            if (sought != null) {
                console.note(job.label() + ": a blind solve leaves no snapshot; it will begin anew");
            }
            return Outcome.STOPPED;
        }
        write(job, input, description, workspace, solved);
        workspace.dropSnapshot();
        return Outcome.RESTORED;
    }

    private Solved solve(RestoreJob job, RestoreInput input, RunDescription description, Workspace workspace)
            throws IOException {
        var solve = new Solve(prior, job.solver(), request.selection(), request.compute(), console);
        Solve.Problem problem = solve.problem(
                input.measurement().y(), input.a(), input.measurement().noiseLevel(), input.truth());
        var snapshots = new Snapshots(
                workspace.snapshot(),
                description.about(),
                Duration.ofMillis(Math.round(1000 * request.snapshotSeconds())),
                console);
        // Until there is a newer one, and where this run fails on what is not the snapshot's fault.
        workspace.keepSnapshot();
        Snapshot begin = begin(job, workspace, snapshots).orElseGet(() -> solve.begin(problem));
        Tensor truth = input.truth();
        try {
            Restoration result = solve.run(
                    problem,
                    begin.to(request.compute().device()),
                    stop::requested,
                    x -> {
                        if (truth != null) {
                            snapshots.iterates().add(metrics.of(x, truth));
                        }
                    },
                    snapshots);
            return Solved.of(result, input.measurement(), snapshots.iterates());
        } catch (SolverDivergedException e) {
            Files.deleteIfExists(workspace.snapshot()); // it would end in the same way
            throw e;
        }
    }

    /** Where to begin, if not at the beginning. */
    private Optional<Snapshot> begin(RestoreJob job, Workspace workspace, Snapshots snapshots) throws IOException {
        if (request.finished() != RestoreRequest.Finished.RESUME) {
            if (Files.deleteIfExists(workspace.snapshot())) {
                console.note(job.label() + ": begun before, begins anew (--resume would have gone on)");
            }
            return Optional.empty();
        }
        Optional<Snapshot> found = snapshots.find();
        found.ifPresent(snapshot -> {
            console.note(job.label() + ": goes on after outer iteration "
                    + snapshot.state().outer());
            console.event("resumed", Map.of("outer", snapshot.state().outer()));
        });
        return found;
    }

    private void write(
            RestoreJob job, RestoreInput input, RunDescription description, Workspace workspace, Solved solved)
            throws IOException {
        ResultPicture picture = input.picture();
        var pictures = new ResultPanels(job.task(), solved, input.a(), input.truth(), metrics);
        workspace.finish(partial -> {
            Images.write(pictures.measured(), partial.resolve("measurement.png"));
            picture.write(solved.restoration().x(), partial);
            pictures.writeKernel(partial);
            Panels.sideBySide(pictures.panels(), partial.resolve("side-by-side.png"));
            description
                    .record(
                            operator(input, solved, description),
                            Records.results(partial),
                            solved.restoration(),
                            pictures.metrics(),
                            Stream.concat(input.notices().stream(), solved.notices().stream())
                                    .toList())
                    .write(partial.resolve(ResultFolder.RECORD));
        });
        pictures.print(console);
        console.say(request.folder(job).resolve(picture.name()).toString());
    }

    /** The degradation, and how the picture came to its size. */
    private static Map<String, Object> operator(RestoreInput input, Solved solved, RunDescription description) {
        var operator = new LinkedHashMap<>(input.operator());
        BlurKernel kernel = solved.kernel();
        if (kernel != null) {
            operator.put("foundKernelSize", kernel.height());
        }
        for (String key : List.of("simulate", "fit")) {
            operator.put(key, description.request().getOrDefault(key, ""));
        }
        return operator;
    }
}
