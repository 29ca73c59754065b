package dev.limpid.io;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Values as JSON can carry them, in one type each, so that what was written and what is read again are equal. */
final class JsonValues {
    private JsonValues() {}

    /**
     * Accepts a value that is there: JSON's null reaches records, whatever their types say.
     *
     * @throws IllegalArgumentException otherwise, naming the key
     */
    static <T> T present(String key, @Nullable T value) {
        if (value == null) {
            throw new IllegalArgumentException(key + " must not be null");
        }
        return value;
    }

    /** A copy with whole numbers as Long and others as Double. */
    static Map<String, Object> map(String where, Map<?, ?> map) {
        var copy = new LinkedHashMap<String, Object>();
        present(where, map).forEach((key, value) -> copy.put(String.valueOf(key), value(where + "." + key, value)));
        return Collections.unmodifiableMap(copy);
    }

    private static Object value(String where, Object value) {
        if (value instanceof String || value instanceof Boolean || value instanceof Long || value instanceof Double) {
            return value;
        }
        if (value instanceof Integer || value instanceof Short || value instanceof Byte) {
            return ((Number) value).longValue();
        }
        if (value instanceof Float) {
            // By its decimal text: 0.02f is meant as 0.02, not as 0.019999999552965164.
            return Double.parseDouble(value.toString());
        }
        if (value instanceof Map<?, ?> map) {
            return map(where, map);
        }
        if (value instanceof List<?> list) {
            var copy = new ArrayList<>();
            list.forEach(element -> copy.add(value(where + "[" + copy.size() + "]", element)));
            return Collections.unmodifiableList(copy);
        }
        throw new IllegalArgumentException(
                where + ": a run record holds strings, numbers, booleans, lists and maps, got "
                        + (value == null ? "null" : value.getClass().getName()));
    }
}
