package dev.limpid.restoration;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Enum constants by the names that users give: lower case, with hyphens. */
public final class Labels {
    private Labels() {}

    public static String of(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /**
     * The constant of that name.
     *
     * @param kind what the constants are, for the message
     * @throws IllegalArgumentException for any other name, with those that there are
     */
    public static <E extends Enum<E>> E named(String kind, E[] constants, String name) {
        return Arrays.stream(constants)
                .filter(c -> of(c).equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "unknown " + kind + " '" + name + "': " + all(Arrays.asList(constants))));
    }

    /** All names, in a row. */
    public static String all(List<? extends Enum<?>> constants) {
        return constants.stream().map(Labels::of).collect(Collectors.joining(", "));
    }
}
