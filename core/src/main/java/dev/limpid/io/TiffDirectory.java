package dev.limpid.io;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The tags of one picture of a TIFF, or of the Exif part of another file, which has the same form.
 *
 * <p>Source: TIFF 6.0, section 2.
 */
final class TiffDirectory {
    static final int SUBFILE_TYPE = 254;
    static final int WIDTH = 256;
    static final int HEIGHT = 257;
    static final int BITS_PER_SAMPLE = 258;
    static final int COMPRESSION = 259;
    static final int PHOTOMETRIC = 262;
    static final int DESCRIPTION = 270;
    static final int STRIP_OFFSETS = 273;
    static final int ORIENTATION = 274;
    static final int SAMPLES_PER_PIXEL = 277;
    static final int ROWS_PER_STRIP = 278;
    static final int STRIP_BYTE_COUNTS = 279;
    static final int X_RESOLUTION = 282;
    static final int Y_RESOLUTION = 283;
    static final int PLANAR = 284;
    static final int RESOLUTION_UNIT = 296;
    static final int PREDICTOR = 317;
    static final int COLOUR_MAP = 320;
    static final int EXTRA_SAMPLES = 338;
    static final int SAMPLE_FORMAT = 339;
    static final int XMP = 700;
    static final int IPTC = 33723;
    static final int PHOTOSHOP = 34377;
    static final int ICC_PROFILE = 34675;

    static final int HEADER = 8;
    private static final int ENTRY = 12;
    private static final long MOST_TAG_BYTES = 64L << 20;
    private static final int MOST_PAGES = 65_536;

    private final ByteOrder order;
    private final Map<Integer, TiffTag> tags;

    private TiffDirectory(ByteOrder order, Map<Integer, TiffTag> tags) {
        this.order = order;
        this.tags = tags;
    }

    /**
     * The directories of a whole file, in their order.
     *
     * @throws IOException without a file's name, if the chain of directories leaves the file or bites its tail
     */
    static List<TiffDirectory> all(byte[] tiff) throws IOException {
        if (tiff.length < HEADER) {
            throw new IOException("the file is truncated");
        }
        ByteOrder order = tiff[0] == 'M' ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
        ByteBuffer in = ByteBuffer.wrap(tiff).order(order);
        var directories = new ArrayList<TiffDirectory>();
        var seen = new HashSet<Long>();
        long offset = in.getInt(4) & 0xffffffffL;
        // Pages may share a colour profile; but a small file must not become a large heap.
        long room = Math.max(MOST_TAG_BYTES, tiff.length);
        while (offset != 0) {
            if (!seen.add(offset) || directories.size() == MOST_PAGES) {
                throw new IOException("its chain of pages does not end");
            }
            long next = offset + 2;
            if (next <= tiff.length) {
                next += (long) ENTRY * (in.getShort((int) offset) & 0xffff);
            }
            if (next + 4 > tiff.length) {
                throw new IOException("the file is truncated");
            }
            var directory = new TiffDirectory(order, entries(in, (int) offset, room));
            room -= directory.tags.values().stream()
                    .mapToLong(tag -> tag.value().length)
                    .sum();
            directories.add(directory);
            offset = in.getInt((int) next) & 0xffffffffL;
        }
        return directories;
    }

    /**
     * The directory at a place that another one points to.
     *
     * @throws IOException without a file's name, if it leaves the file
     */
    static TiffDirectory at(byte[] tiff, ByteOrder order, long place) throws IOException {
        ByteBuffer in = ByteBuffer.wrap(tiff).order(order);
        boolean begins = place >= HEADER && place + 2 <= tiff.length;
        if (!begins || place + 2 + (long) ENTRY * (in.getShort((int) place) & 0xffff) > tiff.length) {
            throw new IOException("the file is truncated");
        }
        return new TiffDirectory(order, entries(in, (int) place, tiff.length));
    }

    /** The first bytes of a file whose first directory lies at {@code place}. */
    static byte[] header(ByteOrder order, int place) {
        byte[] mark = order == ByteOrder.BIG_ENDIAN ? new byte[] {'M', 'M', 0, 42} : new byte[] {'I', 'I', 42, 0};
        return ByteBuffer.allocate(HEADER).order(order).put(mark).putInt(place).array();
    }

    private static Map<Integer, TiffTag> entries(ByteBuffer in, int offset, long room) throws IOException {
        long left = room;
        var tags = new TreeMap<Integer, TiffTag>();
        int count = in.getShort(offset) & 0xffff;
        for (int i = 0; i < count; i++) {
            int entry = offset + 2 + ENTRY * i;
            int type = in.getShort(entry + 2) & 0xffff;
            long bytes = (in.getInt(entry + 4) & 0xffffffffL) * TiffTag.size(type);
            if (bytes == 0) {
                continue;
            }
            long start = bytes <= 4 ? entry + 8 : in.getInt(entry + 8) & 0xffffffffL;
            if (start + bytes > in.capacity()) {
                throw new IOException("the file is truncated");
            }
            left -= bytes;
            if (left < 0) {
                throw new IOException("its tags hold more than the file");
            }
            var value = new byte[(int) bytes];
            in.get((int) start, value);
            int number = in.getShort(entry) & 0xffff;
            // Some programs add a second description; the first is the user's.
            tags.putIfAbsent(number, new TiffTag(number, type, value));
        }
        return tags;
    }

    ByteOrder order() {
        return order;
    }

    /** All tags in the order of their numbers. */
    List<TiffTag> tags() {
        return List.copyOf(tags.values());
    }

    byte @Nullable [] bytes(int number) {
        TiffTag tag = tags.get(number);
        return tag == null ? null : tag.value();
    }

    /** How many values a tag has; none if it is missing. */
    int count(int number) {
        TiffTag tag = tags.get(number);
        return tag == null ? 0 : tag.count();
    }

    /** The first value of an integer tag. */
    long number(int number, long otherwise) {
        long[] all = numbers(number);
        return all.length == 0 ? otherwise : all[0];
    }

    /** All values of an integer tag; none if it is missing or of another type. */
    long[] numbers(int number) {
        TiffTag tag = tags.get(number);
        if (tag == null) {
            return new long[0];
        }
        ByteBuffer in = ByteBuffer.wrap(tag.value()).order(order);
        var numbers = new long[tag.count()];
        for (int i = 0; i < numbers.length; i++) {
            switch (tag.type()) {
                case TiffTag.BYTE -> numbers[i] = in.get() & 0xff;
                case TiffTag.SHORT -> numbers[i] = in.getShort() & 0xffff;
                case TiffTag.LONG, TiffTag.IFD -> numbers[i] = in.getInt() & 0xffffffffL;
                default -> {
                    return new long[0];
                }
            }
        }
        return numbers;
    }

    /** A smaller version or a mask of another page, which is no picture of its own. */
    boolean isAuxiliary() {
        return (number(SUBFILE_TYPE, 0) & 0b101) != 0;
    }
}
