package dev.limpid.io;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.Set;

/** The kind of a file by its first bytes, because names lie, and the only list of the endings of their names. */
enum FileKind {
    PNG("PNG", 0, "\u0089PNG\r\n\u001a\n", "png apng"),
    JPEG("JPEG", 0, "\u00ff\u00d8\u00ff", "jpg jpeg jpe jfif jif mpo"),
    TIFF("TIFF", 0, "II*\0", "tif tiff"),
    TIFF_BIG_ENDIAN("TIFF", 0, "MM\0*", "tif tiff"),
    BIG_TIFF("BigTIFF", 0, "II+\0", "tif tiff btf tf8"),
    BIG_TIFF_BIG_ENDIAN("BigTIFF", 0, "MM\0+", "tif tiff btf tf8"),
    NPY("NPY", 0, "\u0093NUMPY", "npy"),
    GIF("GIF", 0, "GIF8", "gif"),
    WEBP("WebP", 8, "WEBP", "webp"),
    HEIF("HEIF or AVIF", 4, "ftyp", "heic heif hif avif avifs"),
    JPEG_2000("JPEG 2000", 4, "jP  \r\n", "jp2 jpx jpf"),
    JPEG_2000_STREAM("JPEG 2000", 0, "\u00ffO\u00ffQ", "j2k j2c jpc"),
    JPEG_XL("JPEG XL", 4, "JXL \r\n", "jxl"),
    JPEG_XL_STREAM("JPEG XL", 0, "\u00ff\n", "jxl"),
    PHOTOSHOP("Photoshop", 0, "8BPS", "psd psb"),
    OPEN_EXR("OpenEXR", 0, "v/1\u0001", "exr"),
    PNM("PNM", 0, "P", "pbm pgm ppm pnm pam"),
    BMP("BMP", 0, "BM", "bmp dib"),
    PDF("PDF", 0, "%PDF", ""),
    ZIP("ZIP", 0, "PK\u0003\u0004", ""),
    UNKNOWN("unknown", 0, "", "");

    /** Bytes from the beginning of a file that tell its kind. */
    static final int MAGIC_BYTES = 64;

    /** The first names of the formats in a file of boxes that hold a still picture; films have others. */
    private static final Set<String> STILL =
            Set.of("heic", "heix", "heim", "heis", "hevc", "hevx", "mif1", "mif2", "msf1", "miaf", "avif", "avis");

    /** Sizes of a bitmap's second header, by version. */
    private static final Set<Integer> BITMAP_HEADERS = Set.of(12, 16, 40, 52, 56, 64, 108, 124);

    private static final int BITMAP_HEADER = 14;

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

    /** Whether pictures of this kind are read. */
    boolean isRead() {
        return switch (this) {
            case PNG, JPEG, TIFF, TIFF_BIG_ENDIAN, NPY, WEBP, PNM, BMP -> true;
            default -> false;
        };
    }

    /** @param file the whole of it, or its first {@link #MAGIC_BYTES} */
    static FileKind of(byte[] file) {
        String start = new String(file, 0, Math.min(file.length, MAGIC_BYTES), StandardCharsets.ISO_8859_1);
        for (FileKind kind : values()) {
            if (start.startsWith(kind.magic, kind.offset) && kind.confirms(start)) {
                return kind;
            }
        }
        return UNKNOWN;
    }

    /** A text may begin with the letters of the short marks. */
    private boolean confirms(String start) {
        return switch (this) {
            case WEBP -> start.startsWith("RIFF");
            case HEIF -> start.length() >= 12 && STILL.contains(start.substring(8, 12));
            case BMP -> start.length() > BITMAP_HEADER && BITMAP_HEADERS.contains((int) start.charAt(BITMAP_HEADER));
            case PNM -> isPnm(start);
            default -> true;
        };
    }

    /** P1 to P7, white space, and a number or a comment; P7 has words there. PF, floating point, is another format. */
    private static boolean isPnm(String start) {
        if (start.length() < 3 || start.charAt(1) < '1' || start.charAt(1) > '7') {
            return false;
        }
        String rest = start.substring(2).stripLeading();
        boolean separated = rest.length() < start.length() - 2;
        return separated
                && (rest.isEmpty()
                        || rest.charAt(0) == '#'
                        || (start.charAt(1) == '7'
                                ? rest.matches("(?s)[A-Z]{5,8}\\b.*")
                                : Character.isDigit(rest.charAt(0))));
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
        return Arrays.stream(values()).anyMatch(kind -> kind.endsIn(ending)) && !endsIn(ending);
    }

    /** Whether the file's name ends as the names of pictures do that are read. */
    static boolean isPictureName(String name) {
        String ending = ending(name);
        return Arrays.stream(values()).anyMatch(kind -> kind.isRead() && kind.endsIn(ending));
    }

    private static String ending(String name) {
        int dot = name.lastIndexOf('.');
        return dot < 0 ? "" : name.substring(dot + 1).toLowerCase(Locale.ROOT);
    }

    private boolean endsIn(String ending) {
        return !ending.isEmpty() && (" " + endings + " ").contains(" " + ending + " ");
    }
}
