package dev.limpid.bench;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code limpid bench batches}: the time of an iteration for a picture, by the number of pictures in a batch. */
@Command(
        name = "batches",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description =
                "Measures an iteration of DMILO on batches of pictures: what one of them takes, in time and memory.")
final class BatchBench implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Option(
            names = "--prior",
            defaultValue = "cats64",
            paramLabel = "NAME",
            description = "Network to measure, with random weights (default: ${DEFAULT-VALUE}).")
    private String prior = "";

    @Option(
            names = "--images",
            split = ",",
            defaultValue = "1,4,16",
            paramLabel = "COUNT",
            description = "Pictures of a batch (default: ${DEFAULT-VALUE}).")
    private List<Integer> images = List.of();

    @Option(
            names = "--iterations",
            paramLabel = "COUNT",
            description = "Iterations to measure (default: 40 of small networks, 5 of large ones).")
    private @Nullable Integer iterations;

    @Option(
            names = "--rounds",
            defaultValue = "3",
            paramLabel = "COUNT",
            description = "Processes of each size, by turns; their median counts (default: ${DEFAULT-VALUE}).")
    private int rounds;

    @Mixin
    private Conditions conditions;

    @Override
    public Integer call() throws IOException, InterruptedException {
        Subject subject = validated();
        conditions.each((set, processes) -> measure(subject, set, processes));
        return 0;
    }

    private void measure(Subject subject, String set, Processes processes) throws IOException, InterruptedException {
        int measured = iterations == null ? subject.iterations() : iterations;
        List<List<CaseResult>> results = new ArrayList<>();
        images.forEach(any -> results.add(new ArrayList<>()));
        for (int round = 0; round < rounds; round++) {
            for (int i = 0; i < images.size(); i++) {
                results.get(i)
                        .add(processes.java(
                                CaseResult.class, "batch", prior, images.get(i), subject.warmUp(), measured));
            }
        }
        report(subject, set, results);
    }

    private Subject validated() throws IOException, InterruptedException {
        if ((iterations != null && iterations < 1) || rounds < 1) {
            throw conditions.usage("--iterations and --rounds must be positive");
        }
        if (images.stream().anyMatch(count -> count < 1)) {
            throw conditions.usage("--images must be positive, got " + images);
        }
        conditions.check(null);
        try {
            return Subject.of(prior);
        } catch (IllegalArgumentException e) {
            throw conditions.usage(String.valueOf(e.getMessage()));
        }
    }

    private void report(Subject subject, String set, List<List<CaseResult>> results) {
        PrintWriter out = spec.commandLine().getOut();
        conditions.describe(out, prior, subject.size(), set);
        out.printf("%n%n");
        out.println("| images | ms | ms for each | of that of the first row | peak MiB |");
        out.println("|--:|--:|--:|--:|--:|");
        double first = each(results, 0);
        for (int i = 0; i < images.size(); i++) {
            out.printf(
                    Locale.ROOT,
                    "| %d | %.1f | %.1f | %.2f | %.0f |%n",
                    images.get(i),
                    each(results, i) * images.get(i),
                    each(results, i),
                    each(results, i) / first,
                    Median.of(results.get(i).stream()
                            .mapToDouble(CaseResult::peakMebibytes)
                            .toArray()));
        }
        out.flush();
    }

    /** Milliseconds for each picture. */
    private double each(List<List<CaseResult>> results, int i) {
        return Median.of(results.get(i).stream()
                        .mapToDouble(CaseResult::wallMillis)
                        .toArray())
                / images.get(i);
    }
}
