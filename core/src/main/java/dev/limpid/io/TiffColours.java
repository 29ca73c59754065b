package dev.limpid.io;

import java.io.IOException;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The meaning of the channels of a TIFF's page.
 *
 * @param photometric tag 262, or what the other tags say where it is missing
 * @param alpha whether the channel behind the colours is opacity, because ExtraSamples (tag 338) says so
 * @param spare whether a channel that nothing describes stands beside the indices of a palette
 */
record TiffColours(int photometric, boolean alpha, boolean spare) {
    static final int WHITE_IS_ZERO = 0;
    static final int BLACK_IS_ZERO = 1;
    static final int RGB = 2;
    static final int PALETTE = 3;
    static final int CMYK = 5;
    static final int YCBCR = 6;
    static final int CIE_LAB = 8;
    static final int ICC_LAB = 9;

    private static final int MOST_CHANNELS = 4;
    private static final int PLANES = 2;
    private static final Set<Long> CCITT = Set.of(2L, 3L, 4L);
    private static final Set<Long> OPACITY = Set.of(1L, 2L);

    /**
     * The meaning of a page's channels.
     *
     * @throws IOException naming the file, if a channel is neither a colour nor opacity
     */
    static TiffColours of(TiffDirectory page, String name) throws IOException {
        long channels = page.number(TiffDirectory.SAMPLES_PER_PIXEL, 1);
        int photometric = (int) page.number(TiffDirectory.PHOTOMETRIC, guess(page, channels));
        int colours = colours(photometric, name);
        long extra = channels - colours;
        boolean planes = page.number(TiffDirectory.PLANAR, 1) == PLANES;
        if (planes && (photometric == YCBCR || (photometric == PALETTE && extra > 0))) {
            // The decoder converts all colours once more for every strip, and takes indices and channel for
            // interleaved.
            throw new IOException(name + ": has " + (photometric == YCBCR ? "YCbCr colours" : "a palette and a channel")
                    + " in planes (PlanarConfiguration 2); interleaved ones are read");
        }
        if (extra == 0) {
            return new TiffColours(photometric, false, false);
        }
        if (channels < 1 || extra < 0 || channels > Math.max(MOST_CHANNELS, colours)) {
            throw new IOException(
                    name + ": has " + channels + " channels; gray and RGB, with or without alpha, are read");
        }
        boolean alpha = OPACITY.contains(page.number(TiffDirectory.EXTRA_SAMPLES, 0));
        if (extra == 1 && (alpha || photometric == PALETTE)) {
            return new TiffColours(photometric, alpha, !alpha);
        }
        throw new IOException(name + ": has " + channels + " channels, " + extra + " more than its colours, and its"
                + " ExtraSamples do not call " + (extra == 1 ? "it" : "them") + " alpha; gray and RGB, with or without"
                + " alpha, are read: store each channel as a picture of its own");
    }

    /** The tag is required, and some programs leave it out. */
    private static int guess(TiffDirectory page, long channels) {
        if (CCITT.contains(page.number(TiffDirectory.COMPRESSION, 1))) {
            return WHITE_IS_ZERO;
        }
        if (page.bytes(TiffDirectory.COLOUR_MAP) != null) {
            return PALETTE;
        }
        return channels - page.numbers(TiffDirectory.EXTRA_SAMPLES).length == 3 ? RGB : BLACK_IS_ZERO;
    }

    private static int colours(int photometric, String name) throws IOException {
        return switch (photometric) {
            case WHITE_IS_ZERO, BLACK_IS_ZERO, PALETTE -> 1;
            case RGB, YCBCR, CIE_LAB, ICC_LAB -> 3;
            case CMYK -> 4;
            default ->
                throw new IOException(name + ": has colours of kind " + photometric
                        + " (PhotometricInterpretation); gray, RGB, palettes, CMYK, YCbCr and CIE Lab are read");
        };
    }

    boolean isGray() {
        return photometric == WHITE_IS_ZERO || photometric == BLACK_IS_ZERO;
    }

    boolean isLab() {
        return photometric == CIE_LAB || photometric == ICC_LAB;
    }

    /** The notice that the colours were converted, and null where they stay as they are. */
    @Nullable
    String notice() {
        return switch (photometric) {
            case CMYK -> Cmyk.NOTICE;
            case YCBCR -> "its YCbCr colours were converted to RGB";
            case CIE_LAB, ICC_LAB -> Lab.NOTICE;
            default -> null;
        };
    }
}
