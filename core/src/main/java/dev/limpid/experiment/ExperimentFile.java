package dev.limpid.experiment;

import dev.limpid.degradation.Option;
import dev.limpid.degradation.Task;
import dev.limpid.degradation.Tasks;
import dev.limpid.degradation.Values;
import dev.limpid.experiment.Experiment.Setting;
import dev.limpid.io.InvalidRequestException;
import dev.limpid.job.Requirements;
import dev.limpid.metric.FeatureNetwork;
import dev.limpid.metric.Metrics;
import dev.limpid.metric.Quantity;
import dev.limpid.restoration.Selection;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Reads an experiment from YAML. The keys of a problem are {@code name}, {@code task} and the names of the task's options, with the values
 * that {@code restore} takes; paths are relative to the file's folder.
 */
public final class ExperimentFile {
    private static final List<String> KEYS = List.of(
            "title",
            "notes",
            "pictures",
            "hashes",
            "count",
            "crop",
            "prior",
            "priors",
            "seed",
            "reference",
            "metrics",
            "problems",
            "solvers",
            "budget",
            "selections",
            "repeats",
            "published",
            "shown");
    private static final List<String> PUBLISHED = List.of("file", "table", "dataset", "otherwise", "names");
    private static final List<String> METRICS = List.of("psnr", "ssim", "lpips-squeeze");
    private static final String PUBLISHED_NUMBERS = "published.csv";
    private static final int COUNT = 20;
    private static final int MOST_REPEATS = 1000;

    private final Path file;

    private ExperimentFile(Path file) {
        this.file = file;
    }

    /**
     * Reads an experiment.
     *
     * @throws InvalidRequestException in one line that names the file, if it is none
     */
    public static Experiment read(Path file) throws IOException {
        Requirements.readable("experiment", file);
        try {
            return new ExperimentFile(file).experiment(YamlKeys.read(file, KEYS));
        } catch (InvalidRequestException e) {
            String message = String.valueOf(e.getMessage());
            throw message.startsWith(file.toString()) ? e : new InvalidRequestException(file + ": " + message, e);
        }
    }

    private Experiment experiment(YamlKeys tree) throws IOException {
        String name = file.getFileName().toString().replaceFirst("\\.[^.]*$", "");
        List<NamedSolver> solvers = tree.texts("solvers", List.of()).stream()
                .map(ExperimentFile::solver)
                .toList();
        return new Experiment(
                name,
                tree.text("title", name),
                pictures(tree),
                tree.text("prior", "photo"),
                tree.below("priors", "'dpir: drunet'").map(YamlKeys::texts).orElse(Map.of()),
                tree.whole("seed", 0),
                tree.text("reference", solvers.isEmpty() ? "" : solvers.get(0).label()),
                metrics(tree),
                problems(tree),
                solvers,
                tree.whole("budget", 0),
                passes(tree),
                published(tree),
                tree.texts("notes", List.of()),
                tree.whole("shown", 1));
    }

    private TestPictures pictures(YamlKeys tree) throws IOException {
        return new TestPictures(
                path(tree, "pictures"),
                Requirements.readable("hashes", path(tree, "hashes")),
                tree.whole("count", COUNT),
                tree.whole("crop", 0));
    }

    private @Nullable Path path(YamlKeys tree, String key) {
        if (!tree.has(key)) {
            return null;
        }
        String text = tree.text(key, "");
        if (text.isEmpty()) {
            throw new InvalidRequestException(key + " has no value");
        }
        return file.resolveSibling(text);
    }

    private static List<String> metrics(YamlKeys tree) {
        List<Quantity> ofSolves = List.of(
                ResidualScore.RESIDUAL,
                ResidualScore.CORRELATION,
                SolveQuantities.MEMORY,
                SolveQuantities.EVALUATIONS,
                SolveQuantities.SECONDS);
        List<String> known = Stream.of(Metrics.known(), FeatureNetwork.known(), ofSolves)
                .flatMap(List::stream)
                .map(Quantity::key)
                .toList();
        List<String> keys = tree.texts("metrics", METRICS);
        keys.forEach(key -> YamlKeys.requireKnown("metric", key, known));
        return keys;
    }

    /** The last iterate of one solve, and what is asked for besides. */
    private static List<Pass> passes(YamlKeys tree) {
        List<String> known = Stream.of(Selection.values()).map(Selection::label).toList();
        List<String> rules = tree.texts("selections", List.of());
        rules.forEach(rule -> YamlKeys.requireKnown("selection", rule, known));
        int repeats = tree.whole("repeats", 1);
        if (repeats < 1 || repeats > MOST_REPEATS) {
            throw new InvalidRequestException("repeats must be between 1 and " + MOST_REPEATS + ", got " + repeats);
        }
        List<Selection> selections = Stream.concat(
                        Stream.of(Selection.LAST), rules.stream().map(Selection::named))
                .distinct()
                .toList();
        return Pass.of(selections, repeats);
    }

    private @Nullable Published published(YamlKeys tree) throws IOException {
        YamlKeys keys = tree.below("published", "'table: 2'").orElse(null);
        if (keys == null) {
            return null;
        }
        keys.requireAmong(PUBLISHED);
        Path own = path(keys, "file");
        Path numbers = own == null ? file.resolveSibling(PUBLISHED_NUMBERS) : own;
        Requirements.readable("published numbers", numbers);
        Map<String, String> names =
                keys.below("names", "'dmilo: DMILO'").map(YamlKeys::texts).orElse(Map.of());
        return Published.read(
                numbers, keys.text("table", ""), keys.text("dataset", ""), keys.text("otherwise", ""), names);
    }

    private static NamedSolver solver(String text) {
        try {
            return NamedSolver.parse(text);
        } catch (IllegalArgumentException e) {
            throw new InvalidRequestException("solvers: " + e.getMessage(), e);
        }
    }

    private List<Setting> problems(YamlKeys tree) {
        var problems = new ArrayList<Setting>();
        for (YamlKeys one : tree.all("problems")) {
            try {
                problems.add(problem(one));
            } catch (IllegalArgumentException | InvalidRequestException e) {
                throw new InvalidRequestException("problem " + (problems.size() + 1) + ": " + e.getMessage(), e);
            }
        }
        return problems;
    }

    private Setting problem(YamlKeys one) {
        Task task = Tasks.named(one.text("task", ""));
        var keys = new ArrayList<>(List.of("name", "task"));
        task.options().forEach(option -> keys.add(option.name()));
        one.requireAmong(keys);
        Values values = Values.NONE;
        for (Option<?> option : task.options()) {
            values = one.has(option.name()) ? values.parsed(option, one.text(option.name(), ""), file) : values;
        }
        Requirements.readable("", values);
        return new Setting(one.text("name", task.name()), task, values);
    }
}
