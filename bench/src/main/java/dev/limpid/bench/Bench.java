package dev.limpid.bench;

import dev.limpid.bench.theory.TheoryBench;
import dev.limpid.tensor.LibTorch;
import java.io.IOException;
import java.io.PrintWriter;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The program {@code limpid bench}. Exit codes: 0 done, 1 failed, 2 wrong usage. */
@Command(
        name = "limpid bench",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        subcommands = {
            NetworkBench.class,
            ProfileBench.class,
            BatchBench.class,
            TrainingBench.class,
            BlindBench.class,
            PhotoBench.class,
            SizesBench.class,
            PixelsBench.class,
            TheoryBench.class
        },
        description =
                "Measures time and memory of an iteration of DMILO and its like, every case in a process of its own.",
        footer = {"", "Run it on a quiet machine; docs/benchmarks.md explains the columns."})
public final class Bench implements Callable<Integer> {
    private static final String LOST = "standard output could not be written to its end; it is not complete";

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--solvers",
            split = ",",
            defaultValue = "dmilo",
            paramLabel = "NAME",
            description = "dmilo, dmilo-pgd, dmplug and dmplug-ckpt (default: ${DEFAULT-VALUE}).")
    private List<String> solvers = List.of();

    @Option(
            names = "--priors",
            split = ",",
            defaultValue = Subject.DEFAULT,
            paramLabel = "NAME",
            description = "Networks to measure, with random weights (default: ${DEFAULT-VALUE}).")
    private List<String> priors = List.of();

    @Option(
            names = "--steps",
            split = ",",
            defaultValue = "1,2,3,10",
            paramLabel = "N",
            description = "Steps N of the generator (default: ${DEFAULT-VALUE}).")
    private List<Integer> steps = List.of();

    @Option(
            names = "--iterations",
            paramLabel = "COUNT",
            description = "Iterations measured in a case (default: 40 for small networks, 5 for large ones).")
    private @Nullable Integer iterations;

    @Option(
            names = "--warm-up",
            paramLabel = "COUNT",
            description = "Iterations of Limpid's that are left out before; 1 does where memory alone counts"
                    + " (default: 10 for small networks, 2 for large ones).")
    private @Nullable Integer warmUp;

    @Option(names = "--threads", paramLabel = "COUNT", description = "Threads of a case (default: one per core).")
    private int threads = LibTorch.cores();

    @Option(
            names = "--reference",
            paramLabel = "PATH",
            description = "Also run this reference_bench.py (PyTorch), in turn with Limpid, and print the ratios.")
    private @Nullable Path reference;

    @Option(
            names = "--reference-steps",
            split = ",",
            defaultValue = "1",
            paramLabel = "N",
            description = "Steps N that are compared with the reference (default: ${DEFAULT-VALUE}).")
    private List<Integer> referenceSteps = List.of();

    @Option(
            names = "--columns",
            split = ",",
            paramLabel = "NAME",
            description = "Columns of the reference to compare with, such as dmplug-frozen (default: all).")
    private List<String> columns = Stream.of(Reference.Column.values())
            .map(Reference.Column::algorithm)
            .toList();

    @Option(
            names = "--pairs",
            defaultValue = "5",
            paramLabel = "COUNT",
            description = "Pairs of runs in a comparison; their median counts (default: ${DEFAULT-VALUE}).")
    private int pairs;

    @Option(
            names = "--leak",
            arity = "0..1",
            fallbackValue = "10000",
            paramLabel = "ITERATIONS",
            description = "Also follow the resident memory of the first prior over so many iterations"
                    + " (without a number: ${FALLBACK-VALUE}).")
    private @Nullable Integer leak;

    @Option(names = "--no-cases", description = "Leave the table of cases out: only --reference and --leak.")
    private boolean noCases;

    @Option(names = "--out", paramLabel = "FILE", description = "Write everything to this file as JSON.")
    private @Nullable Path out;

    /** Runs the benchmark and ends the process with its exit code. */
    public static void main(String[] args) {
        CommandLine line = commandLine();
        int code = line.execute(args);
        // Its writers do not tell that they could not write.
        System.exit(System.out.checkError() ? fail(line, new IOException(LOST), CommandLine.ExitCode.SOFTWARE) : code);
    }

    static CommandLine commandLine() {
        return new CommandLine(new Bench())
                .setParameterExceptionHandler((e, args) -> fail(e.getCommandLine(), e, CommandLine.ExitCode.USAGE))
                .setExecutionExceptionHandler((e, line, parsed) -> fail(line, e, CommandLine.ExitCode.SOFTWARE));
    }

    private static int fail(CommandLine line, Exception e, int exitCode) {
        String message = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
        line.getErr().println("limpid bench: " + message.lines().findFirst().orElse(""));
        line.getErr().flush();
        return exitCode;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        var processes = new Processes(threads);
        Runs runs = validated(processes);
        PrintWriter err = spec.commandLine().getErr();
        Machine machine = Machine.here(
                threads, Processes.options(ManagementFactory.getRuntimeMXBean().getInputArguments()));
        double peak = processes.java(Double.class, "matrix", threads);
        err.println("Estimated duration: " + runs.estimate(peak));
        err.flush();

        List<CaseResult> cases = runs.cases();
        List<Comparison> comparisons = runs.comparisons();
        LeakResult leaked = runs.follow();
        Report report = Report.of(machine, peak, cases, comparisons, leaked);
        spec.commandLine().getOut().print(Tables.of(report));
        spec.commandLine().getOut().flush();
        if (out != null) {
            report.write(out);
        }
        return CommandLine.ExitCode.OK;
    }

    /** Refuses what cannot work before anything is run. */
    private Runs validated(Processes processes) throws IOException, InterruptedException {
        requireEach("--steps", steps, 1, 1000);
        requireEach("--reference-steps", referenceSteps, 1, 1000);
        requireBetween("--threads", threads, 1, 1024);
        requireBetween("--pairs", pairs, 1, 1000);
        requireBetween("--iterations", iterations == null ? 1 : iterations, 1, 1_000_000);
        requireBetween("--warm-up", warmUp == null ? 1 : warmUp, 1, 1_000_000);
        requireBetween("--leak", leak == null ? 100 : leak, 100, 1_000_000_000);
        if (out != null
                && !(Files.isDirectory(folder(out)) && Files.isWritable(folder(out)) && !Files.isDirectory(out))) {
            throw usage("--out: cannot write a file " + out);
        }
        Reference script = null;
        if (reference != null) {
            if (!Files.isReadable(reference)) {
                throw usage("--reference: there is no readable file " + reference);
            }
            script = new Reference(reference, processes);
            script.requirePyTorch();
        }
        return new Runs(
                each("--solvers", solvers, Fit::of),
                each("--priors", priors, Subject::of),
                noCases ? List.of() : steps,
                warmUp,
                iterations,
                script,
                each("--columns", columns, Reference.Column::of),
                referenceSteps,
                pairs,
                leak,
                processes,
                this::note);
    }

    private <T> List<T> each(String option, List<String> names, Function<String, T> named) {
        try {
            return names.stream().map(named).toList();
        } catch (IllegalArgumentException e) {
            throw usage(option + ": " + e.getMessage());
        }
    }

    private void note(String line) {
        PrintWriter err = spec.commandLine().getErr();
        err.println(line);
        err.flush();
    }

    private void requireEach(String option, List<Integer> values, int min, int max) {
        for (int value : values) {
            requireBetween(option, value, min, max);
        }
    }

    private void requireBetween(String option, int value, int min, int max) {
        if (value < min || value > max) {
            throw usage(option + " must be between " + min + " and " + max + ", got " + value);
        }
    }

    private static Path folder(Path file) {
        Path folder = file.toAbsolutePath().getParent();
        return folder == null ? file : folder;
    }

    private ParameterException usage(String message) {
        return new ParameterException(spec.commandLine(), message);
    }
}
