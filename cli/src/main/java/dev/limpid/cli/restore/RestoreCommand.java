package dev.limpid.cli.restore;

import dev.limpid.cli.console.Action;
import dev.limpid.cli.console.Console;
import dev.limpid.cli.console.EventPrinter;
import dev.limpid.cli.console.Invocation;
import dev.limpid.cli.options.ComputeOptions;
import dev.limpid.cli.options.DegradationOptions;
import dev.limpid.cli.options.OutputOptions;
import dev.limpid.cli.options.PictureName;
import dev.limpid.cli.options.ReadingOptions;
import dev.limpid.cli.options.ResultOptions;
import dev.limpid.cli.options.SolverOptions;
import dev.limpid.cli.options.TilingOptions;
import dev.limpid.degradation.Task;
import dev.limpid.io.InvalidRequestException;
import dev.limpid.job.Crop;
import dev.limpid.job.Job;
import dev.limpid.job.JobRequest;
import dev.limpid.job.Jobs;
import dev.limpid.job.Requirements;
import dev.limpid.restoration.Selection;
import dev.limpid.restoration.SolverChoice;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code limpid restore}: the user's own images. */
@Command(
        name = "restore",
        mixinStandardHelpOptions = true,
        description = {
            "Restores images: each FILE is a measurement, or with --simulate a clean image that is degraded first.",
            "An image that fails is reported and the others go on; finished images are skipped unless --force is given.",
            "Several solvers, or --solver all, restore the same measurement one after the other, each into a folder of its name;"
                    + " comparison.png shows the results side by side, and comparison.csv has their scores and costs."
        })
public final class RestoreCommand implements Callable<Integer> {
    private final Action<JobRequest> action;
    private final int width;

    @Spec
    private CommandSpec spec;

    @Parameters(
            arity = "0..*",
            paramLabel = "FILE|DIR",
            converter = PictureName.class,
            description = "Pictures (PNG, JPEG, TIFF, BMP, PNM, WebP or NPY), measurement.json of 'limpid degrade', or"
                    + " folders of them.")
    private List<Path> files = List.of();

    @Option(
            names = "--manifest",
            paramLabel = "FILE",
            description =
                    "Images with their own task and values of its options: CSV with a line of column names, or a YAML list."
                            + " Columns: ${bundle:columns}.")
    private @Nullable Path manifest;

    @Option(names = "--out", required = true, paramLabel = "DIR", description = "Folder for the results.")
    private Path out;

    @Mixin
    private DegradationOptions degradation;

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "Architecture of the prior, YAML with the published names, where its file does not tell.")
    private @Nullable Path config;

    @Option(names = "--simulate", description = "Degrade the images first, and compare the results with them.")
    private boolean simulate;

    @Option(names = "--resize", description = "Scale each image to the prior's size.")
    private boolean resize;

    @Option(
            names = "--crop",
            paramLabel = "X,Y",
            description = "Cut the prior's size out of each image, from this upper left corner.")
    private @Nullable Crop crop;

    @Option(
            names = "--force",
            description =
                    "Redo images that are finished, and write among files of others that lie in a result's folder.")
    private boolean force;

    @Option(names = "--resume", description = "Go on with images that a former run began, from their snapshots.")
    private boolean resume;

    @Option(
            names = "--snapshot-seconds",
            paramLabel = "S",
            defaultValue = "1",
            description = "Least time between two snapshots of an image's solve. Default: ${DEFAULT-VALUE}.")
    private double snapshotSeconds;

    @Option(
            names = "--selection",
            paramLabel = "RULE",
            defaultValue = "last",
            description =
                    "Which iterate is the result: last, least-residual, discrepancy, hold-out, which fits best one"
                            + " value of twenty that the solver does not see, or with --simulate oracle, which looks at the truth. Default: ${DEFAULT-VALUE}.")
    private Selection selection;

    @Option(
            names = "--preview",
            description =
                    "Write preview.png first, within seconds: the measurement at a quarter of its scale, restored with the"
                            + " quickest solver. It takes a prior of any size.")
    private boolean preview;

    @Mixin
    private ResultOptions result;

    @Mixin
    private TilingOptions tiling;

    @Mixin
    private ReadingOptions reading;

    @Mixin
    private SolverOptions solver;

    @Mixin
    private ComputeOptions compute;

    @Mixin
    private OutputOptions output;

    public RestoreCommand(Action<JobRequest> action, int width) {
        this.action = action;
        this.width = width;
    }

    @Override
    public Integer call() throws IOException {
        checkCombinations();
        Console console = output.console(Console.of(spec, width));
        var jobs = new Jobs(
                degradation.task(),
                degradation.values(),
                simulate,
                this::choose,
                reading.reading(),
                new EventPrinter(console));
        if (manifest == null) {
            jobs.add(files);
        } else {
            jobs.addManifest(manifest);
        }
        List<Job> found = solvedBy(jobs.inFoldersOfTheirOwn(out), console);
        requireSelectable(found);
        JobRequest request = request(found, jobs.failed());
        sayDefaults(found, console);
        return action.run(request, console) ? 0 : 1;
    }

    private void checkCombinations() {
        if (files.isEmpty() == (manifest == null)) {
            throw new InvalidRequestException("give either images or --manifest FILE");
        }
        Requirements.readable("--manifest", manifest);
        degradation.check();
        if (resize && crop != null) {
            throw new InvalidRequestException("--resize and --crop exclude each other");
        }
        if (force && resume) {
            throw new InvalidRequestException("--force and --resume exclude each other");
        }
        if (!(snapshotSeconds >= 0)) {
            throw new InvalidRequestException("--snapshot-seconds must be 0 or more, got " + snapshotSeconds);
        }
        if (selection == Selection.ORACLE && !simulate) {
            throw new InvalidRequestException("--selection oracle needs the truth, which only --simulate has");
        }
        Task task = degradation.task();
        if (task != null) {
            choose(task);
        }
    }

    /** The choice that the user left to the program. */
    private void sayDefaults(List<Job> jobs, Console console) {
        Optional<Job> first =
                jobs.stream().filter(job -> job.solver().method().usesPrior()).findFirst();
        if (first.isPresent() && !compute.given() && !solver.given()) {
            console.note("prior " + compute.compute().prior() + ", which takes pictures of any size, and solver "
                    + first.get().solver().method().name()
                    + ", which needs few evaluations of it; --prior and --solver choose others");
        }
    }

    /** The solver of an image, or the first of several. */
    private SolverChoice choose(Task task) {
        return solver.several()
                ? solver.chooseSeveral(task, leftOut -> {}).get(0)
                : solver.choose(task, compute.compute().isLocal());
    }

    /** The images with each of several solvers, where these are asked for. */
    private List<Job> solvedBy(List<Job> images, Console console) {
        if (!solver.several()) {
            return images;
        }
        var among = solver.all() ? Job.Among.ALL : Job.Among.NAMED;
        var choices = new HashMap<Task, List<SolverChoice>>();
        return images.stream()
                .flatMap(image ->
                        choices
                                .computeIfAbsent(image.task(), task -> solver.chooseSeveral(task, console::note))
                                .stream()
                                .map(choice -> image.solvedBy(choice, among)))
                .toList();
    }

    private void requireSelectable(List<Job> jobs) {
        Optional<Task> blind = jobs.stream().map(Job::task).filter(Task::blind).findFirst();
        if (selection != Selection.LAST && blind.isPresent()) {
            throw new InvalidRequestException("--selection " + selection.label()
                    + " compares iterates with the measurement, which takes a known operator; " + blind.get()
                    + " has last");
        }
    }

    private JobRequest request(List<Job> jobs, int unreadable) {
        return new JobRequest(
                jobs,
                Requirements.writableFolder(out),
                Requirements.readable("--config", config),
                simulate,
                resize,
                crop,
                force ? JobRequest.Finished.REDO : resume ? JobRequest.Finished.RESUME : JobRequest.Finished.KEEP,
                snapshotSeconds,
                selection,
                reading.reading(),
                compute.compute(),
                unreadable,
                Invocation.of(spec),
                tiling.tiling(),
                result.form(preview, false));
    }
}
