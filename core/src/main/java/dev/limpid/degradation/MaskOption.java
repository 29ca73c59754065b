package dev.limpid.degradation;

import dev.limpid.operator.mask.MaskRule;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Where a mask comes from.
 *
 * @param file picture or array of what was observed, or null
 * @param rule what says it without a file, or null; one of the two is there
 */
public record MaskOption(@Nullable Path file, @Nullable MaskRule rule) {
    public MaskOption {
        if ((file == null) == (rule == null)) {
            throw new IllegalArgumentException("a mask is a file or a rule");
        }
    }

    public static MaskOption of(Path file) {
        return new MaskOption(file, null);
    }

    /**
     * Reads a rule, such as {@code centre:32}, or else the path of a file.
     *
     * @throws IllegalArgumentException for a rule that is not understood
     */
    public static MaskOption parse(String text) {
        return MaskRule.isRule(text) ? new MaskOption(null, MaskRule.parse(text)) : of(Path.of(text));
    }

    /** The same, with the path of a file relative to another file's folder. */
    public MaskOption beside(Path other) {
        return file == null ? this : of(other.resolveSibling(file));
    }

    /** Whether another seed gives another mask. */
    boolean drawn() {
        return rule != null && rule.drawn();
    }
}
