package dev.limpid.io;

import java.util.Arrays;
import java.util.stream.Collectors;

/** The formats in which results are written. */
public enum ResultFormat {
    /** 8 or 16 bits, unsigned. */
    PNG("PNG", "png", "image/png", Integer.MAX_VALUE),
    /** Every depth. */
    TIFF("TIFF", "tiff", "image/tiff", Integer.MAX_VALUE),
    /** 8 bits; loses a little. */
    JPEG("JPEG", "jpeg", "image/jpeg", 65_500),
    /** 8 bits, lossless. */
    WEBP("WebP", "webp", "image/webp", 16_383),
    /** Every depth, and nothing beside the samples. */
    NPY("NPY", "npy", "application/octet-stream", Integer.MAX_VALUE);

    private final String label;
    private final String ending;
    private final String mediaType;
    private final int longestSide;

    ResultFormat(String label, String ending, String mediaType, int longestSide) {
        this.label = label;
        this.ending = ending;
        this.mediaType = mediaType;
        this.longestSide = longestSide;
    }

    /**
     * The format of that name.
     *
     * @throws IllegalArgumentException if there is none
     */
    public static ResultFormat named(String name) {
        return Arrays.stream(values())
                .filter(format -> format.ending.equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("unknown format '" + name + "': "
                        + Arrays.stream(values()).map(ResultFormat::ending).collect(Collectors.joining(", "))));
    }

    /** The format of a result where nobody asks for another: of files whose format is not written, or loses, it is PNG. */
    static ResultFormat of(String format) {
        return switch (format) {
            case "TIFF" -> TIFF;
            case "NPY" -> NPY;
            default -> PNG;
        };
    }

    /** The name of the format for the command line, which is also the ending of its files. */
    public String ending() {
        return ending;
    }

    /** The name of the format, for people. */
    public String label() {
        return label;
    }

    /** Whether a picture may have that many pixels in a row or column. */
    public boolean holds(int side) {
        return side <= longestSide;
    }

    /** Whether a picture may have alpha. */
    public boolean holdsAlpha() {
        return this == PNG || this == TIFF || this == WEBP;
    }

    String mediaType() {
        return mediaType;
    }

    /** The type in which samples are written that come in another format. */
    SampleType type(SampleType input) {
        boolean unsigned = input.kind() == SampleType.Kind.UNSIGNED && input.bits() <= SampleType.SHORT.bits();
        return switch (this) {
            case TIFF -> input;
            case PNG -> unsigned ? wholeBytes(input) : SampleType.SHORT;
            case NPY -> unsigned ? wholeBytes(input) : input;
            case JPEG, WEBP -> SampleType.BYTE;
        };
    }

    private static SampleType wholeBytes(SampleType unsigned) {
        return unsigned.bits() <= Byte.SIZE ? SampleType.BYTE : SampleType.SHORT;
    }
}
