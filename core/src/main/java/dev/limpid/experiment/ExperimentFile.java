package dev.limpid.experiment;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
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
import dev.limpid.solver.NearestName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
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
            "seed",
            "reference",
            "metrics",
            "problems",
            "solvers",
            "selections",
            "repeats",
            "published",
            "shown");
    private static final List<String> PUBLISHED = List.of("file", "table", "dataset", "otherwise", "names");
    private static final List<String> METRICS = List.of("psnr", "ssim", "lpips-squeeze");
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
            return new ExperimentFile(file).experiment(tree(file));
        } catch (InvalidRequestException e) {
            String message = String.valueOf(e.getMessage());
            throw message.startsWith(file.toString()) ? e : new InvalidRequestException(file + ": " + message, e);
        }
    }

    private static JsonNode tree(Path file) throws IOException {
        var mapper = YAMLMapper.builder()
                .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                .build();
        try {
            JsonNode tree = mapper.readTree(Files.readString(file));
            if (tree == null || !tree.isObject()) {
                throw new InvalidRequestException(
                        "is no experiment: it begins with none of the keys " + String.join(", ", KEYS));
            }
            return tree;
        } catch (JsonProcessingException e) {
            throw new InvalidRequestException(
                    "is no YAML: "
                            + String.valueOf(e.getOriginalMessage())
                                    .lines()
                                    .findFirst()
                                    .orElse(""),
                    e);
        }
    }

    private Experiment experiment(JsonNode tree) throws IOException {
        requireKeys(tree, KEYS);
        String name = file.getFileName().toString().replaceFirst("\\.[^.]*$", "");
        List<NamedSolver> solvers = texts(tree, "solvers", List.of()).stream()
                .map(ExperimentFile::solver)
                .toList();
        return new Experiment(
                name,
                text(tree, "title", name),
                pictures(tree),
                text(tree, "prior", "photo"),
                whole(tree, "seed", 0),
                text(tree, "reference", solvers.isEmpty() ? "" : solvers.get(0).label()),
                metrics(tree),
                problems(tree),
                solvers,
                passes(tree),
                published(tree),
                texts(tree, "notes", List.of()),
                whole(tree, "shown", 1));
    }

    private TestPictures pictures(JsonNode tree) throws IOException {
        return new TestPictures(
                path(tree, "pictures"),
                Requirements.readable("hashes", path(tree, "hashes")),
                whole(tree, "count", COUNT),
                whole(tree, "crop", 0));
    }

    private @Nullable Path path(JsonNode tree, String key) {
        return tree.has(key) ? file.resolveSibling(text(tree, key, "")) : null;
    }

    private static List<String> metrics(JsonNode tree) {
        List<Quantity> ofSolves = List.of(
                ResidualScore.RESIDUAL,
                ResidualScore.CORRELATION,
                Evaluation.MEMORY,
                Evaluation.EVALUATIONS,
                Evaluation.SECONDS);
        List<String> known = Stream.of(Metrics.known(), FeatureNetwork.known(), ofSolves)
                .flatMap(List::stream)
                .map(Quantity::key)
                .toList();
        List<String> keys = texts(tree, "metrics", METRICS);
        keys.forEach(key -> requireKnown("metric", key, known));
        return keys;
    }

    /** The last iterate of one solve, and what is asked for besides. */
    private static List<Pass> passes(JsonNode tree) {
        List<String> known = Stream.of(Selection.values()).map(Selection::label).toList();
        List<String> rules = texts(tree, "selections", List.of());
        rules.forEach(rule -> requireKnown("selection", rule, known));
        int repeats = whole(tree, "repeats", 1);
        if (repeats < 1 || repeats > MOST_REPEATS) {
            throw new InvalidRequestException("repeats must be between 1 and " + MOST_REPEATS + ", got " + repeats);
        }
        List<Selection> selections = Stream.concat(
                        Stream.of(Selection.LAST), rules.stream().map(Selection::named))
                .distinct()
                .toList();
        return Pass.of(selections, repeats);
    }

    private @Nullable Published published(JsonNode tree) throws IOException {
        JsonNode node = tree.path("published");
        if (node.isMissingNode()) {
            return null;
        }
        if (!node.isObject()
                || !(node.path("names").isMissingNode() || node.path("names").isObject())) {
            throw new InvalidRequestException(
                    "published has keys such as 'table: 2', and names such as 'names: {dmilo: DMILO}'");
        }
        requireKeys(node, PUBLISHED);
        Path numbers = file.resolveSibling(text(node, "file", "published.csv"));
        Requirements.readable("published numbers", numbers);
        var names = new LinkedHashMap<String, String>();
        node.path("names")
                .properties()
                .forEach(name -> names.put(name.getKey(), name.getValue().asText()));
        return Published.read(
                numbers, text(node, "table", ""), text(node, "dataset", ""), text(node, "otherwise", ""), names);
    }

    private static NamedSolver solver(String text) {
        try {
            return NamedSolver.parse(text);
        } catch (IllegalArgumentException e) {
            throw new InvalidRequestException("solvers: " + e.getMessage(), e);
        }
    }

    private List<Setting> problems(JsonNode tree) {
        JsonNode list = tree.path("problems");
        if (!list.isMissingNode() && !list.isArray()) {
            throw new InvalidRequestException("problems must be a list");
        }
        var problems = new ArrayList<Setting>();
        for (JsonNode one : list) {
            try {
                problems.add(problem(one));
            } catch (IllegalArgumentException | InvalidRequestException e) {
                throw new InvalidRequestException("problem " + (problems.size() + 1) + ": " + e.getMessage(), e);
            }
        }
        return problems;
    }

    private Setting problem(JsonNode one) {
        if (!one.isObject()) {
            throw new IllegalArgumentException("has no keys");
        }
        Task task = Tasks.named(text(one, "task", ""));
        var keys = new ArrayList<>(List.of("name", "task"));
        task.options().forEach(option -> keys.add(option.name()));
        requireKeys(one, keys);
        Values values = Values.NONE;
        for (Option<?> option : task.options()) {
            values = one.has(option.name()) ? values.parsed(option, text(one, option.name(), ""), file) : values;
        }
        Requirements.readable("", values);
        return new Setting(text(one, "name", task.name()), task, values);
    }

    private static void requireKeys(JsonNode node, List<String> keys) {
        node.fieldNames().forEachRemaining(key -> requireKnown("key", key, keys));
    }

    private static void requireKnown(String kind, String name, List<String> known) {
        if (!known.contains(name)) {
            String nearest = NearestName.of(name, known)
                    .map(meant -> "did you mean '" + meant + "'? ")
                    .orElse("");
            throw new InvalidRequestException(
                    "unknown " + kind + " '" + name + "': " + nearest + "known are " + String.join(", ", known));
        }
    }

    private static String text(JsonNode node, String key, String otherwise) {
        JsonNode value = node.path(key);
        if (value.isMissingNode() || value.isNull()) {
            return otherwise;
        }
        if (!value.isValueNode()) {
            throw new InvalidRequestException(key + " must be one value");
        }
        return value.asText().strip();
    }

    private static int whole(JsonNode node, String key, int otherwise) {
        String text = text(node, key, "");
        try {
            return text.isEmpty() ? otherwise : Option.whole(key, text);
        } catch (IllegalArgumentException e) {
            throw new InvalidRequestException(e.getMessage(), e);
        }
    }

    private static List<String> texts(JsonNode node, String key, List<String> otherwise) {
        JsonNode list = node.path(key);
        if (list.isMissingNode()) {
            return otherwise;
        }
        if (!list.isArray()) {
            throw new InvalidRequestException(key + " must be a list, such as [" + key.toLowerCase(Locale.ROOT) + "]");
        }
        for (int i = 0; i < list.size(); i++) {
            if (!list.get(i).isValueNode()) {
                throw new InvalidRequestException(
                        key + ": entry " + (i + 1) + " is no text; put it in quotes where it has a colon");
            }
        }
        return StreamSupport.stream(list.spliterator(), false)
                .map(value -> value.asText().strip())
                .collect(Collectors.toList());
    }
}
