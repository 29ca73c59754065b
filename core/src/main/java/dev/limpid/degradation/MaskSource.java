package dev.limpid.degradation;

import dev.limpid.operator.mask.MaskRule;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The source of a mask.
 *
 * @param file picture or array of the observed pixels, or null
 * @param rule which pixels are missing, or null; one of the two is there
 */
public record MaskSource(@Nullable Path file, @Nullable MaskRule rule) {
    public MaskSource {
        if ((file == null) == (rule == null)) {
            throw new IllegalArgumentException("a mask is a file or a rule");
        }
    }

    public static MaskSource of(Path file) {
        return new MaskSource(file, null);
    }

    public static MaskSource of(MaskRule rule) {
        return new MaskSource(null, rule);
    }

    /**
     * Reads a rule, such as {@code centre:32}, or else the path of a file.
     *
     * @throws IllegalArgumentException for a rule that is not understood
     */
    static MaskSource parse(String text) {
        return MaskRule.isRule(text) ? of(MaskRule.parse(text)) : of(Path.of(text));
    }

    /** Whether another seed gives another mask. */
    boolean drawn() {
        return rule != null && rule.drawn();
    }

    @Override
    public String toString() {
        return String.valueOf(file == null ? rule : file);
    }
}
