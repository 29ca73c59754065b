package dev.limpid.server;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A restoration as a client asks for it: the schema {@code Request} of openapi.yaml.
 *
 * @param picture id of the picture
 * @param task name of the task
 * @param values the task's options by name: a text, or {@code {"picture": id}} for an uploaded file
 * @param range which samples are black and white, or null for what the file says
 * @param prior null for the default; likewise the solver, its preset, its settings, realism, seed and samples
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record Asked(
        String picture,
        String task,
        @Nullable Map<String, JsonNode> values,
        @Nullable String range,
        @Nullable String prior,
        @Nullable String solver,
        @Nullable String preset,
        @Nullable Map<String, String> settings,
        @Nullable Double realism,
        @Nullable Long seed,
        @Nullable Integer samples) {
    private static final String PICTURE = "picture";

    /** Reads a request; unknown keys are refused. */
    static Asked read(String json) {
        Asked read = Json.read(json, Asked.class);
        if (read == null || isBlank(read.picture()) || isBlank(read.task())) {
            throw new Refusal(Refusal.BAD_REQUEST, "a job needs 'picture', the id of an upload, and 'task'");
        }
        return read;
    }

    private static boolean isBlank(@Nullable String text) {
        return text == null || text.isBlank();
    }

    /** The texts among the values, by option. */
    Map<String, String> texts() {
        return valuesWhere(false);
    }

    /** The ids of uploads among the values, by option. */
    Map<String, String> pictures() {
        return valuesWhere(true);
    }

    private Map<String, String> valuesWhere(boolean upload) {
        var found = new LinkedHashMap<String, String>();
        if (values != null) {
            values.forEach((name, value) -> {
                if (isText(value) != upload) {
                    found.put(name, upload ? upload(name, value) : value.asText());
                }
            });
        }
        return found;
    }

    private static boolean isText(JsonNode value) {
        return value.isTextual() || value.isNumber();
    }

    private static String upload(String name, JsonNode value) {
        if (value.size() != 1 || !value.path(PICTURE).isTextual()) {
            throw new Refusal(
                    Refusal.BAD_REQUEST,
                    "values." + name + " is a text, or {\"picture\": ID} of an upload; got " + value);
        }
        return value.get(PICTURE).asText();
    }

    /** As JSON in one line. */
    String json() {
        return Json.line(this);
    }
}
