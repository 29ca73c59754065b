package dev.limpid.experiment;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.limpid.degradation.Option;
import dev.limpid.io.InvalidRequestException;
import dev.limpid.solver.NearestName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.StreamSupport;

/** Values by their keys in YAML; a value of another kind than is asked for is refused in one line that names its key. */
record YamlKeys(JsonNode node) {
    /**
     * Reads a file.
     *
     * @param known keys that it may have
     * @throws InvalidRequestException if it has others, or none
     */
    static YamlKeys read(Path file, List<String> known) throws IOException {
        var mapper = YAMLMapper.builder()
                .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                .build();
        try {
            JsonNode tree = mapper.readTree(Files.readString(file));
            if (tree == null || !tree.isObject()) {
                throw new InvalidRequestException(
                        "is no experiment: it begins with none of the keys " + String.join(", ", known));
            }
            var keys = new YamlKeys(tree);
            keys.requireAmong(known);
            return keys;
        } catch (JsonProcessingException e) {
            String message = String.valueOf(e.getOriginalMessage());
            throw new InvalidRequestException(
                    "is no YAML: " + message.lines().findFirst().orElse(""), e);
        }
    }

    /** Refuses a key that is none of those, with the nearest of them. */
    void requireAmong(List<String> known) {
        node.fieldNames().forEachRemaining(key -> requireKnown("key", key, known));
    }

    /** Refuses a name that is none of those, with the nearest of them. */
    static void requireKnown(String kind, String name, List<String> known) {
        if (!known.contains(name)) {
            String nearest = NearestName.of(name, known)
                    .map(meant -> "did you mean '" + meant + "'? ")
                    .orElse("");
            throw new InvalidRequestException(
                    "unknown " + kind + " '" + name + "': " + nearest + "known are " + String.join(", ", known));
        }
    }

    boolean has(String key) {
        return node.has(key);
    }

    String text(String key, String otherwise) {
        JsonNode value = node.path(key);
        if (value.isMissingNode() || value.isNull()) {
            return otherwise;
        }
        if (!value.isValueNode()) {
            throw new InvalidRequestException(key + " must be one value");
        }
        return value.asText().strip();
    }

    int whole(String key, int otherwise) {
        String text = text(key, "");
        try {
            return text.isEmpty() ? otherwise : Option.whole(key, text);
        } catch (IllegalArgumentException e) {
            throw new InvalidRequestException(e.getMessage(), e);
        }
    }

    List<String> texts(String key, List<String> otherwise) {
        JsonNode list = list(key, ", such as [" + key.toLowerCase(Locale.ROOT) + "]");
        for (int i = 0; i < list.size(); i++) {
            if (!list.get(i).isValueNode()) {
                throw new InvalidRequestException(
                        key + ": entry " + (i + 1) + " is no text; put it in quotes where it has a colon");
            }
        }
        return list.isMissingNode()
                ? otherwise
                : StreamSupport.stream(list.spliterator(), false)
                        .map(value -> value.asText().strip())
                        .toList();
    }

    /** Each with keys of its own, or none. */
    List<YamlKeys> all(String key) {
        return StreamSupport.stream(list(key, "").spliterator(), false)
                .map(YamlKeys::new)
                .toList();
    }

    private JsonNode list(String key, String example) {
        JsonNode list = node.path(key);
        if (!list.isMissingNode() && !list.isArray()) {
            throw new InvalidRequestException(key + " must be a list" + example);
        }
        return list;
    }

    /** The keys below a key; empty where it is not there. */
    Optional<YamlKeys> below(String key, String example) {
        JsonNode inner = node.path(key);
        if (!inner.isMissingNode() && !inner.isObject()) {
            throw new InvalidRequestException(key + " has keys, such as " + example);
        }
        return inner.isMissingNode() ? Optional.empty() : Optional.of(new YamlKeys(inner));
    }

    /** All values as texts. */
    Map<String, String> texts() {
        var texts = new LinkedHashMap<String, String>();
        node.fieldNames().forEachRemaining(key -> texts.put(key, text(key, "")));
        return texts;
    }
}
