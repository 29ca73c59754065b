package dev.limpid.io;

import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The facts that a camera or a program states of a picture: a small TIFF without pixels.
 *
 * <p>Source: CIPA DC-008 (Exif 2.32), section 4.6.
 *
 * @param tiff the whole of it
 */
record Exif(byte[] tiff) {
    private static final byte[] MARK = "Exif\0\0".getBytes(StandardCharsets.ISO_8859_1);

    /** Tags that point to further directories. */
    static final int EXIF = 34665;

    static final int GPS = 34853;
    private static final int INTEROPERABILITY = 40965;

    private static final int YCBCR_POSITIONING = 531;
    private static final int MAKER_NOTE = 37500;
    private static final int SUBJECT_AREA = 37396;
    private static final int SUBJECT_LOCATION = 41492;
    private static final int FOCAL_PLANE_X = 41486;
    private static final int FOCAL_PLANE_Y = 41487;
    private static final int WIDTH = 40962;
    private static final int HEIGHT = 40963;
    private static final int RELATED_WIDTH = 4097;
    private static final int RELATED_HEIGHT = 4098;

    /** Those of a TIFF's own tags that Exif knows: who, what, when, with what, and the resolution. */
    private static final Set<Integer> OF_THE_PICTURE = Set.of(
            270, 271, 272, 282, 283, 296, 305, 306, 315, 316, 18246, 18249, 33432, 40091, 40092, 40093, 40094, 40095);

    static final String MOVED_NOTES =
            "the notes of its camera's maker are moved within its Exif, where some readers will not understand them";

    /**
     * A block as it stands in another file.
     *
     * @param block with or without the mark that JPEG puts before it
     * @throws IOException without a file's name, if its directories are damaged
     */
    static Exif of(byte[] block) throws IOException {
        boolean marked = block.length >= MARK.length && Arrays.equals(MARK, Arrays.copyOf(block, MARK.length));
        byte[] tiff = marked ? Arrays.copyOfRange(block, MARK.length, block.length) : block;
        List<TiffDirectory> directories;
        try {
            directories = TiffDirectory.all(tiff);
        } catch (RuntimeException e) {
            throw new IOException(e);
        }
        if (directories.isEmpty()) {
            throw new IOException("it has no directory");
        }
        return new Exif(tiff);
    }

    /**
     * The block of a page of a TIFF, laid anew.
     *
     * @return null where the page says nothing that Exif knows
     */
    static @Nullable Exif of(byte[] file, TiffDirectory page, List<String> notices) {
        var tags = new ArrayList<TiffTag>(page.tags().stream()
                .filter(tag -> OF_THE_PICTURE.contains(tag.number()))
                .toList());
        var parts = new ExifParts(file, page.order(), notices);
        parts.add(page, EXIF, List.of(INTEROPERABILITY), tags);
        parts.add(page, GPS, List.of(), tags);
        return tags.isEmpty() ? null : new Exif(parts.block(tags));
    }

    /** A block of these tags alone, or null where Exif knows none of them. */
    static @Nullable Exif of(List<TiffTag> tags, ByteOrder order) {
        List<TiffTag> known = tags.stream()
                .filter(tag -> OF_THE_PICTURE.contains(tag.number()))
                .toList();
        return known.isEmpty() ? null : new Exif(new ExifParts(new byte[0], order, new ArrayList<>()).block(known));
    }

    /** Its first directory. */
    TiffDirectory directory() {
        try {
            return TiffDirectory.all(tiff).get(0);
        } catch (IOException e) {
            throw new IllegalStateException("an Exif block was read and cannot be read again", e);
        }
    }

    /** Whether it says more than a TIFF's own tags can. */
    boolean hasParts() {
        return directory().count(EXIF) + directory().count(GPS) > 0;
    }

    /**
     * For a picture that was turned upright: without the preview, and without what tells how the pixels were stored.
     *
     * @param lying whether rows and columns have changed places
     * @return null where the block is damaged
     */
    @Nullable
    Exif upright(int orientation, boolean lying) {
        return edited(new ExifEditor(tiff).withoutPreview(), editor -> {
            int main = editor.main();
            if (lying) {
                editor.exchange(main, TiffDirectory.X_RESOLUTION, TiffDirectory.Y_RESOLUTION);
            }
            editor.keep(main, entry -> switch (entry.tag()) {
                case TiffDirectory.ORIENTATION -> entry.set(1);
                case EXIF, GPS -> editor.part(main, entry.tag()).isPresent();
                // Exif itself wants it, whatever the format.
                case YCBCR_POSITIONING -> true;
                default -> !TiffTags.isOfTheStorage(entry.tag());
            });
            editor.part(main, GPS).ifPresent(at -> editor.keep(at, ExifEditor.Entry::isSound));
            editor.part(main, EXIF).ifPresent(at -> {
                if (lying) {
                    editor.exchange(at, FOCAL_PLANE_X, FOCAL_PLANE_Y);
                }
                editor.keep(
                        at,
                        entry -> entry.isSound()
                                && (entry.tag() != INTEROPERABILITY
                                        || editor.part(at, INTEROPERABILITY).isPresent())
                                && (orientation == 1 || !isPlace(entry)));
                editor.part(at, INTEROPERABILITY).ifPresent(i -> editor.keep(i, ExifEditor.Entry::isSound));
            });
        });
    }

    /** A changed block, or null where its parts lie in each other, so that a change of one damages another. */
    private static @Nullable Exif edited(byte[] tiff, Consumer<ExifEditor> edit) {
        var editor = new ExifEditor(tiff);
        try {
            edit.accept(editor);
            return of(editor.block());
        } catch (IOException | IndexOutOfBoundsException e) {
            return null;
        }
    }

    private static boolean isPlace(ExifEditor.Entry entry) {
        return entry.tag() == SUBJECT_AREA || entry.tag() == SUBJECT_LOCATION;
    }

    /** For a part of the picture, or the picture in another size: resolutions follow, and places of the subject are dropped. */
    @Nullable
    Exif scaled(double scaleX, double scaleY) {
        Predicate<ExifEditor.Entry> follows = entry -> switch (entry.tag()) {
            case TiffDirectory.X_RESOLUTION, FOCAL_PLANE_X -> entry.scale(scaleX);
            case TiffDirectory.Y_RESOLUTION, FOCAL_PLANE_Y -> entry.scale(scaleY);
            default -> !isPlace(entry);
        };
        return edited(tiff, editor -> {
            editor.keep(editor.main(), follows);
            editor.part(editor.main(), EXIF).ifPresent(at -> editor.keep(at, follows));
        });
    }

    /** For a picture of that many pixels. */
    @Nullable
    Exif sized(int width, int height) {
        Predicate<ExifEditor.Entry> told = entry -> switch (entry.tag()) {
            case WIDTH, RELATED_WIDTH -> entry.set(width);
            case HEIGHT, RELATED_HEIGHT -> entry.set(height);
            default -> true;
        };
        return edited(
                tiff,
                editor -> editor.part(editor.main(), EXIF).ifPresent(at -> {
                    editor.keep(at, told);
                    editor.part(at, INTEROPERABILITY).ifPresent(related -> editor.keep(related, told));
                }));
    }

    /** The block with the mark that JPEG puts before it. */
    byte[] marked() {
        byte[] marked = Arrays.copyOf(MARK, MARK.length + tiff.length);
        System.arraycopy(tiff, 0, marked, MARK.length, tiff.length);
        return marked;
    }

    static boolean isMakerNote(TiffTag tag) {
        return tag.number() == MAKER_NOTE;
    }
}
