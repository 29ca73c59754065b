package dev.limpid.cli;

import java.util.List;

/** The names that arguments are chosen from. */
final class Choices {
    static final List<String> TASKS =
            List.of("inpainting", "super-resolution", "gaussian-deblur", "motion-deblur", "denoise");
    static final List<String> SOLVERS = List.of("dmilo-pgd", "dmilo");
    static final List<String> PRESETS = List.of("brief", "paper", "authors-code");
    static final List<String> SELECTIONS = List.of("last", "least-residual", "discrepancy", "oracle");
    static final List<Integer> SCALES = List.of(2, 3, 4, 8);

    private Choices() {}

    /**
     * Accepts one of the allowed values.
     *
     * @throws UsageException if it is none of them, naming them all
     */
    static <T> T require(String what, T value, List<T> allowed) {
        if (!allowed.contains(value)) {
            String names =
                    String.join(", ", allowed.stream().map(String::valueOf).toList());
            throw new UsageException("unknown " + what + " '" + value + "'; it is one of: " + names);
        }
        return value;
    }
}
