package dev.limpid.io;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Facts in a file about its picture, beside the samples: which way up it is, in which colours, and everything else.
 *
 * @param icc its colour profile, or null
 * @param orientation Exif's number, 1 to 8; 1 is upright
 * @param tags everything else, of the picture that is turned upright
 * @param notices on blocks that are left out, one sentence each
 */
record Embedded(byte @Nullable [] icc, int orientation, TiffTags tags, List<String> notices) {
    static final Embedded NOTHING = new Embedded(null, 1, TiffTags.NONE, List.of());

    /** Exif's orientations from here on exchange rows and columns. */
    static final int FIRST_LYING = 5;

    /**
     * The facts in a page of a TIFF.
     *
     * @param file where the page lies
     */
    static Embedded of(TiffDirectory page, byte[] file) {
        var notices = new ArrayList<String>();
        int orientation = valid(page.number(TiffDirectory.ORIENTATION, 1));
        return new Embedded(
                page.bytes(TiffDirectory.ICC_PROFILE),
                orientation,
                TiffTags.of(page).with(exif(page, file, orientation, notices)),
                List.copyOf(notices));
    }

    private static @Nullable Exif exif(TiffDirectory page, byte[] file, int orientation, List<String> notices) {
        Exif block = Exif.of(file, page, notices);
        return block == null ? null : upright(block, orientation, notices);
    }

    /** A block of the picture that is turned upright, or null with a notice. */
    static @Nullable Exif upright(Exif block, int orientation, List<String> notices) {
        boolean fits = block.tiff().length <= EmbeddedBlocks.LARGEST;
        Exif upright = fits ? block.upright(orientation, orientation >= FIRST_LYING) : null;
        if (upright == null) {
            notices.add("its Exif is damaged or has more than " + EmbeddedBlocks.LARGEST + " bytes; it is left out");
        }
        return upright;
    }

    /** Without the profile, which the converted samples do not follow any more. */
    Embedded converted() {
        return new Embedded(null, orientation, tags, notices);
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
        try {
            return valid(Exif.of(exif).directory().number(TiffDirectory.ORIENTATION, 1));
        } catch (IOException e) {
            return 1;
        }
    }
}
