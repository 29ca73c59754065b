package dev.limpid.io;

import org.jspecify.annotations.Nullable;

/**
 * How a picture stood in its file, so that another one can be written in the same way.
 *
 * @param format "PNG", "JPEG", "TIFF", "BMP", "PNM", "WebP" or "NPY"
 * @param type how its samples were stored
 * @param range which stored values are −1 and 1
 * @param icc the colour profile that came with it, or null; its samples are not converted
 * @param tags what a TIFF says beside the pixels
 * @param layout order of an array's dimensions
 */
public record Encoding(
        String format, SampleType type, ValueRange range, byte @Nullable [] icc, TiffTags tags, ArrayLayout layout) {

    /** 8 bits from black to white, as PNG. */
    public static final Encoding PNG_8 = plain("PNG", SampleType.BYTE, new ValueRange(0, 255));

    /** Without a profile and tags; an array is (C, H, W). */
    public static Encoding plain(String format, SampleType type, ValueRange range) {
        return new Encoding(format, type, range, null, TiffTags.NONE, ArrayLayout.CHW);
    }

    /** The ending of a file that is written like this: {@code png}, {@code tiff} or {@code npy}. */
    public String extension() {
        return switch (format) {
            case "TIFF" -> "tiff";
            case "NPY" -> "npy";
            default -> "png";
        };
    }

    /**
     * The encoding of a part of the picture, or of the picture in another size: a TIFF's resolution follows the size.
     *
     * @param scaleX new pixels per old pixel
     */
    public Encoding scaled(double scaleX, double scaleY) {
        return new Encoding(format, type, range, icc, tags.of(scaleX, scaleY), layout);
    }

    /** The encoding without what a TIFF says beside its pixels, but for its resolution. */
    public Encoding anonymous() {
        return new Encoding(format, type, range, icc, tags.anonymous(), layout);
    }

    /** The encoding that is really written: samples of fewer than 8 bits become 8 bits, for a restored picture has more shades. */
    Encoding written() {
        if (format.equals("NPY") || type.kind() != SampleType.Kind.UNSIGNED || type.bits() >= 8) {
            return this;
        }
        ValueRange full = range.equals(type.container()) ? new ValueRange(0, 255) : range;
        return new Encoding(format, SampleType.BYTE, full, icc, tags, layout);
    }
}
