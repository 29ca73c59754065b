package dev.limpid.io;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Lossless WebP of 8 bits, with or without alpha, colour profile, Exif and XMP; gray as RGB.
 *
 * <p>Source: RFC 9649, section 2.7.
 */
final class WebPWriter {
    private static final int START = 12;
    private static final int CHUNK = 8;
    private static final int EXTENDED = 10;
    private static final int HAS_ICC = 0x20;
    private static final int HAS_ALPHA = 0x10;
    private static final int HAS_EXIF = 0x08;
    private static final int HAS_XMP = 0x04;

    private WebPWriter() {}

    /** A whole file with {@code samples} of 8 bits unsigned. */
    static byte[] encode(Samples samples, TiffTags described, byte @Nullable [] icc) throws IOException {
        byte[] plain = LibWebP.encode(interleaved(samples), samples.width(), samples.height(), samples.alpha());
        Exif exif = described.block();
        byte[] xmp = described.bytes(TiffDirectory.XMP);
        int flags = (icc == null ? 0 : HAS_ICC) | (exif == null ? 0 : HAS_EXIF) | (xmp == null ? 0 : HAS_XMP);
        if (flags == 0) {
            return plain;
        }
        var chunks = new ByteArrayOutputStream();
        chunks.writeBytes(chunk("VP8X", extended(samples, flags)));
        if (icc != null) {
            chunks.writeBytes(chunk("ICCP", icc));
        }
        chunks.writeBytes(Arrays.copyOfRange(plain, START, plain.length));
        if (exif != null) {
            chunks.writeBytes(chunk("EXIF", exif.tiff()));
        }
        if (xmp != null) {
            chunks.writeBytes(chunk("XMP ", xmp));
        }
        ByteBuffer file = ByteBuffer.allocate(START + chunks.size()).order(ByteOrder.LITTLE_ENDIAN);
        file.put(plain, 0, START).put(chunks.toByteArray());
        return file.putInt(4, file.capacity() - CHUNK).array();
    }

    private static byte[] extended(Samples samples, int flags) {
        ByteBuffer header = ByteBuffer.allocate(EXTENDED);
        header.putInt((flags | (samples.alpha() ? HAS_ALPHA : 0)) << 24);
        WebPFile.putNumber(header, samples.width() - 1);
        WebPFile.putNumber(header, samples.height() - 1);
        return header.array();
    }

    private static byte[] chunk(String name, byte[] body) {
        return ByteBuffer.allocate(CHUNK + body.length + body.length % 2)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put(name.getBytes(StandardCharsets.US_ASCII))
                .putInt(body.length)
                .put(body)
                .array();
    }

    private static byte[] interleaved(Samples samples) {
        int bands = samples.alpha() ? 4 : 3;
        var all = new byte[samples.width() * samples.height() * bands];
        var row = new double[samples.width()];
        for (int y = 0; y < samples.height(); y++) {
            for (int band = 0; band < bands; band++) {
                // Gray in all colours, and alpha last.
                samples.row(band == 3 ? samples.channels() : Math.min(band, samples.channels() - 1), y, row);
                for (int x = 0; x < row.length; x++) {
                    all[(y * row.length + x) * bands + band] = (byte) (int) row[x];
                }
            }
        }
        return all;
    }
}
