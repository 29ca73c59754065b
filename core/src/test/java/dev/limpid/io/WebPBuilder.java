package dev.limpid.io;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * The simplest lossless WebP: every channel's prefix code has 256 codes of eight bits.
 *
 * <p>Source: RFC 9649, sections 2 and 3.
 */
final class WebPBuilder {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private int pending;
    private int held;

    private WebPBuilder() {}

    static byte[] lossless(BufferedImage picture) {
        var out = new WebPBuilder();
        out.bytes.write(0x2f);
        out.bits(picture.getWidth() - 1, 14);
        out.bits(picture.getHeight() - 1, 14);
        out.bits(picture.getColorModel().hasAlpha() ? 1 : 0, 1);
        // Version 0; neither transforms, nor a colour cache, nor several groups of codes.
        out.bits(0, 3 + 1 + 1 + 1);
        out.eightBitCode(24);
        out.eightBitCode(0);
        out.eightBitCode(0);
        out.eightBitCode(0);
        out.bits(0b0001, 4);
        for (int y = 0; y < picture.getHeight(); y++) {
            for (int x = 0; x < picture.getWidth(); x++) {
                int argb = picture.getRGB(x, y);
                for (int shift : new int[] {8, 16, 0, 24}) {
                    out.bits(Integer.reverse(argb >> shift & 0xff) >>> 24, 8);
                }
            }
        }
        out.bits(0, 7);
        return riff(chunk("VP8L", out.bytes.toByteArray()));
    }

    /** Lengths of codes, themselves coded in one bit: 0 is "none" and 1 is "eight". */
    private void eightBitCode(int unused) {
        bits(0, 1);
        bits(12 - 4, 4);
        for (int position = 0; position < 12; position++) {
            bits(position == 2 || position == 11 ? 1 : 0, 3);
        }
        bits(0, 1);
        for (int symbol = 0; symbol < 256 + unused; symbol++) {
            bits(symbol < 256 ? 1 : 0, 1);
        }
    }

    private void bits(int value, int count) {
        pending |= value << held;
        for (held += count; held >= 8; held -= 8) {
            bytes.write(pending);
            pending >>>= 8;
        }
    }

    static byte[] chunk(String name, byte[] body) {
        return ByteBuffer.allocate(8 + body.length + body.length % 2)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put(name.getBytes(StandardCharsets.US_ASCII))
                .putInt(body.length)
                .put(body)
                .array();
    }

    static byte[] riff(byte[]... chunks) {
        int size = 4;
        for (byte[] chunk : chunks) {
            size += chunk.length;
        }
        ByteBuffer out = ByteBuffer.allocate(8 + size).order(ByteOrder.LITTLE_ENDIAN);
        out.put("RIFF".getBytes(StandardCharsets.US_ASCII)).putInt(size);
        out.put("WEBP".getBytes(StandardCharsets.US_ASCII));
        for (byte[] chunk : chunks) {
            out.put(chunk);
        }
        return out.array();
    }
}
