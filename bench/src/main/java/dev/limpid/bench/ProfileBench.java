package dev.limpid.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code limpid bench profile}: where the time of an iteration goes, by kinds of operations and by layers. */
@Command(
        name = "profile",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description =
                "Measures the time of every native operation in an iteration of DMILO, by kinds and by layers, beside PyTorch's"
                        + " profile of the same iteration.")
final class ProfileBench implements Callable<Integer> {
    private static final String SCRIPT = "profile_reference.py";

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--prior",
            defaultValue = "cats64",
            paramLabel = "NAME",
            description = "Network to measure, with random weights (default: ${DEFAULT-VALUE}).")
    private String prior = "";

    @Option(
            names = "--iterations",
            paramLabel = "COUNT",
            description = "Iterations to measure (default: 40 of small networks, 5 of large ones).")
    private @Nullable Integer iterations;

    @Option(
            names = "--layers",
            defaultValue = "20",
            paramLabel = "COUNT",
            description = "Rows of the table of layers, the longest first (default: ${DEFAULT-VALUE}).")
    private int layers;

    @Option(
            names = "--reference",
            paramLabel = "PATH",
            description = "The script reference_bench.py, which has the iteration in PyTorch.")
    private @Nullable Path reference;

    @Mixin
    private Conditions conditions;

    @Override
    public Integer call() throws IOException, InterruptedException {
        Subject subject = validated();
        conditions.each((set, processes) -> measure(subject, set, processes));
        return 0;
    }

    private Subject validated() throws IOException, InterruptedException {
        if ((iterations != null && iterations < 1) || layers < 1) {
            throw conditions.usage("--iterations and --layers must be positive");
        }
        conditions.check(reference);
        try {
            return Subject.of(prior);
        } catch (IllegalArgumentException e) {
            throw conditions.usage(String.valueOf(e.getMessage()));
        }
    }

    private void measure(Subject subject, String set, Processes processes) throws IOException, InterruptedException {
        int measured = iterations == null ? subject.iterations() : iterations;
        double peak = processes.java(Double.class, "matrix", processes.threads());
        var own = processes.java(ProfileResult.class, "profile", prior, subject.warmUp(), measured);
        ProfileResult other = reference == null ? null : inPyTorch(reference, measured, processes);
        PrintWriter out = spec.commandLine().getOut();
        conditions.describe(out, prior, subject.size(), set);
        out.printf(Locale.ROOT, "; %.0f GFLOP/s at most%n%n", peak);
        kinds(out, own, other);
        longest(out, own, peak);
        out.flush();
    }

    private ProfileResult inPyTorch(Path script, int measured, Processes processes)
            throws IOException, InterruptedException {
        Path profile = Files.createTempFile("limpid-profile", ".py");
        try {
            Reference.extract(SCRIPT, profile);
            String line = processes.lastLine(List.of(
                    Reference.PYTHON,
                    profile.toString(),
                    script.toString(),
                    prior,
                    Integer.toString(measured),
                    Integer.toString(processes.threads())));
            return new ObjectMapper().readValue(line, ProfileResult.class);
        } finally {
            Files.deleteIfExists(profile);
        }
    }

    private static void kinds(PrintWriter out, ProfileResult own, @Nullable ProfileResult other) {
        out.println("| | calls | ms | share |" + (other == null ? "" : " PyTorch, calls | ms |"));
        out.println("|---|--:|--:|--:|" + (other == null ? "" : "--:|--:|"));
        for (OperationTime.Kind kind : OperationTime.Kind.values()) {
            row(out, own, kind.label(), own.calls(kind), own.millis(kind));
            end(out, other, other == null ? 0 : other.calls(kind), other == null ? 0 : other.millis(kind));
        }
        row(out, own, "no operation", 0, own.otherMillis());
        end(out, other, 0, other == null ? 0 : other.otherMillis());
        row(out, own, "**an iteration**", 0, own.wallMillis());
        end(out, other, 0, other == null ? 0 : other.wallMillis());
        out.println();
    }

    private static void row(PrintWriter out, ProfileResult own, String label, double calls, double millis) {
        out.printf(
                Locale.ROOT,
                "| %s | %s | %.2f | %.0f %% |",
                label,
                number(calls),
                millis,
                100 * millis / own.wallMillis());
    }

    private static void end(PrintWriter out, @Nullable ProfileResult other, double calls, double millis) {
        if (other != null) {
            out.printf(Locale.ROOT, " %s | %.2f |", number(calls), millis);
        }
        out.println();
    }

    private static String number(double calls) {
        return calls == 0 ? "" : String.format(Locale.ROOT, "%.0f", calls);
    }

    private void longest(PrintWriter out, ProfileResult own, double peak) {
        out.println("| layer | calls | ms | GFLOP/s | of peak |");
        out.println("|---|--:|--:|--:|--:|");
        own.operations().stream()
                .sorted(Comparator.comparingDouble(OperationTime::millis).reversed())
                .limit(layers)
                .forEach(one -> out.printf(
                        Locale.ROOT,
                        "| %s | %.0f | %.2f | %s |%n",
                        one.layer(),
                        one.calls(),
                        one.millis(),
                        speed(one, peak)));
        out.println();
    }

    private static String speed(OperationTime one, double peak) {
        double speed = one.flop() / one.millis() / 1e6;
        return speed == 0 ? "|" : String.format(Locale.ROOT, "%.0f | %.0f %%", speed, 100 * speed / peak);
    }
}
