package dev.limpid.degradation;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One thing that a user can say of a degradation. Everything that takes it follows from here: the command line's {@code --mask},
 * the manifest's column {@code mask}, the key of a run's record, the hash of its file.
 *
 * @param name in small letters with hyphens
 * @param label stands for the value in the help
 * @param help lines of the help, in plain text
 * @param parser reads a value; it refuses others with an {@link IllegalArgumentException} of one line
 * @param file where a value can name a file; null where none does
 * @param use whether it says how y was made, or what is sought
 */
public record Option<T>(
        String name,
        String label,
        List<String> help,
        Function<String, T> parser,
        @Nullable FileOf<T> file,
        Use use) {
    /** The purpose of an option: a measurement that is complete takes only those of what is sought. */
    public enum Use {
        /** Says how the measurement was made. */
        MAKES,
        /** Says how to look for what is unknown of A. */
        SEEKS,
        /** Is needed to make a measurement and to restore it. */
        BOTH
    }

    /**
     * The file that an option's value names.
     *
     * @param of gives it, or null where the value is no file
     * @param hash key of the file's SHA-256 in records
     * @param loader reads the file once for all pictures of a run, because it is large; null: it is read for each picture
     * @param advice for whoever does not have the file; empty where there is none
     * @param content for a program that can make the file of what it shows
     */
    public record FileOf<T>(
            Function<T, @Nullable Path> of,
            String hash,
            @Nullable Loader loader,
            String advice,
            Content content) {
        /** With a content that no program makes of what it shows. */
        public FileOf(Function<T, @Nullable Path> of, String hash, @Nullable Loader loader, String advice) {
            this(of, hash, loader, advice, Content.OTHER);
        }
    }

    /** The content of an option's file. */
    public enum Content {
        /** A pixel for each one of the picture, white where it was observed: a user can paint or select it. */
        OBSERVED,
        /** The weights of a pixel's neighbours, as a small gray picture. */
        KERNEL,
        /** Anything else. */
        OTHER
    }

    /** Reads a large file; its tensors belong to the scope that is open. */
    @FunctionalInterface
    public interface Loader {
        Shared read(Path file) throws IOException;
    }

    /** The content of a large file that all pictures of a run share. */
    public interface Shared {
        /** The hash of the file. */
        String sha256();
    }

    public Option {
        help = List.copyOf(help);
        if (!name.matches("[a-z0-9]+(-[a-z0-9]+)*")) {
            throw new IllegalArgumentException("an option's name has small letters, digits and hyphens, got " + name);
        }
    }

    /** An option that is a number or a word. */
    public static <T> Option<T> of(String name, String label, Function<String, T> parser, String... help) {
        return new Option<>(name, label, List.of(help), parser, null, Use.MAKES);
    }

    /** An option that is the path of a file, whose SHA-256 records have by that key. */
    public static Option<Path> path(String name, String label, String hash, String... help) {
        return path(name, label, hash, Content.OTHER, help);
    }

    /** The same with a content of the file. */
    public static Option<Path> path(String name, String label, String hash, Content content, String... help) {
        return of(name, label, (Function<String, Path>) Path::of, help)
                .withFile(new FileOf<>(path -> path, hash, null, "", content));
    }

    /** The same option, whose values can name a file. */
    public Option<T> withFile(FileOf<T> named) {
        return new Option<>(name, label, help, parser, named, use);
    }

    /** The same option for another purpose. */
    public Option<T> withUse(Use other) {
        return new Option<>(name, label, help, parser, file, other);
    }

    /**
     * Reads a value.
     *
     * @throws IllegalArgumentException in one line, if it is not allowed
     */
    public T parse(String text) {
        try {
            return parser.apply(text);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(name + " must be a number, got '" + text + "'", e);
        }
    }

    /** Reads a value; the path of a file is relative to the folder of {@code other}. */
    T parse(String text, Path other) {
        T value = parse(text);
        return file(value)
                .map(path -> parse(other.resolveSibling(path).toString()))
                .orElse(value);
    }

    /** The file that a value names. */
    Optional<Path> file(T value) {
        return file == null ? Optional.empty() : Optional.ofNullable(file.of().apply(value));
    }

    /** Adds a value to a run's record: the path of a file by the option's key, anything else as text or a number. */
    void record(T value, Map<String, Object> request) {
        Optional<Path> path = file(value);
        if (path.isPresent()) {
            request.put(key(), path.get().toAbsolutePath().normalize().toString());
        } else if (value instanceof Number) {
            request.put(wordKey(), value);
        } else {
            request.put(wordKey(), value instanceof Enum<?> constant ? word(constant) : String.valueOf(value));
        }
    }

    /** The value of a run's record. */
    Optional<T> recorded(Map<String, Object> request) {
        Object found = request.getOrDefault(key(), request.get(wordKey()));
        return Optional.ofNullable(found).map(value -> parse(value.toString()));
    }

    /** The key in a record: {@code kernelSize}. */
    public String key() {
        var key = new StringBuilder();
        for (String word : name.split("-", -1)) {
            key.append(key.isEmpty() ? word : word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1));
        }
        return key.toString();
    }

    /** The key in a record where the value is no file: {@code maskRule} beside {@code mask}. */
    private String wordKey() {
        return file == null ? key() : key() + "Rule";
    }

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /**
     * Reads a whole number.
     *
     * @param name of the option, for the message
     * @throws IllegalArgumentException for anything else
     */
    public static int whole(String name, String text) {
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(name + " must be a whole number, got '" + text + "'", e);
        }
    }

    @Override
    public String toString() {
        return name;
    }
}
