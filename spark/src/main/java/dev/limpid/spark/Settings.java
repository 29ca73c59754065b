package dev.limpid.spark;

import dev.limpid.cli.options.ComputeOptions;
import dev.limpid.cli.options.Converters;
import dev.limpid.cli.options.DegradationOptions;
import dev.limpid.cli.options.ListsInHelp;
import dev.limpid.cli.options.ReadingOptions;
import dev.limpid.cli.options.ResultOptions;
import dev.limpid.cli.options.SolverOptions;
import dev.limpid.degradation.Task;
import dev.limpid.degradation.Values;
import dev.limpid.io.InvalidRequestException;
import dev.limpid.io.Version;
import dev.limpid.job.FailureText;
import dev.limpid.job.Jobs;
import dev.limpid.job.Listener;
import dev.limpid.job.Reading;
import dev.limpid.job.ResultForm;
import dev.limpid.restoration.Compute;
import dev.limpid.restoration.SolverChoice;
import dev.limpid.restoration.Tiling;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options of the job: those of {@code limpid restore} that say how pictures are restored, and its own. */
@Command(
        name = "limpid-spark",
        mixinStandardHelpOptions = true,
        versionProvider = Settings.VersionOfBuild.class,
        description = {
            "Restores pictures on the executors of Apache Spark, each as 'limpid restore' does with --residual.",
            "Pictures that are finished are skipped, those that fail are listed in failures.parquet with the reason, and the others go on."
        })
final class Settings {
    @Option(
            names = "--input",
            required = true,
            arity = "1..*",
            paramLabel = "PATH",
            description =
                    "Pictures, folders of them, names with wildcards, or one manifest.parquet with the columns"
                            + " ${bundle:columns}. Every node must see them, as files or at addresses such as s3a://bucket/folder.")
    private List<String> input;

    @Option(
            names = "--output",
            required = true,
            paramLabel = "DIR",
            description = "Folder for the results, which every node must see.")
    private String output;

    @Option(names = "--simulate", description = "Degrade the pictures first, and compare the results with them.")
    private boolean simulate;

    @Option(
            names = "--task-pixels",
            paramLabel = "N",
            defaultValue = "64000000",
            description =
                    "Most pixels of the pictures that a task takes together, where there are enough for all processors;"
                            + " a larger picture is a task of its own. Default: ${DEFAULT-VALUE}.")
    private long taskPixels;

    @Option(
            names = "--tile",
            paramLabel = "PIXELS|auto|whole",
            defaultValue = "auto",
            description =
                    "Side of a square that has as many pixels as the parts that a local prior takes one after the other;"
                            + " auto: the largest that keep to --memory. Default: ${DEFAULT-VALUE}.")
    private String tile;

    @Option(
            names = "--memory",
            paramLabel = "SIZE",
            defaultValue = "4G",
            description = "Memory of a task outside of Java's heap, such as 4G or 800M: larger pictures are restored in"
                    + " blocks, and one that takes more even so is a failure. Default: ${DEFAULT-VALUE}.")
    private String memory;

    @Option(names = "--retry-quarantined", description = "Try pictures again that executors of a former job died with.")
    private boolean retryQuarantined;

    @Mixin
    private DegradationOptions degradation;

    @Mixin
    private ReadingOptions reading;

    @Mixin
    private SolverOptions solver;

    @Mixin
    private ComputeOptions compute;

    @Mixin
    private ResultOptions result;

    private @Nullable Boolean local;

    /** A parser of the options into {@code settings}. */
    static CommandLine parser(Settings settings) {
        var line = new CommandLine(settings);
        Converters.register(line);
        line.setResourceBundle(new ListsInHelp());
        line.setUsageHelpAutoWidth(true);
        line.setExpandAtFiles(false); // nodes have no such file
        return line;
    }

    /** The settings that arguments stand for, which were checked before. */
    static Settings of(List<String> arguments) {
        var settings = new Settings();
        parser(settings).parseArgs(arguments.toArray(String[]::new));
        return settings;
    }

    /**
     * Accepts settings that fit together.
     *
     * @throws InvalidRequestException otherwise, in one line
     */
    void check() {
        degradation.check();
        reading();
        tiling();
        form();
        requireAddress("--output", output);
        input.forEach(one -> requireAddress("--input", one));
        if (output.matches(".*[\\[\\]{}*?\\\\].*")) {
            throw new InvalidRequestException(
                    "--output " + output + ": must not hold any of []{}*?\\, which Spark takes for wildcards");
        }
        if (taskPixels <= 0) {
            throw new InvalidRequestException("--task-pixels must be positive, got " + taskPixels);
        }
        Task task = task();
        if (task != null) {
            choice(task);
        }
        requirePrior();
    }

    private void requirePrior() {
        try {
            compute().checkpoint();
        } catch (IOException e) {
            throw new InvalidRequestException("--prior " + FailureText.of(e), e);
        }
    }

    private static void requireAddress(String option, String text) {
        if (text.isBlank()) {
            throw new InvalidRequestException(option + " must not be empty");
        }
    }

    List<String> input() {
        return List.copyOf(input);
    }

    String output() {
        return output;
    }

    boolean simulate() {
        return simulate;
    }

    long taskPixels() {
        return taskPixels;
    }

    boolean retryQuarantined() {
        return retryQuarantined;
    }

    /** The task of all pictures whose row says none, or null. */
    @Nullable
    Task task() {
        return degradation.task();
    }

    Values values() {
        return degradation.values();
    }

    Reading reading() {
        return reading.reading();
    }

    Compute compute() {
        return compute.compute();
    }

    /** The prior and the device, with the seed of one picture. */
    Compute compute(long seed) {
        return new Compute(compute().prior(), seed, compute().device());
    }

    ResultForm form() {
        return result.form(false, true);
    }

    /** The same for a picture whatever else the executor holds: other tiles are other bytes. */
    Tiling tiling() {
        try {
            return Tiling.settled(Tiling.parseSide(tile), Tiling.parseMemory(memory));
        } catch (IllegalArgumentException e) {
            throw new InvalidRequestException("--tile, --memory: " + e.getMessage(), e);
        }
    }

    SolverChoice choice(Task task) {
        if (local == null) {
            local = compute().isLocal(); // unpacks the prior: once for all pictures of a task
        }
        return solver.choose(task, local);
    }

    /** An empty list of jobs with these settings. */
    Jobs jobs(Listener listener) {
        return new Jobs(task(), values(), simulate, this::choice, reading(), listener);
    }

    /** The version from the build. */
    static final class VersionOfBuild implements IVersionProvider {
        @Override
        public String[] getVersion() {
            return new String[] {"limpid-spark " + Version.limpid()};
        }
    }
}
