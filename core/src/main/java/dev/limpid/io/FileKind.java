package dev.limpid.io;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;

/** The kind of a file by its first bytes, because names lie, and the only list of the endings of their names. */
enum FileKind {
    PNG("PNG", 0, "\u0089PNG\r\n\u001a\n", "png"),
    JPEG("JPEG", 0, "\u00ff\u00d8\u00ff", "jpg jpeg jfif"),
    TIFF("TIFF", 0, "II*\0", "tif tiff"),
    TIFF_BIG_ENDIAN("TIFF", 0, "MM\0*", "tif tiff"),
    BIG_TIFF("BigTIFF", 0, "II+\0", ""),
    BIG_TIFF_BIG_ENDIAN("BigTIFF", 0, "MM\0+", ""),
    NPY("NPY", 0, "\u0093NUMPY", "npy"),
    GIF("GIF", 0, "GIF8", "gif"),
    WEBP("WebP", 8, "WEBP", "webp"),
    HEIF("HEIF or AVIF", 4, "ftyp", ""),
    JPEG_2000("JPEG 2000", 4, "jP  \r\n", ""),
    JPEG_2000_STREAM("JPEG 2000", 0, "\u00ffO\u00ffQ", ""),
    PNM("PNM", 0, "P", "pbm pgm ppm pnm pam"),
    BMP("BMP", 0, "BM", "bmp dib"),
    PDF("PDF", 0, "%PDF", ""),
    ZIP("ZIP", 0, "PK\u0003\u0004", ""),
    UNKNOWN("unknown", 0, "", "");

    /** Bytes from the beginning of a file that tell its kind. */
    static final int MAGIC_BYTES = 16;

    private final String label;
    private final int offset;
    private final String magic;
    private final String endings; // separated by blanks

    FileKind(String label, int offset, String magic, String endings) {
        this.label = label;
        this.offset = offset;
        this.magic = magic;
        this.endings = endings;
    }

    String label() {
        return label;
    }

    boolean isTiff() {
        return this == TIFF || this == TIFF_BIG_ENDIAN;
    }

    static FileKind of(byte[] file) {
        for (FileKind kind : values()) {
            if (kind.matches(file)) {
                return kind;
            }
        }
        return UNKNOWN;
    }

    private boolean matches(byte[] file) {
        int end = offset + magic.length();
        boolean starts = file.length >= end
                && new String(file, offset, magic.length(), StandardCharsets.ISO_8859_1).equals(magic);
        return starts && (this != PNM || isPnm(file));
    }

    /** P1 to P7 and white space; PF, floating point, is another format. */
    private static boolean isPnm(byte[] file) {
        return file.length > 2 && file[1] >= '1' && file[1] <= '7' && Character.isWhitespace(file[2]);
    }

    /** The refusal of a file of this kind where {@code wanted} is read. */
    IOException refusal(String name, String wanted) {
        if (this == UNKNOWN) {
            return new IOException(name + ": is not a picture that can be read; " + wanted);
        }
        return new IOException(name + ": is a " + label + " file; " + wanted);
    }

    /** Whether the file's name ends as files of another picture kind do. */
    boolean contradicts(String name) {
        String ending = ending(name);
        return isEnding(ending) && !endsIn(ending);
    }

    /** Whether the file's name ends as the names of pictures do. */
    static boolean isPictureName(String name) {
        return isEnding(ending(name));
    }

    private static boolean isEnding(String ending) {
        return Arrays.stream(values()).anyMatch(kind -> kind.endsIn(ending));
    }

    private static String ending(String name) {
        int dot = name.lastIndexOf('.');
        return dot < 0 ? "" : name.substring(dot + 1).toLowerCase(Locale.ROOT);
    }

    private boolean endsIn(String ending) {
        return !ending.isEmpty() && (" " + endings + " ").contains(" " + ending + " ");
    }
}
