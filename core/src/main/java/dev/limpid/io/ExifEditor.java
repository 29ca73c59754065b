package dev.limpid.io;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.OptionalInt;
import java.util.function.Predicate;

/**
 * Changes an Exif block where it stands: entries are changed or taken out, and nothing else moves, because notes of camera
 * makers hold places within the block.
 */
final class ExifEditor {
    private static final int HEADER = 8;
    private static final int ENTRY = 12;

    /** A preview lies in one piece, or in one strip. */
    private static final int[][] PREVIEWS = {{513, 514}, {273, 279}};

    private final ByteBuffer block;

    /** @param tiff with a first directory that lies within it; it stays as it is */
    ExifEditor(byte[] tiff) {
        ByteOrder order = tiff[0] == 'M' ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
        this.block = ByteBuffer.wrap(tiff.clone()).order(order);
    }

    byte[] block() {
        return block.array();
    }

    /** The place of the first directory. */
    int main() {
        return block.getInt(4);
    }

    /** The place of the directory that an entry of another one points to; empty if it is not there, or not within the block. */
    OptionalInt part(int directory, int tag) {
        OptionalInt entry = find(directory, tag);
        return entry.isPresent() ? within(block.getInt(entry.getAsInt() + 8) & 0xffffffffL) : OptionalInt.empty();
    }

    private OptionalInt within(long at) {
        boolean fits = at >= HEADER && at + 2 <= block.capacity() && end((int) at) <= block.capacity();
        return fits ? OptionalInt.of((int) at) : OptionalInt.empty();
    }

    /** Behind the entries of a directory. */
    private int end(int directory) {
        return directory + 2 + ENTRY * (block.getShort(directory) & 0xffff);
    }

    private OptionalInt find(int directory, int tag) {
        for (int at = directory + 2; at < end(directory); at += ENTRY) {
            if ((block.getShort(at) & 0xffff) == tag) {
                return OptionalInt.of(at);
            }
        }
        return OptionalInt.empty();
    }

    /** Takes out the entries that are not to be kept. */
    void keep(int directory, Predicate<Entry> kept) {
        int end = end(directory);
        int to = directory + 2;
        for (int from = directory + 2; from < end; from += ENTRY) {
            if (kept.test(new Entry(block, from))) {
                block.put(to, block.array(), from, ENTRY);
                to += ENTRY;
            }
        }
        block.putShort(directory, (short) ((to - directory - 2) / ENTRY));
        // Without a next directory. Some writers leave that number out, and there is room for it only where entries
        // went.
        if (to < end) {
            block.putInt(to, 0);
        }
    }

    /** Exchanges the values of two entries. */
    void exchange(int directory, int tag, int other) {
        OptionalInt one = find(directory, tag);
        OptionalInt two = find(directory, other);
        if (one.isPresent() && two.isPresent()) {
            var value = new byte[ENTRY - 2];
            block.get(one.getAsInt() + 2, value);
            block.put(one.getAsInt() + 2, block.array(), two.getAsInt() + 2, value.length);
            block.put(two.getAsInt() + 2, value);
        }
    }

    /** Takes the preview out with its directory; the block becomes shorter where it ends with the preview. */
    byte[] withoutPreview() {
        int next = end(main());
        OptionalInt preview = within(block.getInt(next) & 0xffffffffL);
        block.putInt(next, 0);
        int size = block.capacity();
        if (preview.isPresent()) {
            for (int[] tags : PREVIEWS) {
                long start = number(preview.getAsInt(), tags[0]);
                long end = start + number(preview.getAsInt(), tags[1]);
                if (start >= Math.max(next + 4, end(preview.getAsInt())) && end <= block.capacity()) {
                    Arrays.fill(block.array(), (int) start, (int) end, (byte) 0);
                    size = end == size ? (int) start : size;
                }
            }
        }
        return Arrays.copyOf(block.array(), size);
    }

    private long number(int directory, int tag) {
        OptionalInt entry = find(directory, tag);
        return entry.isPresent() ? new Entry(block, entry.getAsInt()).number() : 0;
    }

    /** An entry of a directory. */
    record Entry(ByteBuffer block, int at) {
        private static final int UTF_8 = 129;

        int tag() {
            return block.getShort(at) & 0xffff;
        }

        private int type() {
            return block.getShort(at + 2) & 0xffff;
        }

        private long bytes() {
            int size = type() == UTF_8 ? 1 : TiffTag.size(type());
            return size == 0 ? Long.MAX_VALUE : (block.getInt(at + 4) & 0xffffffffL) * size;
        }

        /** Whether its type is known and its value lies within the block. */
        boolean isSound() {
            return bytes() <= 4 || (block.getInt(at + 8) & 0xffffffffL) <= block.capacity() - bytes();
        }

        private boolean isOne(int type) {
            return type() == type && block.getInt(at + 4) == 1;
        }

        /** A single integer; 0 for other values. */
        long number() {
            return isOne(TiffTag.LONG)
                    ? block.getInt(at + 8) & 0xffffffffL
                    : isOne(TiffTag.SHORT) ? block.getShort(at + 8) & 0xffff : 0;
        }

        /** Changes a single integer. Returns whether the entry holds it now. */
        boolean set(long value) {
            if (isOne(TiffTag.LONG)) {
                block.putInt(at + 8, (int) value);
                return true;
            }
            if (isOne(TiffTag.SHORT) && value <= 0xffff) {
                block.putShort(at + 8, (short) value);
                return true;
            }
            return false;
        }

        /** Multiplies a single fraction. Returns whether the entry holds the product now. */
        boolean scale(double factor) {
            int place = block.getInt(at + 8);
            if (!isOne(TiffTag.RATIONAL) || place < 0 || place > block.capacity() - 8) {
                return false;
            }
            var value = new byte[8];
            block.get(place, value);
            block.put(
                    place,
                    new TiffTag(tag(), TiffTag.RATIONAL, value)
                            .scaled(factor, block.order())
                            .value());
            return true;
        }
    }
}
