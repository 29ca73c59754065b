package dev.limpid.io;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.InflaterInputStream;
import org.jspecify.annotations.Nullable;

/**
 * Facts in a file about its picture, beside the samples: which way up it is, and in which colours.
 *
 * @param icc its colour profile, or null
 * @param orientation Exif's number, 1 to 8; 1 is upright
 * @param components channels of a JPEG, otherwise 0
 * @param whole whether all parts that it declares lie inside the file
 */
record Embedded(byte @Nullable [] icc, int orientation, int components, boolean whole) {
    static final Embedded NOTHING = new Embedded(null, 1, 0, true);
    private static final int WEBP_HAS_PROFILE = 0x20;
    private static final int LARGEST_PROFILE = 4 << 20;
    private static final byte[] EXIF = "Exif\0\0".getBytes(StandardCharsets.ISO_8859_1);

    static Embedded of(TiffDirectory page) {
        long orientation = page.number(TiffDirectory.ORIENTATION, 1);
        return new Embedded(page.bytes(TiffDirectory.ICC_PROFILE), valid(orientation), 0, true);
    }

    /** The facts in a file that is no TIFF; parts that are damaged say nothing. */
    static Embedded of(FileKind kind, byte[] file) {
        return switch (kind) {
            case JPEG -> JpegHeader.of(file).embedded();
            case PNG -> ofChunks(file, 8, ByteOrder.BIG_ENDIAN);
            case WEBP -> ofChunks(file, 12, ByteOrder.LITTLE_ENDIAN);
            default -> NOTHING;
        };
    }

    /** Without the profile, which the converted samples do not follow any more. */
    Embedded converted() {
        return new Embedded(null, orientation, components, whole);
    }

    private static int valid(long orientation) {
        return orientation >= 1 && orientation <= 8 ? (int) orientation : 1;
    }

    private static boolean startsWith(byte[] bytes, byte[] start) {
        return bytes.length >= start.length && Arrays.equals(start, Arrays.copyOf(bytes, start.length));
    }

    /** The orientation that Exif says; 1 where it is damaged or silent. */
    static int ofExif(byte[] tiff) {
        try {
            return valid(TiffDirectory.all(tiff).get(0).number(TiffDirectory.ORIENTATION, 1));
        } catch (IOException | RuntimeException e) {
            return 1;
        }
    }

    /** PNG's chunks (length, name, body, checksum) and WebP's (name, length, body, one byte more if odd). */
    private static Embedded ofChunks(byte[] file, int start, ByteOrder order) {
        boolean png = order == ByteOrder.BIG_ENDIAN;
        ByteBuffer in = ByteBuffer.wrap(file).order(order);
        byte[] icc = null;
        int orientation = 1;
        long end = png ? Long.MAX_VALUE : 8 + (in.getInt(4) & 0xffffffffL);
        boolean whole = png || end <= file.length;
        long at = start;
        while (at < end && at + 8 <= file.length) {
            long length = in.getInt((int) at + (png ? 0 : 4)) & 0xffffffffL;
            String chunk = new String(file, (int) at + (png ? 4 : 0), 4, StandardCharsets.ISO_8859_1);
            if (chunk.equals("IEND") || at + 8 + length > file.length) {
                whole &= chunk.equals("IEND");
                break;
            }
            if (chunk.equals("eXIf") || chunk.equals("EXIF")) {
                byte[] body = body(file, at, length);
                orientation = ofExif(startsWith(body, EXIF) ? Arrays.copyOfRange(body, 6, body.length) : body);
            } else if (chunk.equals("ICCP")) {
                icc = body(file, at, length);
            } else if (chunk.equals("iCCP")) {
                icc = inflated(body(file, at, length));
            }
            at += 8 + length + (png ? 4 : length % 2);
        }
        return new Embedded(icc, orientation, 0, whole);
    }

    /** The file with its colour profile named otherwise: the decoder would convert the samples. */
    static byte[] webPWithoutProfile(byte[] file) {
        byte[] copy = file.clone();
        ByteBuffer in = ByteBuffer.wrap(copy).order(ByteOrder.LITTLE_ENDIAN);
        long at = 12;
        while (at + 8 <= copy.length) {
            String chunk = new String(copy, (int) at, 4, StandardCharsets.ISO_8859_1);
            if (chunk.equals("VP8X") && at + 8 < copy.length) {
                copy[(int) at + 8] &= (byte) ~WEBP_HAS_PROFILE;
            } else if (chunk.equals("ICCP")) {
                in.put((int) at, "XMP ".getBytes(StandardCharsets.ISO_8859_1));
            }
            long length = in.getInt((int) at + 4) & 0xffffffffL;
            at += 8 + length + length % 2;
        }
        return copy;
    }

    private static byte[] body(byte[] file, long at, long length) {
        return Arrays.copyOfRange(file, (int) at + 8, (int) (at + 8 + length));
    }

    /** The profile of an iCCP chunk: its name, a zero, the method, compressed bytes. */
    private static byte @Nullable [] inflated(byte[] chunk) {
        int name = 0;
        while (name < chunk.length && chunk[name] != 0) {
            name++;
        }
        if (name + 2 >= chunk.length) {
            return null;
        }
        var bytes = new ByteArrayInputStream(chunk, name + 2, chunk.length - name - 2);
        try (var in = new InflaterInputStream(bytes)) {
            byte[] profile = in.readNBytes(LARGEST_PROFILE + 1);
            return profile.length > LARGEST_PROFILE ? null : profile;
        } catch (IOException e) {
            return null;
        }
    }
}
