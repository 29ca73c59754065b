package dev.limpid.io;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * How a picture's samples are stored.
 *
 * @param bits unsigned 1 to 16 or 32, signed 8, 16, 32 or 64, floating point 32 or 64
 */
public record SampleType(Kind kind, int bits) {
    /** The meaning of a sample's bits. */
    public enum Kind {
        UNSIGNED,
        SIGNED,
        FLOAT
    }

    static final SampleType BYTE = new SampleType(Kind.UNSIGNED, 8);
    static final SampleType SHORT = new SampleType(Kind.UNSIGNED, 16);

    /** Wider integers are measured in units of their own; nothing says which value is white. */
    private static final int WIDEST_CONTAINER = 16;

    public SampleType {
        boolean known = switch (kind) {
            case UNSIGNED -> (bits >= 1 && bits <= WIDEST_CONTAINER) || bits == 32;
            case SIGNED -> bits == 8 || bits == 16 || bits == 32 || bits == 64;
            case FLOAT -> bits == 32 || bits == 64;
        };
        if (!known) {
            throw new IllegalArgumentException(
                    "unsupported depth: " + describe(kind, bits)
                            + "; unsigned of 1 to 16 or 32 bits, signed of 8, 16, 32 or 64 and floating point of 32 or 64 are known");
        }
    }

    static SampleType unsigned(int bits) {
        return new SampleType(Kind.UNSIGNED, bits);
    }

    /** From black to white where the type alone says it: unsigned integers of at most 16 bits. */
    @Nullable
    ValueRange container() {
        return kind == Kind.UNSIGNED && bits <= WIDEST_CONTAINER ? new ValueRange(0, (1 << bits) - 1) : null;
    }

    /** The value of this type that is nearest to {@code value}. */
    double nearest(double value) {
        return switch (kind) {
            case UNSIGNED -> Math.min(Math.scalb(1.0, bits) - 1, Math.max(0, Math.rint(value)));
            case SIGNED ->
                Math.min(Math.scalb(1.0, bits - 1) - 1, Math.max(-Math.scalb(1.0, bits - 1), Math.rint(value)));
            case FLOAT -> bits == 32 ? (float) value : value;
        };
    }

    /** Appends a value of this type, of whole bytes, in the buffer's order. */
    void put(double value, ByteBuffer out) {
        if (kind == Kind.FLOAT) {
            if (bits == 32) {
                out.putFloat((float) value);
            } else {
                out.putDouble(value);
            }
            return;
        }
        switch (bits) {
            case 16 -> out.putShort((short) (long) value);
            case 32 -> out.putInt((int) (long) value);
            case 64 -> out.putLong((long) value);
            default -> out.put((byte) (long) value);
        }
    }

    /** Such as "16-bit unsigned". */
    @Override
    public String toString() {
        return describe(kind, bits);
    }

    private static String describe(Kind kind, int bits) {
        return bits + "-bit "
                + switch (kind) {
                    case UNSIGNED -> "unsigned";
                    case SIGNED -> "signed";
                    case FLOAT -> "floating point";
                };
    }
}
