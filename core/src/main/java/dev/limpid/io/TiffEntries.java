package dev.limpid.io;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * The last directory of a TIFF, and the values that do not fit into it.
 *
 * <p>Source: TIFF 6.0, section 2.
 *
 * @param tags without two of the same number
 */
record TiffEntries(ByteOrder order, List<TiffTag> tags) {
    private static final int ENTRY = 12;
    private static final int INLINE = 4;

    TiffEntries {
        tags = tags.stream().sorted(Comparator.comparingInt(TiffTag::number)).toList();
    }

    static long even(long size) {
        return size + size % 2;
    }

    /** Bytes of the directory and of all values. */
    long size() {
        long size = table();
        for (TiffTag tag : tags) {
            size += tag.value().length > INLINE ? even(tag.value().length) : 0;
        }
        return size;
    }

    private int table() {
        return 2 + ENTRY * tags.size() + 4;
    }

    /** @param out in the byte order of the values, with room for {@link #size()} bytes from {@code at} on */
    void write(ByteBuffer out, int at) {
        out.position(at).putShort((short) tags.size());
        int next = at + table();
        for (TiffTag tag : tags) {
            out.putShort((short) tag.number()).putShort((short) tag.type()).putInt(tag.count());
            if (tag.value().length <= INLINE) {
                out.put(Arrays.copyOf(tag.value(), INLINE));
            } else {
                out.putInt(next).put(next, tag.value());
                next += (int) even(tag.value().length);
            }
        }
    }
}
