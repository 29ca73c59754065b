package dev.limpid.bench;

import dev.limpid.checkpoint.Checkpoint;
import dev.limpid.checkpoint.PriorCatalog;
import dev.limpid.checkpoint.PriorLoader;
import dev.limpid.experiment.BlindComparison;
import dev.limpid.experiment.BlindMethod;
import dev.limpid.restoration.MetricWeights;
import dev.limpid.tensor.Device;
import dev.limpid.tensor.Scope;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code limpid bench blind}: blind solvers on the same blurred pictures; docs/blind.md has its table. */
@Command(
        name = "blind",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Blurs clean pictures of the prior's size by kernels of 17 taps, and compares blind solvers with each other, with"
                    + " solvers that know the kernel, and with the blurred picture.",
            "Every score is written to OUT/scores.csv at once; the same command goes on where it was stopped."
        })
final class BlindBench implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Option(
            names = "--data",
            required = true,
            paramLabel = "FOLDER",
            description = "Clean pictures of the prior's size.")
    private Path data;

    @Option(names = "--out", required = true, paramLabel = "FOLDER", description = "Where the scores are kept.")
    private Path out;

    @Option(
            names = "--prior",
            defaultValue = "cats64",
            paramLabel = "NAME|PATH",
            description = "Default: ${DEFAULT-VALUE}.")
    private String prior;

    @Option(
            names = "--count",
            defaultValue = "20",
            paramLabel = "N",
            description = "Pictures, the first by name (default: ${DEFAULT-VALUE}).")
    private int count;

    @Option(
            names = "--methods",
            split = ",",
            defaultValue =
                    "y,wiener-true-kernel,dmilo-true-kernel,blind-pgd,dmilo-blind-brief,dmilo-blind-from-y,dmilo-pgd-blind-brief",
            paramLabel = "NAME",
            description = "Default: ${DEFAULT-VALUE}; and dmilo-blind-paper, dmilo-pgd-blind-paper, which take hours.")
    private List<String> methods = List.of();

    @Option(names = "--report", description = "Restore nothing; only print the table of the scores that are there.")
    private boolean reportOnly;

    @Option(names = "--seed", defaultValue = "0", paramLabel = "N", description = "Default: ${DEFAULT-VALUE}.")
    private long seed;

    @Override
    public Integer call() throws IOException {
        List<BlindMethod> chosen = chosen();
        List<Path> files = files();
        Files.createDirectories(out);
        try (var scope = Scope.open()) {
            BlindComparison comparison = BlindComparison.open(
                    out.resolve("scores.csv"), files, MetricWeights.ofUser().metrics(), hash(), seed);
            if (!reportOnly) {
                sayBudget(chosen, files.size(), comparison.rows());
                comparison.run(chosen, PriorLoader.load(prior), this::say);
            }
            say(comparison.report(chosen));
        }
        return 0;
    }

    private List<BlindMethod> chosen() {
        try {
            return methods.stream().map(BlindMethod::named).toList();
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), "--methods: " + e.getMessage(), e);
        }
    }

    private List<Path> files() throws IOException {
        if (count < 1 || !Files.isDirectory(data)) {
            throw new ParameterException(
                    spec.commandLine(),
                    count < 1 ? "--count must be positive, got " + count : "--data: no folder " + data);
        }
        try (Stream<Path> all = Files.list(data)) {
            List<Path> pictures =
                    all.filter(Files::isRegularFile).sorted().limit(count).toList();
            if (pictures.isEmpty()) {
                throw new ParameterException(spec.commandLine(), "--data " + data + " has no files");
            }
            return pictures;
        }
    }

    /** The hash of the prior's file, which may change under the same name. */
    private String hash() throws IOException {
        try (Checkpoint checkpoint = new PriorLoader(PriorCatalog.ofUser(), Device.CPU).open(prior)) {
            return checkpoint.sha256();
        }
    }

    private void sayBudget(List<BlindMethod> chosen, int pictures, int rows) {
        long solves = 2L * pictures;
        say(String.format(
                Locale.ROOT,
                "%d methods on %d pictures, twice: %d network evaluations, %d of them back-propagated; %d scores are there",
                chosen.size(),
                pictures,
                chosen.stream().mapToLong(BlindMethod::evaluations).sum() * solves,
                chosen.stream().mapToLong(BlindMethod::backPropagated).sum() * solves,
                rows));
    }

    private void say(String line) {
        PrintWriter to = spec.commandLine().getOut();
        to.println(line);
        to.flush();
    }
}
