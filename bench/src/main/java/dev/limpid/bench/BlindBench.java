package dev.limpid.bench;

import dev.limpid.checkpoint.Checkpoint;
import dev.limpid.checkpoint.PriorCatalog;
import dev.limpid.checkpoint.PriorLoader;
import dev.limpid.io.AtomicFile;
import dev.limpid.io.Images;
import dev.limpid.metric.Metrics;
import dev.limpid.prior.DiffusionPrior;
import dev.limpid.tensor.Device;
import dev.limpid.tensor.Scope;
import dev.limpid.tensor.Tensor;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
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
    private static final int HASH_DIGITS = 12;

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

    private final List<BlindRow> rows = new ArrayList<>();

    @Override
    public Integer call() throws IOException {
        List<BlindMethod> chosen = chosen();
        List<Path> files = files();
        Path scores = out.resolve("scores.csv");
        Files.createDirectories(out);
        if (Files.exists(scores)) {
            Files.readAllLines(scores).forEach(line -> BlindRow.parse(line).ifPresent(rows::add));
        }
        if (!reportOnly) {
            sayBudget(chosen, files.size());
        }
        try (var scope = Scope.open()) {
            String hash = hash();
            DiffusionPrior loaded = PriorLoader.load(prior);
            for (BlindMethod method : chosen) {
                for (BlindProblem.Kind kind : BlindProblem.Kind.values()) {
                    for (int i = 0; i < files.size(); i++) {
                        if (!reportOnly && find(hash, kind, method, i).isEmpty()) {
                            rows.add(measure(hash, loaded, method, kind, files.get(i), i));
                            save(scores);
                        }
                    }
                }
            }
            new BlindReport(rows, hash, files.size()).lines(chosen).forEach(this::say);
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

    /** Scores of another prior under the same name must not count. */
    private String hash() throws IOException {
        try (Checkpoint checkpoint = new PriorLoader(PriorCatalog.ofUser(), Device.CPU).open(prior)) {
            return checkpoint.sha256().substring(0, HASH_DIGITS);
        }
    }

    private void sayBudget(List<BlindMethod> chosen, int pictures) {
        long solves = (long) pictures * BlindProblem.Kind.values().length;
        long forward = chosen.stream().mapToLong(BlindMethod::forward).sum() * solves;
        long backward = chosen.stream().mapToLong(BlindMethod::backward).sum() * solves;
        say(String.format(
                Locale.ROOT,
                "%d methods on %d pictures, twice: %d network evaluations, %d of them back-propagated; %d scores are there",
                chosen.size(),
                pictures,
                forward + backward,
                backward,
                rows.size()));
    }

    private BlindRow measure(
            String hash, DiffusionPrior loaded, BlindMethod method, BlindProblem.Kind kind, Path file, int i)
            throws IOException {
        try (var scope = Scope.open()) {
            Tensor truth = Images.read(file).pixels();
            var problem = BlindProblem.of(kind, truth, i);
            long start = System.nanoTime();
            BlindMethod.Found found = method.restore(problem, loaded, seed + i);
            double seconds = (System.nanoTime() - start) / 1e9;
            Map<String, Double> score = Metrics.plain().shifted().of(found.x(), truth);
            double error =
                    found.kernel().map(k -> k.relativeError(problem.kernel())).orElse(Double.NaN);
            var row = new BlindRow(
                    hash,
                    kind.label(),
                    method.label(),
                    i,
                    score.getOrDefault("psnr", Double.NaN),
                    score.getOrDefault("ssim", Double.NaN),
                    error,
                    seconds);
            say(row.csv());
            return row;
        }
    }

    private Optional<BlindRow> find(String hash, BlindProblem.Kind kind, BlindMethod method, int picture) {
        return rows.stream()
                .filter(row -> row.is(hash, kind, method) && row.picture() == picture)
                .findFirst();
    }

    private void save(Path scores) throws IOException {
        String text = rows.stream().map(BlindRow::csv).collect(Collectors.joining("\n", BlindRow.HEADER + "\n", "\n"));
        AtomicFile.write(scores, text.getBytes(StandardCharsets.UTF_8));
    }

    private void say(String line) {
        PrintWriter to = spec.commandLine().getOut();
        to.println(line);
        to.flush();
    }
}
