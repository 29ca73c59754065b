package dev.limpid.degradation;

import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Predicate;

/** Options with the values that they were given; the task's protocol has the rest. */
public final class Values {
    /** Nothing is given. */
    public static final Values NONE = new Values(Map.of());

    private final Map<Option<?>, Object> values;

    private Values(Map<Option<?>, Object> values) {
        this.values = values;
    }

    /** The same with one more value, or another one. */
    public <T> Values with(Option<T> option, T value) {
        var more = new LinkedHashMap<>(values);
        more.put(option, value);
        return new Values(more);
    }

    /** The same with a value as a user writes it. */
    public <T> Values parsed(Option<T> option, String text) {
        return with(option, option.parse(text));
    }

    /** The same with a value of a manifest, where the path of a file is relative to the manifest's folder. */
    public <T> Values parsed(Option<T> option, String text, Path manifest) {
        return with(option, option.parse(text, manifest));
    }

    /** These values, and for other options those. */
    public Values or(Values others) {
        var all = new LinkedHashMap<>(others.values);
        all.putAll(values);
        return new Values(all);
    }

    /** Those whose option is accepted. */
    public Values only(Predicate<Option<?>> accepted) {
        var kept = new LinkedHashMap<>(values);
        kept.keySet().removeIf(option -> !accepted.test(option));
        return new Values(kept);
    }

    /** The value that an option was given. */
    @SuppressWarnings("unchecked") // with() takes a value of the option's type alone
    public <T> Optional<T> get(Option<T> option) {
        return Optional.ofNullable((T) values.get(option));
    }

    public boolean has(Option<?> option) {
        return values.containsKey(option);
    }

    /** The options that were given. */
    public Set<Option<?>> options() {
        return Collections.unmodifiableSet(values.keySet());
    }

    /** Every file that a value names, with its option. */
    public void eachFile(BiConsumer<Option<?>, Path> each) {
        for (Option<?> option : values.keySet()) {
            file(option).ifPresent(path -> each.accept(option, path));
        }
    }

    /** All files that values name. */
    public List<Path> files() {
        return List.copyOf(filesByHash().values());
    }

    /** All files that values name, each by the key of its hash in records. */
    public Map<String, Path> filesByHash() {
        var files = new LinkedHashMap<String, Path>();
        eachFile((option, path) -> {
            if (option.file() != null) {
                files.put(option.file().hash(), path);
            }
        });
        return files;
    }

    private <T> Optional<Path> file(Option<T> option) {
        return get(option).flatMap(option::file);
    }

    /** As a run's record has them. */
    public Map<String, Object> request() {
        var request = new LinkedHashMap<String, Object>();
        values.keySet().forEach(option -> record(option, request));
        return request;
    }

    private <T> void record(Option<T> option, Map<String, Object> request) {
        get(option).ifPresent(value -> option.record(value, request));
    }

    /**
     * The values that a run's record has.
     *
     * @param options that may be there
     * @throws IllegalArgumentException if a value is not allowed
     */
    public static Values recorded(Map<String, Object> request, Iterable<Option<?>> options) {
        Values found = NONE;
        for (Option<?> option : options) {
            found = recorded(found, option, request);
        }
        return found;
    }

    private static <T> Values recorded(Values found, Option<T> option, Map<String, Object> request) {
        try {
            Optional<T> value = option.recorded(request);
            return value.isPresent() ? found.with(option, value.get()) : found;
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("request." + option.key() + ": " + e.getMessage(), e);
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Values given && values.equals(given.values);
    }

    @Override
    public int hashCode() {
        return values.hashCode();
    }

    @Override
    public String toString() {
        return values.toString();
    }
}
