package dev.limpid.io;

/**
 * One tag of a TIFF, as it stands in the file.
 *
 * @param number the tag, such as 282 for XResolution
 * @param type TIFF's field type, 1 to 12
 * @param value the bytes of all values, in the file's byte order
 */
public record TiffTag(int number, int type, byte[] value) {
    static final int ASCII = 2;

    /** Bytes of one value by field type; zero for what is not known. */
    private static final int[] SIZES = {0, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8};

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

    int count() {
        return value.length / size(type);
    }
}
