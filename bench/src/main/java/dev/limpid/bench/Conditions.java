package dev.limpid.bench;

import dev.limpid.tensor.LibTorch;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Options of measurements: the threads and the instruction sets of their processes. */
final class Conditions {
    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;

    @Option(names = "--threads", paramLabel = "COUNT", description = "Threads (default: one per core).")
    private int threads = LibTorch.cores();

    @Option(
            names = "--instructions",
            split = ",",
            defaultValue = "native",
            paramLabel = "native|avx2",
            description =
                    "Instruction sets, each measured in turn; avx2 imitates older processors (default: ${DEFAULT-VALUE}).")
    private List<String> instructions = List.of();

    /** A measurement with one instruction set. */
    @FunctionalInterface
    interface Measurement {
        void run(String set, Processes processes) throws IOException, InterruptedException;
    }

    int threads() {
        return threads;
    }

    /** @throws ParameterException for a number of threads, instructions or a script of PyTorch's side that nothing can be measured with */
    void check(@Nullable Path reference) throws IOException, InterruptedException {
        if (threads < 1) {
            throw usage("--threads must be positive, got " + threads);
        }
        try {
            instructions.forEach(Instructions::named);
        } catch (IllegalArgumentException e) {
            throw usage(String.valueOf(e.getMessage()));
        }
        if (reference != null) {
            if (!Files.isReadable(reference)) {
                throw usage("--reference: there is no readable file " + reference);
            }
            new Reference(reference, new Processes(threads)).requirePyTorch();
        }
    }

    ParameterException usage(String message) {
        return new ParameterException(command.commandLine(), message);
    }

    /** Runs a measurement with each instruction set. */
    void each(Measurement measurement) throws IOException, InterruptedException {
        for (String set : instructions) {
            measurement.run(set, new Processes(threads, Instructions.named(set)));
        }
    }

    /** The beginning of a report. */
    void describe(PrintWriter out, String network, int size, String set) {
        Machine machine = Machine.here(threads, List.of());
        out.printf(
                Locale.ROOT,
                "%s, %d x %d, %d threads, %s, %s, load %.1f",
                network,
                size,
                size,
                threads,
                machine.processor(),
                set,
                machine.load());
    }
}
