package dev.limpid.solver;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A method's settings as keys and values: to change single ones, and to record all of them. The keys are the components of the
 * settings' record; those of a record inside it stand in its place.
 */
public final class Settings {
    private Settings() {}

    /** Every key of the settings with its value, in the order of the record; a constant by its name for users. */
    public static Map<String, Object> of(SolverConfig config) {
        var values = new LinkedHashMap<String, Object>();
        collect(config, values);
        return values;
    }

    private static void collect(Object record, Map<String, Object> values) {
        for (RecordComponent component : record.getClass().getRecordComponents()) {
            Object value = read(record, component);
            if (value instanceof Record inner) {
                collect(inner, values);
            } else {
                values.put(component.getName(), value instanceof Enum<?> ? value.toString() : value);
            }
        }
    }

    /**
     * The settings with some of their values replaced.
     *
     * @throws IllegalArgumentException for a key that they do not have, or a value that is not allowed
     */
    @SuppressWarnings("unchecked") // made from the class of config
    public static <C extends SolverConfig> C with(C config, Map<String, String> changes) {
        Map<String, Object> values = of(config);
        for (Map.Entry<String, String> change : changes.entrySet()) {
            Object old = values.get(change.getKey());
            if (old == null) {
                throw unknown(change.getKey(), values.keySet());
            }
            values.put(change.getKey(), parse(change.getKey(), old, change.getValue()));
        }
        return (C) read(config.getClass(), values);
    }

    /**
     * Settings from keys and values.
     *
     * @throws IllegalArgumentException for a key that is missing or unknown, or a value that is not allowed
     */
    public static <C> C read(Class<C> type, Map<String, ?> values) {
        var left = new TreeSet<>(values.keySet());
        C config = make(type, values, left);
        Retired retired = type.getAnnotation(Retired.class);
        if (retired != null) {
            left.removeAll(List.of(retired.value()));
        }
        if (!left.isEmpty()) {
            throw unknown(left.first(), of((SolverConfig) config).keySet());
        }
        return config;
    }

    /** Says which keys there are, the nearest of them, and the methods that have the other one. */
    private static IllegalArgumentException unknown(String key, Collection<String> known) {
        String nearest =
                NearestName.of(key, known).map(k -> "; did you mean " + k + "?").orElse("");
        String others = Methods.ALL.stream()
                .filter(method -> keys(method.settings()).contains(key))
                .map(Method::name)
                .collect(Collectors.joining(", "));
        return new IllegalArgumentException("unknown setting '" + key + "': "
                + (known.isEmpty() ? "the method has none" : String.join(", ", known)) + nearest
                + (others.isEmpty() ? "" : "; " + key + " is a setting of " + others));
    }

    /** The keys of a record of settings. */
    private static Set<String> keys(Class<?> type) {
        var keys = new TreeSet<String>();
        for (RecordComponent component : type.getRecordComponents()) {
            keys.addAll(component.getType().isRecord() ? keys(component.getType()) : Set.of(component.getName()));
        }
        return keys;
    }

    private static <C> C make(Class<C> type, Map<String, ?> values, Set<String> left) {
        RecordComponent[] components = type.getRecordComponents();
        Object[] arguments = Arrays.stream(components)
                .map(component -> argument(component, values, left))
                .toArray();
        try {
            Class<?>[] types =
                    Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
            var constructor = type.getDeclaredConstructor(types);
            constructor.setAccessible(true);
            return constructor.newInstance(arguments);
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof RuntimeException refusal) {
                throw refusal;
            }
            throw new IllegalStateException(type + " cannot be made", e);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(type + " is no record of settings", e);
        }
    }

    private static Object argument(RecordComponent component, Map<String, ?> values, Set<String> left) {
        Class<?> type = component.getType();
        if (type.isRecord()) {
            return make(type, values, left);
        }
        String key = component.getName();
        Object value = values.get(key);
        if (value == null) {
            Formerly formerly = component.getAnnotation(Formerly.class);
            if (formerly == null) {
                throw new IllegalArgumentException("setting " + key + " is missing");
            }
            return former(type, formerly.value());
        }
        left.remove(key);
        Object converted = convert(type, value);
        if (converted == null) {
            throw new IllegalArgumentException("setting " + key + " must be " + kind(type) + ", got '" + value + "'");
        }
        return converted;
    }

    private static Object former(Class<?> type, String text) {
        if (type == boolean.class) {
            return Boolean.valueOf(text);
        }
        Object value =
                type == int.class ? (Object) Integer.valueOf(text) : type == double.class ? Double.valueOf(text) : text;
        return Objects.requireNonNull(convert(type, value), text);
    }

    /** The value in the component's type; null where it is of another kind. */
    private static @Nullable Object convert(Class<?> type, Object value) {
        if (type == double.class) {
            return value instanceof Number number ? (Object) number.doubleValue() : null;
        } else if (type == int.class) {
            boolean whole = value instanceof Integer || value instanceof Long;
            return whole && ((Number) value).longValue() == ((Number) value).intValue()
                    ? (Object) ((Number) value).intValue()
                    : null;
        } else if (type.isEnum()) {
            return Arrays.stream(type.getEnumConstants())
                    .filter(constant -> constant.toString().equals(value.toString()))
                    .findFirst()
                    .orElse(null);
        }
        return type == boolean.class
                ? (value instanceof Boolean ? value : null)
                : (value instanceof String ? value : null);
    }

    private static String kind(Class<?> type) {
        if (type.isEnum()) {
            return "one of "
                    + String.join(
                            ", ",
                            Arrays.stream(type.getEnumConstants())
                                    .map(Object::toString)
                                    .toList());
        }
        return type == int.class
                ? "a whole number"
                : type == double.class ? "a number" : type == boolean.class ? "true or false" : "a text";
    }

    /** A text in the type of the value that it replaces. */
    private static Object parse(String key, Object old, String text) {
        try {
            if (old instanceof Integer) {
                return Integer.valueOf(text);
            } else if (old instanceof Double) {
                return Double.valueOf(text);
            } else if (old instanceof Boolean) {
                if (!text.equals("true") && !text.equals("false")) {
                    throw new IllegalArgumentException("setting " + key + " must be true or false, got '" + text + "'");
                }
                return Boolean.valueOf(text);
            }
            return text;
        } catch (NumberFormatException e) {
            Class<?> type = old instanceof Integer ? int.class : double.class;
            throw new IllegalArgumentException("setting " + key + " must be " + kind(type) + ", got '" + text + "'", e);
        }
    }

    private static Object read(Object record, RecordComponent component) {
        try {
            var accessor = component.getAccessor();
            accessor.setAccessible(true);
            return accessor.invoke(record);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(component + " cannot be read", e);
        }
    }
}
