package dev.limpid.io;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** What a file is by its first bytes: names lie. */
enum FileKind {
    PNG("PNG", 0, "\u0089PNG\r\n\u001a\n"),
    JPEG("JPEG", 0, "\u00ff\u00d8\u00ff"),
    TIFF("TIFF", 0, "II*\0"),
    TIFF_BIG_ENDIAN("TIFF", 0, "MM\0*"),
    NPY("NPY", 0, "\u0093NUMPY"),
    GIF("GIF", 0, "GIF8"),
    WEBP("WebP", 8, "WEBP"),
    HEIF("HEIF or AVIF", 4, "ftyp"),
    BMP("BMP", 0, "BM"),
    PDF("PDF", 0, "%PDF"),
    ZIP("ZIP", 0, "PK\u0003\u0004"),
    UNKNOWN("unknown", 0, "");

    private final String label;
    private final int offset;
    private final String magic;

    FileKind(String label, int offset, String magic) {
        this.label = label;
        this.offset = offset;
        this.magic = magic;
    }

    String label() {
        return label;
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
        return file.length >= end
                && new String(file, offset, magic.length(), StandardCharsets.ISO_8859_1).equals(magic);
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
        String lower = name.toLowerCase(Locale.ROOT);
        boolean png = lower.endsWith(".png");
        boolean jpeg = lower.endsWith(".jpg") || lower.endsWith(".jpeg");
        return (this == PNG && jpeg) || (this == JPEG && png);
    }
}
