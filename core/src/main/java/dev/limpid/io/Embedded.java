package dev.limpid.io;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Facts in a file about its picture, beside the samples: which way up it is, and in which colours.
 *
 * @param icc its colour profile, or null
 * @param orientation Exif's number, 1 to 8; 1 is upright
 */
record Embedded(byte @Nullable [] icc, int orientation) {
    static final Embedded NOTHING = new Embedded(null, 1);
    private static final byte[] EXIF = "Exif\0\0".getBytes(StandardCharsets.ISO_8859_1);

    static Embedded of(TiffDirectory page) {
        long orientation = page.number(TiffDirectory.ORIENTATION, 1);
        return new Embedded(page.bytes(TiffDirectory.ICC_PROFILE), valid(orientation));
    }

    /** Without the profile, which the converted samples do not follow any more. */
    Embedded converted() {
        return new Embedded(null, orientation);
    }

    private static int valid(long orientation) {
        return orientation >= 1 && orientation <= 8 ? (int) orientation : 1;
    }

    /**
     * The orientation that Exif says; 1 where it is damaged or silent.
     *
     * @param exif a TIFF, with or without the mark that JPEG puts before it
     */
    static int orientation(byte[] exif) {
        boolean marked = exif.length >= EXIF.length && Arrays.equals(EXIF, Arrays.copyOf(exif, EXIF.length));
        byte[] tiff = marked ? Arrays.copyOfRange(exif, EXIF.length, exif.length) : exif;
        try {
            return valid(TiffDirectory.all(tiff).get(0).number(TiffDirectory.ORIENTATION, 1));
        } catch (IOException | RuntimeException e) {
            return 1;
        }
    }
}
