package dev.limpid.restoration;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.limpid.solver.BlindPgdConfig;
import dev.limpid.solver.DmiloBlindConfig;
import dev.limpid.solver.DmiloConfig;
import dev.limpid.solver.DmiloPgdBlindConfig;
import dev.limpid.solver.DmiloPgdConfig;
import dev.limpid.solver.MethodConfig;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A solver's configuration as keys and values: to change single ones, and to record all of them. */
public final class Settings {
    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
            .build();

    private Settings() {}

    /** Every key of the configuration with its value, in the order of the record. */
    public static Map<String, Object> of(MethodConfig config) {
        return JSON.convertValue(config, new TypeReference<LinkedHashMap<String, Object>>() {});
    }

    /**
     * The configuration with some of its values replaced.
     *
     * @throws IllegalArgumentException for a key that it does not have, or a value that is not allowed
     */
    @SuppressWarnings("unchecked") // what is parsed is of the class of config
    public static <C extends MethodConfig> C with(C config, Map<String, String> changes) {
        ObjectNode tree = JSON.valueToTree(config);
        for (Map.Entry<String, String> change : changes.entrySet()) {
            JsonNode old = tree.get(change.getKey());
            if (old == null) {
                List<String> keys = new ArrayList<>();
                tree.fieldNames().forEachRemaining(keys::add);
                throw new IllegalArgumentException(
                        "unknown setting '" + change.getKey() + "': " + String.join(", ", keys));
            }
            tree.set(change.getKey(), parse(change.getKey(), old, change.getValue()));
        }
        return (C) parse(config.getClass(), tree);
    }

    /** The configuration of that method from recorded keys and values; unknown keys are errors. */
    public static MethodConfig read(Presets.Method method, Map<String, Object> values) {
        return parse(type(method), JSON.valueToTree(values));
    }

    private static Class<? extends MethodConfig> type(Presets.Method method) {
        return switch (method) {
            case DMILO -> DmiloConfig.class;
            case DMILO_PGD -> DmiloPgdConfig.class;
            case BLIND_PGD -> BlindPgdConfig.class;
            case DMILO_BLIND -> DmiloBlindConfig.class;
            case DMILO_PGD_BLIND -> DmiloPgdBlindConfig.class;
        };
    }

    private static JsonNode parse(String key, JsonNode old, String value) {
        try {
            if (old.isBoolean()) {
                if (!value.equals("true") && !value.equals("false")) {
                    throw new IllegalArgumentException(
                            "setting " + key + " must be true or false, got '" + value + "'");
                }
                return JSON.getNodeFactory().booleanNode(Boolean.parseBoolean(value));
            }
            if (old.isIntegralNumber()) {
                return JSON.getNodeFactory().numberNode(Integer.parseInt(value));
            }
            if (old.isNumber()) {
                return JSON.getNodeFactory().numberNode(Double.parseDouble(value));
            }
        } catch (NumberFormatException e) {
            String kind = old.isIntegralNumber() ? "a whole number" : "a number";
            throw new IllegalArgumentException("setting " + key + " must be " + kind + ", got '" + value + "'", e);
        }
        return JSON.getNodeFactory().textNode(value);
    }

    private static MethodConfig parse(Class<? extends MethodConfig> type, JsonNode tree) {
        try {
            return JSON.treeToValue(tree, type);
        } catch (JsonProcessingException e) {
            Throwable cause = e.getCause();
            throw new IllegalArgumentException(
                    cause instanceof IllegalArgumentException ? cause.getMessage() : e.getOriginalMessage(), e);
        }
    }
}
