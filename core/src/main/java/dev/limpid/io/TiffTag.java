package dev.limpid.io;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * One tag of a TIFF, as it stands in the file.
 *
 * @param number the tag, such as 282 for XResolution
 * @param type TIFF's field type, 1 to 13
 * @param value the bytes of all values, in the file's byte order
 */
public record TiffTag(int number, int type, byte[] value) {
    static final int BYTE = 1;
    static final int ASCII = 2;
    static final int SHORT = 3;
    static final int LONG = 4;
    static final int RATIONAL = 5;
    static final int UNDEFINED = 7;
    /** The place of a directory. */
    static final int IFD = 13;

    private static final int RATIONAL_BYTES = 8;

    /** Bytes of one value by field type; zero for what is not known. */
    private static final int[] SIZES = {0, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8, 4};

    public TiffTag {
        int size = size(type);
        if (number < 0 || number > 0xffff || size == 0 || value.length == 0 || value.length % size != 0) {
            throw new IllegalArgumentException(
                    "tag " + number + " of field type " + type + " cannot hold " + value.length + " bytes");
        }
    }

    static int size(int type) {
        return type >= 0 && type < SIZES.length ? SIZES[type] : 0;
    }

    /** A resolution, multiplied; other values than one fraction stay. */
    TiffTag scaled(double factor, ByteOrder order) {
        if (factor == 1 || type != RATIONAL || value.length != RATIONAL_BYTES) {
            return this;
        }
        ByteBuffer in = ByteBuffer.wrap(value).order(order);
        double number = (in.getInt() & 0xffffffffL) / (double) Math.max(1, in.getInt() & 0xffffffffL) * factor;
        // The finest fraction that 32 bits hold.
        long denominator = 1;
        while (denominator < 1_000_000 && number * denominator * 10 < 0xffffffffL) {
            denominator *= 10;
        }
        ByteBuffer out = ByteBuffer.allocate(RATIONAL_BYTES).order(order);
        out.putInt((int) Math.min(0xffffffffL, Math.round(number * denominator)))
                .putInt((int) denominator);
        return new TiffTag(this.number, type, out.array());
    }

    int count() {
        return value.length / size(type);
    }
}
