package dev.limpid.cli;

import dev.limpid.experiment.Selection;
import dev.limpid.experiment.Task;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
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
            "An image that fails is reported and the others go on; finished images are skipped unless --force is given."
        })
final class RestoreCommand implements Callable<Integer> {
    private static final Set<Integer> SCALES = Set.of(2, 3, 4, 8);

    private final Runner runner;
    private final int width;

    @Spec
    private CommandSpec spec;

    @Parameters(arity = "1..*", paramLabel = "FILE", description = "Images: PNG, JPEG, TIFF, BMP, PNM, WebP or NPY.")
    private List<Path> files;

    @Option(
            names = "--task",
            required = true,
            paramLabel = "TASK",
            description =
                    "What happened to the images: inpainting, super-resolution, gaussian-deblur, motion-deblur or denoise.")
    private Task task;

    @Option(names = "--out", required = true, paramLabel = "DIR", description = "Folder for the results.")
    private Path out;

    @Option(
            names = "--mask",
            paramLabel = "FILE",
            description = "Inpainting: picture of the image's size, white where it was observed.")
    private @Nullable Path mask;

    @Option(
            names = "--psf",
            paramLabel = "FILE",
            description = "Deblurring: the blur kernel, as PNG, TIFF, BMP, PNM or NPY.")
    private @Nullable Path psf;

    @Option(
            names = "--noise",
            paramLabel = "SIGMA",
            description = "Standard deviation of the noise in the units of a [-1, 1] image. Default: the task's.")
    private @Nullable Double noise;

    @Option(
            names = "--scale",
            paramLabel = "2|3|4|8",
            description = "Super-resolution: the factor. Default: the task's.")
    private @Nullable Integer scale;

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

    @Option(names = "--force", description = "Redo images that are finished.")
    private boolean force;

    @Option(
            names = "--selection",
            paramLabel = "RULE",
            defaultValue = "last",
            description = "Which iterate is the result: last, least-residual, discrepancy, or with --simulate oracle,"
                    + " which looks at the truth. Default: ${DEFAULT-VALUE}.")
    private Selection selection;

    @Mixin
    private ReadingOptions reading;

    @Mixin
    private SolverOptions solver;

    @Mixin
    private ComputeOptions compute;

    RestoreCommand(Runner runner, int width) {
        this.runner = runner;
        this.width = width;
    }

    @Override
    public Integer call() throws IOException {
        checkNumbers();
        checkCombinations();
        Console console = Console.of(spec, width);
        RestoreRequest request = request();
        List<Path> present = present(console);
        int failed = files.size() - present.size();
        if (!present.isEmpty()) {
            failed += runner.restore(request.with(present), console);
        }
        return failed == 0 ? 0 : 1;
    }

    private void checkNumbers() {
        if (scale != null && !SCALES.contains(scale)) {
            throw new UsageException("--scale is one of 2, 3, 4, 8, got " + scale);
        }
        if (noise != null && !(noise >= 0 && noise < Double.POSITIVE_INFINITY)) {
            throw new UsageException("--noise must be 0 or more, got " + noise);
        }
    }

    private void checkCombinations() {
        onlyFor(mask, "--mask", task == Task.INPAINTING);
        onlyFor(psf, "--psf", task.isDeblurring());
        onlyFor(scale, "--scale", task == Task.SUPER_RESOLUTION);
        if (resize && crop != null) {
            throw new UsageException("--resize and --crop exclude each other");
        }
        if (selection == Selection.ORACLE && !simulate) {
            throw new UsageException("--selection oracle needs the truth, which only --simulate has");
        }
    }

    private void onlyFor(@Nullable Object value, String option, boolean fits) {
        if (value != null && !fits) {
            throw new UsageException(option + " does not go with --task " + task.label());
        }
    }

    /** The files that can be read; the others are reported. */
    private List<Path> present(Console console) {
        var present = new ArrayList<Path>();
        for (Path file : files) {
            if (!Files.exists(file)) {
                console.fail(file + ": no such file");
            } else if (!Files.isRegularFile(file)) {
                console.fail(file + ": not a file");
            } else if (!Files.isReadable(file)) {
                console.fail(file + ": permission denied");
            } else {
                present.add(file);
            }
        }
        return present;
    }

    private RestoreRequest request() {
        return new RestoreRequest(
                files,
                task,
                Requirements.writableFolder(out),
                Requirements.readable("--mask", mask),
                Requirements.readable("--psf", psf),
                noise,
                scale,
                Requirements.readable("--config", config),
                solver.choose(task),
                simulate,
                resize,
                crop,
                force,
                selection,
                reading.reading(),
                compute.compute());
    }
}
