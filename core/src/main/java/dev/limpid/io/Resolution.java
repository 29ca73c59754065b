package dev.limpid.io;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Optional;

/**
 * Pixels for each unit of length.
 *
 * @param x positive, as {@code y}
 * @param unit TIFF's number: 1 where only the ratio is known, 2 for inches, 3 for centimetres
 */
record Resolution(double x, double y, int unit) {
    static final int NONE = 1;
    static final int INCH = 2;
    static final int CENTIMETRE = 3;
    private static final double CENTIMETRES_PER_INCH = 2.54;

    /** The resolution that the tags 282, 283 and 296 say. */
    static Optional<Resolution> of(TiffTags tags) {
        double x = fraction(tags, TiffDirectory.X_RESOLUTION);
        double y = fraction(tags, TiffDirectory.Y_RESOLUTION);
        byte[] unit = tags.bytes(TiffDirectory.RESOLUTION_UNIT);
        int number = unit == null || unit.length != 2
                ? INCH
                : ByteBuffer.wrap(unit).order(tags.order()).getShort();
        boolean known = x > 0 && y > 0 && number >= NONE && number <= CENTIMETRE;
        return known ? Optional.of(new Resolution(x, y, number)) : Optional.empty();
    }

    private static double fraction(TiffTags tags, int number) {
        byte[] bytes = tags.bytes(number);
        if (bytes == null || bytes.length != 8) {
            return 0;
        }
        ByteBuffer in = ByteBuffer.wrap(bytes).order(tags.order());
        long numerator = in.getInt() & 0xffffffffL;
        long denominator = in.getInt() & 0xffffffffL;
        return denominator == 0 ? 0 : numerator / (double) denominator;
    }

    /** The three tags of numbers as formats other than TIFF hold them. */
    static List<TiffTag> tags(int x, int y, int denominator, int unit, ByteOrder order) {
        return List.of(
                new TiffTag(TiffDirectory.X_RESOLUTION, TiffTag.RATIONAL, fraction(x, denominator, order)),
                new TiffTag(TiffDirectory.Y_RESOLUTION, TiffTag.RATIONAL, fraction(y, denominator, order)),
                new TiffTag(
                        TiffDirectory.RESOLUTION_UNIT,
                        TiffTag.SHORT,
                        ByteBuffer.allocate(2)
                                .order(order)
                                .putShort((short) unit)
                                .array()));
    }

    private static byte[] fraction(int numerator, int denominator, ByteOrder order) {
        return ByteBuffer.allocate(8)
                .order(order)
                .putInt(numerator)
                .putInt(denominator)
                .array();
    }

    /** In pixels for each centimetre, where the unit is a length. */
    Resolution perCentimetre() {
        return unit == INCH ? new Resolution(x / CENTIMETRES_PER_INCH, y / CENTIMETRES_PER_INCH, CENTIMETRE) : this;
    }
}
