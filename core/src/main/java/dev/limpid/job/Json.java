package dev.limpid.job;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;

/** JSON on one line. */
final class Json {
    private static final JsonMapper MAPPER = new JsonMapper();

    private Json() {}

    static String line(Object value) {
        try {
            return MAPPER.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Metrics by name, one map for each outer iteration. */
    static List<Map<String, Double>> metrics(String json) throws JsonProcessingException {
        return MAPPER.readValue(json, new TypeReference<List<Map<String, Double>>>() {});
    }
}
