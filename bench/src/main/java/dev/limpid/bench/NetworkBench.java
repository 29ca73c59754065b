package dev.limpid.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.limpid.prior.LocalUNetConfig;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code limpid bench network}: the network of a local prior, in Limpid and in PyTorch by turns. */
@Command(
        name = "network",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description =
                "Measures one evaluation of a local prior's network, without and with the gradient at its input, beside the"
                        + " machine's peak and by turns with PyTorch.")
final class NetworkBench implements Callable<Integer> {
    private static final String SCRIPT = "network_reference.py";

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--prior",
            defaultValue = "photo",
            paramLabel = "NAME",
            description = "A local prior of the catalogue; its weights are random (default: ${DEFAULT-VALUE}).")
    private String prior = "";

    @Option(
            names = "--size",
            defaultValue = "512",
            paramLabel = "PIXELS",
            description = "Side of the picture (default: ${DEFAULT-VALUE}).")
    private int size;

    @Option(
            names = "--reference",
            paramLabel = "PATH",
            description = "The script train_photo_prior.py, which has the network in PyTorch.")
    private @Nullable Path reference;

    @Option(
            names = "--iterations",
            defaultValue = "10",
            paramLabel = "COUNT",
            description = "Evaluations of each process (default: ${DEFAULT-VALUE}).")
    private int iterations;

    @Option(
            names = "--pairs",
            defaultValue = "3",
            paramLabel = "COUNT",
            description = "Processes of each side, by turns (default: ${DEFAULT-VALUE}).")
    private int pairs;

    @Mixin
    private Conditions conditions;

    @Override
    public Integer call() throws IOException, InterruptedException {
        LocalUNetConfig config = validated();
        conditions.each((set, processes) -> measure(config, set, processes));
        return 0;
    }

    private LocalUNetConfig validated() throws IOException, InterruptedException {
        if (iterations < 1 || pairs < 1 || size < 1) {
            throw conditions.usage("--size, --iterations and --pairs must be positive");
        }
        conditions.check(reference);
        try {
            return NetworkCase.config(prior);
        } catch (IllegalArgumentException e) {
            throw conditions.usage(String.valueOf(e.getMessage()));
        }
    }

    private void measure(LocalUNetConfig config, String set, Processes processes)
            throws IOException, InterruptedException {
        Path script = Files.createTempFile("limpid-network", ".py");
        try {
            Reference.extract(SCRIPT, script);
            List<NetworkResult> own = new ArrayList<>();
            List<NetworkResult> other = new ArrayList<>();
            double peak = 0;
            for (int i = 0; i < pairs; i++) {
                peak = Math.max(peak, processes.java(Double.class, "matrix", processes.threads()));
                own.add(processes.java(NetworkResult.class, "network", prior, size, iterations));
                if (reference != null) {
                    other.add(inPyTorch(config, script, processes));
                }
            }
            report(config, set, peak, own, other);
        } finally {
            Files.deleteIfExists(script);
        }
    }

    private NetworkResult inPyTorch(LocalUNetConfig config, Path script, Processes processes)
            throws IOException, InterruptedException {
        String widths = config.widths().stream().map(String::valueOf).collect(Collectors.joining(","));
        String line = processes.lastLine(List.of(
                Reference.PYTHON,
                script.toString(),
                String.valueOf(reference),
                widths,
                Integer.toString(config.blocks()),
                Integer.toString(config.unshuffle()),
                Integer.toString(config.colours()),
                Integer.toString(size),
                Integer.toString(iterations),
                Integer.toString(processes.threads())));
        return new ObjectMapper().readValue(line, NetworkResult.class);
    }

    private void report(
            LocalUNetConfig config, String set, double peak, List<NetworkResult> own, List<NetworkResult> other) {
        PrintWriter out = spec.commandLine().getOut();
        conditions.describe(out, prior, size, set);
        out.printf(Locale.ROOT, "; %.0f GFLOP/s at most%n", peak);
        double flop = 2.0 * MacCount.of(config, size, size);
        row(out, "forward", flop, peak, own, other, NetworkResult::forwardMillis);
        row(out, "with gradient", 2 * flop, peak, own, other, NetworkResult::gradientMillis);
        double memory = median(own, NetworkResult::peakMebibytes);
        out.printf(Locale.ROOT, "  %-14s %8.0f MiB", "peak memory", memory);
        if (!other.isEmpty()) {
            out.printf(
                    Locale.ROOT,
                    "; PyTorch %.0f MiB, ratio %.2f",
                    median(other, NetworkResult::peakMebibytes),
                    memory / median(other, NetworkResult::peakMebibytes));
        }
        out.println();
        out.flush();
    }

    private static void row(
            PrintWriter out,
            String name,
            double flop,
            double peak,
            List<NetworkResult> own,
            List<NetworkResult> other,
            ToDoubleFunction<NetworkResult> time) {
        double millis = median(own, time);
        double speed = flop / millis / 1e6;
        out.printf(
                Locale.ROOT,
                "  %-14s %8.1f ms, %.0f GFLOP/s, %.0f %% of the peak",
                name,
                millis,
                speed,
                100 * speed / peak);
        if (!other.isEmpty()) {
            out.printf(Locale.ROOT, "; PyTorch %.1f ms, ratio %.2f", median(other, time), millis / median(other, time));
        }
        out.println();
    }

    private static double median(List<NetworkResult> results, ToDoubleFunction<NetworkResult> value) {
        return Median.of(results.stream().mapToDouble(value).toArray());
    }
}
