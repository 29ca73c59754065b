package dev.limpid.tensor;

import java.util.Locale;

/** In which numbers the layers of a network multiply. */
public enum Precision {
    /** 24 bits of mantissa. */
    FLOAT32,
    /** 8 bits of mantissa, at twice the speed where the processor has instructions for it; sums keep float32's. */
    BFLOAT16;

    /**
     * Reads {@code float32} or {@code bfloat16}.
     *
     * @throws IllegalArgumentException for any other name
     */
    public static Precision parse(String name) {
        return switch (name.toLowerCase(Locale.ROOT)) {
            case "float32" -> FLOAT32;
            case "bfloat16" -> BFLOAT16;
            default -> throw new IllegalArgumentException("unknown precision '" + name + "': float32 or bfloat16");
        };
    }

    /** Its name for people. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
