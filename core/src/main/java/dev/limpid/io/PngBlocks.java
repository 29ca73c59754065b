package dev.limpid.io;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.zip.CRC32;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.InflaterInputStream;
import org.jspecify.annotations.Nullable;

/**
 * The chunks of a PNG that hold blocks of metadata.
 *
 * <p>Source: the PNG specification, third edition, section 11.3; XMP specification, part 3, for its keyword; ImageMagick and
 * ExifTool for IPTC, which stands in hexadecimal digits.
 */
final class PngBlocks {
    private static final String XMP = "XML:com.adobe.xmp";
    private static final String IPTC = "Raw profile type iptc";
    private static final String PHOTOSHOP = "Photoshop 3.0\0";
    private static final int PER_METRE_IN_CENTIMETRES = 100;
    private static final int DIGITS_PER_LINE = 72;

    private PngBlocks() {}

    /** Takes what a sound chunk says. */
    static void read(String chunk, byte[] body, EmbeddedBlocks blocks) {
        switch (chunk) {
            case "eXIf" -> blocks.add(EmbeddedBlocks.Kind.EXIF, body);
            case "pHYs" -> resolution(body, blocks);
            case "iTXt" -> {
                if (blocks.lacks(EmbeddedBlocks.Kind.XMP) && isKeyword(body, XMP)) {
                    blocks.add(EmbeddedBlocks.Kind.XMP, international(body));
                }
            }
            case "tEXt", "zTXt" -> {
                if (blocks.lacks(EmbeddedBlocks.Kind.IPTC) && isKeyword(body, IPTC)) {
                    iptc(chunk, body, blocks);
                }
            }
            default -> {}
        }
    }

    private static void resolution(byte[] body, EmbeddedBlocks blocks) {
        if (body.length == 9) {
            ByteBuffer in = ByteBuffer.wrap(body);
            boolean metres = body[8] == 1;
            int unit = metres ? Resolution.CENTIMETRE : Resolution.NONE;
            blocks.addResolution(in.getInt(), in.getInt(), metres ? PER_METRE_IN_CENTIMETRES : 1, unit);
        }
    }

    private static boolean isKeyword(byte[] body, String keyword) {
        return new String(body, 0, Math.min(body.length, keyword.length() + 1), StandardCharsets.ISO_8859_1)
                .equals(keyword + "\0");
    }

    /** Text behind keyword, whether and how it is compressed, language, and translated keyword. */
    private static byte @Nullable [] international(byte[] body) {
        int method = zero(body, 0) + 1;
        int text = zero(body, zero(body, method + 2) + 1) + 1;
        if (text > body.length) {
            return null;
        }
        return body[method] == 0 ? Arrays.copyOfRange(body, text, body.length) : inflated(body, text);
    }

    /** The place of the next zero, or the end. */
    private static int zero(byte[] body, int from) {
        int at = from;
        while (at < body.length && body[at] != 0) {
            at++;
        }
        return at;
    }

    private static void iptc(String chunk, byte[] body, EmbeddedBlocks blocks) {
        int text = IPTC.length() + 1;
        byte[] profile = chunk.equals("zTXt") ? inflated(body, text + 1) : Arrays.copyOfRange(body, text, body.length);
        byte[] held = profile == null ? null : bytes(new String(profile, StandardCharsets.ISO_8859_1));
        if (held == null || held.length == 0) {
            blocks.add(EmbeddedBlocks.Kind.IPTC, null);
        } else if (held[0] == PhotoshopResources.IPTC_MARK) {
            blocks.add(EmbeddedBlocks.Kind.IPTC, held);
        } else {
            boolean marked = new String(held, StandardCharsets.ISO_8859_1).startsWith(PHOTOSHOP);
            blocks.addResources(marked ? Arrays.copyOfRange(held, PHOTOSHOP.length(), held.length) : held);
            // Further chunks are not unpacked.
            blocks.add(EmbeddedBlocks.Kind.IPTC, new byte[0]);
        }
    }

    /** A line with a name, one with the number of bytes, and their digits. */
    private static byte @Nullable [] bytes(String profile) {
        String[] parts = profile.strip().split("\\s*\n\\s*", 3);
        try {
            return HexFormat.of().parseHex(parts.length < 3 ? "" : parts[2].replaceAll("\\s", ""));
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    /** Compressed bytes to the end of a chunk, or null where they are damaged or too many. */
    static byte @Nullable [] inflated(byte[] chunk, int from) {
        if (from >= chunk.length) {
            return null;
        }
        try (InputStream in = new InflaterInputStream(new ByteArrayInputStream(chunk, from, chunk.length - from))) {
            byte[] bytes = in.readNBytes(EmbeddedBlocks.LARGEST + 1);
            return bytes.length > EmbeddedBlocks.LARGEST ? null : bytes;
        } catch (IOException e) {
            return null;
        }
    }

    /** The chunks that say what the tags say, to stand behind the header. */
    static byte[] write(TiffTags tags) throws IOException {
        var out = new ByteArrayOutputStream();
        if (tags.literal()) {
            return out.toByteArray();
        }
        Resolution.of(tags).ifPresent(resolution -> out.writeBytes(physical(resolution)));
        Exif exif = tags.block();
        if (exif != null) {
            out.writeBytes(chunk("eXIf", exif.tiff()));
        }
        byte[] xmp = tags.bytes(TiffDirectory.XMP);
        if (xmp != null) {
            out.writeBytes(chunk("iTXt", join(XMP + "\0\0\0\0\0", xmp)));
        }
        byte[] iptc = tags.iptc();
        if (iptc != null) {
            out.writeBytes(chunk("zTXt", join(IPTC + "\0\0", deflated(digits(PhotoshopResources.ofIptc(iptc))))));
        }
        return out.toByteArray();
    }

    private static byte[] physical(Resolution resolution) {
        Resolution per = resolution.perCentimetre();
        boolean known = per.unit() == Resolution.CENTIMETRE;
        double x = known ? PER_METRE_IN_CENTIMETRES * per.x() : per.x();
        double y = known ? PER_METRE_IN_CENTIMETRES * per.y() : per.y();
        if (Math.max(x, y) >= Integer.MAX_VALUE || Math.min(x, y) < 0.5 || (!known && x == y)) {
            return new byte[0];
        }
        return chunk(
                "pHYs",
                ByteBuffer.allocate(9)
                        .putInt((int) Math.round(x))
                        .putInt((int) Math.round(y))
                        .put((byte) (known ? 1 : 0))
                        .array());
    }

    private static byte[] digits(byte[] bytes) {
        String digits = HexFormat.of().formatHex(bytes).replaceAll("(.{" + DIGITS_PER_LINE + "})", "$1\n");
        return "\niptc\n%8d\n%s\n".formatted(bytes.length, digits.strip()).getBytes(StandardCharsets.US_ASCII);
    }

    private static byte[] deflated(byte[] bytes) throws IOException {
        var out = new ByteArrayOutputStream();
        try (var deflater = new DeflaterOutputStream(out)) {
            deflater.write(bytes);
        }
        return out.toByteArray();
    }

    private static byte[] join(String text, byte[] bytes) {
        byte[] start = text.getBytes(StandardCharsets.ISO_8859_1);
        byte[] all = Arrays.copyOf(start, start.length + bytes.length);
        System.arraycopy(bytes, 0, all, start.length, bytes.length);
        return all;
    }

    private static byte[] chunk(String name, byte[] body) {
        ByteBuffer chunk = ByteBuffer.allocate(12 + body.length)
                .putInt(body.length)
                .put(name.getBytes(StandardCharsets.US_ASCII))
                .put(body);
        var crc = new CRC32();
        crc.update(chunk.array(), 4, 4 + body.length);
        return chunk.putInt((int) crc.getValue()).array();
    }
}
