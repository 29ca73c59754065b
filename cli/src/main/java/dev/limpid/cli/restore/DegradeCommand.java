package dev.limpid.cli.restore;

import dev.limpid.cli.console.Action;
import dev.limpid.cli.console.Console;
import dev.limpid.cli.options.DegradationOptions;
import dev.limpid.cli.options.OutputOptions;
import dev.limpid.cli.options.PictureName;
import dev.limpid.cli.options.ReadingOptions;
import dev.limpid.degradation.NoiseSetting;
import dev.limpid.degradation.Option;
import dev.limpid.degradation.Task;
import dev.limpid.io.InvalidRequestException;
import dev.limpid.job.Crop;
import dev.limpid.job.DegradeRequest;
import dev.limpid.job.Requirements;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code limpid degrade}: measurements of clean images, in files. */
@Command(
        name = "degrade",
        mixinStandardHelpOptions = true,
        description = {
            "Degrades clean images and writes each measurement into a folder: y.npy, its mask, kernel or blur code, measurement.json"
                    + " and a preview.",
            "'limpid restore .../measurement.json' restores what 'limpid restore --simulate' would, byte for byte."
        })
public final class DegradeCommand implements Callable<Integer> {
    private final Action<DegradeRequest> action;
    private final int width;

    @Spec
    private CommandSpec spec;

    @Parameters(
            arity = "1..*",
            paramLabel = "FILE|DIR",
            converter = PictureName.class,
            description = "Clean pictures, or folders of them.")
    private List<Path> files;

    @CommandLine.Option(
            names = "--out",
            required = true,
            paramLabel = "DIR",
            description = "Folder for the measurements.")
    private Path out;

    @Mixin
    private DegradationOptions degradation;

    @CommandLine.Option(
            names = "--size",
            paramLabel = "N",
            description = "Side in pixels, such as a prior's, that --crop cuts or --resize scales the images to.")
    private @Nullable Integer size;

    @CommandLine.Option(names = "--resize", description = "Scale each image to --size.")
    private boolean resize;

    @CommandLine.Option(
            names = "--crop",
            paramLabel = "X,Y",
            description = "Cut --size out of each image, from this corner.")
    private @Nullable Crop crop;

    @CommandLine.Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "0",
            description = "Seed of everything that is drawn. Default: ${DEFAULT-VALUE}.")
    private long seed;

    @CommandLine.Option(
            names = "--force",
            description = "Write among files of others that lie in a measurement's folder, and replace them.")
    private boolean force;

    @Mixin
    private ReadingOptions reading;

    @Mixin
    private OutputOptions output;

    public DegradeCommand(Action<DegradeRequest> action, int width) {
        this.action = action;
        this.width = width;
    }

    @Override
    public Integer call() throws IOException {
        Task task = checked();
        Console console = output.console(Console.of(spec, width));
        return action.run(request(task), console) ? 0 : 1;
    }

    private Task checked() {
        Task task = degradation.task();
        if (task == null) {
            throw new InvalidRequestException("missing required option: '--task=TASK'");
        }
        degradation.check();
        for (Option<?> option : degradation.values().options()) {
            if (option.use() == Option.Use.SEEKS) {
                throw new InvalidRequestException("--" + option.name()
                        + " is for restore: it tells what is sought, not how images are to be degraded");
            }
        }
        if (degradation
                .values()
                .get(NoiseSetting.NOISE)
                .filter(NoiseSetting::auto)
                .isPresent()) {
            throw new InvalidRequestException("--noise auto estimates a measurement's noise; here it is a number");
        }
        if (resize && crop != null) {
            throw new InvalidRequestException("--resize and --crop exclude each other");
        }
        if ((resize || crop != null) != (size != null)) {
            throw new InvalidRequestException("--size goes with --resize or --crop, and they with it");
        }
        if (size != null && size < 1) {
            throw new InvalidRequestException("--size must be positive, got " + size);
        }
        return task;
    }

    private DegradeRequest request(Task task) {
        return new DegradeRequest(
                files,
                Requirements.writableFolder(out),
                task,
                degradation.values(),
                size,
                resize,
                crop,
                reading.reading(),
                seed,
                force);
    }
}
