package dev.limpid.cli.checkpoint;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import dev.limpid.checkpoint.Checkpoint;
import dev.limpid.checkpoint.CheckpointSummary;
import dev.limpid.checkpoint.PriorCard;
import dev.limpid.checkpoint.PriorCatalog;
import dev.limpid.cli.console.Console;
import dev.limpid.prior.Architecture;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code limpid checkpoint inspect}: what a file of weights holds. */
@Command(
        name = "inspect",
        mixinStandardHelpOptions = true,
        description = "Says what a file of weights holds: architecture, types, parameters, metadata, hash.")
final class CheckpointInspectCommand implements Callable<Integer> {
    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "NAME|FILE", description = "A prior's name or a file of weights.")
    private String file;

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    @Override
    public Integer call() throws IOException {
        Console console = Console.of(spec, 0);
        try (Checkpoint checkpoint = WeightsFile.open(file)) {
            CheckpointSummary summary = CheckpointSummary.of(checkpoint);
            if (json) {
                JSON.writeValueAsString(map(summary)).lines().forEach(console::say);
            } else {
                print(summary, console);
            }
        }
        return 0;
    }

    private static Map<String, Object> map(CheckpointSummary summary) {
        var map = new LinkedHashMap<String, @Nullable Object>();
        map.put("source", summary.source());
        map.put("format", summary.format());
        map.put("part", summary.part());
        map.put("tensors", summary.tensors());
        map.put("types", types(summary));
        map.put("parameters", summary.parameters());
        map.put("architecture", summary.architecture());
        map.put("architecture_unknown", summary.unknown());
        map.put("metadata", summary.metadata());
        map.put("sha256", summary.sha256());
        return map;
    }

    private static Map<String, Integer> types(CheckpointSummary summary) {
        var types = new LinkedHashMap<String, Integer>();
        summary.types().forEach((type, count) -> types.put(type.name().toLowerCase(Locale.ROOT), count));
        return types;
    }

    private void print(CheckpointSummary summary, Console console) {
        line(console, "source", summary.source());
        line(console, "format", summary.format());
        if (!summary.part().isEmpty()) {
            line(console, "takes", summary.part());
        }
        line(console, "architecture", architecture(summary));
        line(console, "tensors", tensors(summary));
        line(console, "parameters", String.format(Locale.ROOT, "%,d", summary.parameters()));
        line(console, "sha256", summary.sha256());
        Optional<PriorCard> card = PriorCatalog.find(file);
        card.ifPresent(c -> {
            line(console, "prior", c.description());
            line(console, "licence", c.licence());
        });
        if (!summary.metadata().isEmpty()) {
            boolean embedded = card.isPresent() && card.get().embedded();
            console.say(embedded ? "model card:" : "metadata:");
            summary.metadata().forEach((key, value) -> console.say("  " + shown(key) + ": " + shown(value)));
        }
    }

    private static void line(Console console, String name, String value) {
        console.say(String.format(Locale.ROOT, "%-13s %s", name, shown(value)));
    }

    private static String tensors(CheckpointSummary summary) {
        return types(summary).entrySet().stream()
                .map(type -> type.getValue() + " " + type.getKey())
                .collect(Collectors.joining(", ", summary.tensors() + " (", ")"));
    }

    private static String architecture(CheckpointSummary summary) {
        Architecture known = summary.architecture();
        return known == null ? "unknown: " + summary.unknown() : known.details();
    }

    /** Text from a file, without what would move the terminal's cursor. */
    private static String shown(String text) {
        return text.replaceAll("[\\p{Cc}\\p{Cf}]", " ");
    }
}
