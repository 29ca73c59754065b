package dev.limpid.server;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import javax.imageio.ImageIO;

/** Files that are small, and would take a gigabyte or have no end if they were believed. */
final class Bombs {
    private static final int GIGABYTE = 1 << 30;
    private static final int DECLARED = 60_000;
    private static final byte[] PNG = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};

    private Bombs() {}

    /** A gigabyte of zeros, compressed to a megabyte. */
    private static byte[] compressedZeros() throws IOException {
        var out = new ByteArrayOutputStream();
        try (var deflater = new DeflaterOutputStream(out, new Deflater(Deflater.BEST_SPEED))) {
            var block = new byte[1 << 20];
            for (int i = 0; i < GIGABYTE / block.length; i++) {
                deflater.write(block);
            }
        }
        return out.toByteArray();
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

    private static byte[] join(byte[]... parts) {
        var out = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            out.writeBytes(part);
        }
        return out.toByteArray();
    }

    private static byte[] header(int side) {
        byte[] gray = {8, 0, 0, 0, 0};
        return chunk(
                "IHDR",
                ByteBuffer.allocate(13).putInt(side).putInt(side).put(gray).array());
    }

    /** Eight pixels by eight, and a gigabyte of them. */
    static byte[] pngOfManyPixels() throws IOException {
        return join(PNG, header(8), chunk("IDAT", compressedZeros()), chunk("IEND", new byte[0]));
    }

    /** A sound picture with a chunk that begins so and has a gigabyte more. */
    static byte[] pngWithChunk(String name, String start) throws IOException {
        byte[] picture = Client.png(8, 8);
        byte[] body = join(start.getBytes(StandardCharsets.ISO_8859_1), compressedZeros());
        int pixels = PNG.length + 25;
        return join(
                Arrays.copyOf(picture, pixels), chunk(name, body), Arrays.copyOfRange(picture, pixels, picture.length));
    }

    private static ByteBuffer little(int bytes) {
        return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static byte[] bytes(ByteBuffer written) {
        var all = new byte[written.capacity()];
        written.rewind().get(all);
        return all;
    }

    private static void tag(ByteBuffer out, int tag, int type, int value) {
        out.putShort((short) tag).putShort((short) type).putInt(1).putInt(value);
    }

    /** Eight pixels by eight in one strip of a gigabyte. */
    static byte[] tiffOfManyPixels() throws IOException {
        byte[] strip = compressedZeros();
        ByteBuffer out = little(8 + strip.length + 2 + 9 * 12 + 4);
        out.put(new byte[] {'I', 'I', 42, 0})
                .putInt(8 + strip.length)
                .put(strip)
                .putShort((short) 9);
        tag(out, 256, 4, 8);
        tag(out, 257, 4, 8);
        tag(out, 258, 3, 8);
        tag(out, 259, 3, 8); // deflate
        tag(out, 262, 3, 1);
        tag(out, 273, 4, 8);
        tag(out, 277, 3, 1);
        tag(out, 278, 4, 8);
        tag(out, 279, 4, strip.length);
        return bytes(out.putInt(0));
    }

    /** Pages of a pixel each; if it is cyclic, the first follows the last. */
    static byte[] tiffOfPages(int pages, boolean cyclic) {
        int length = 2 + 8 * 12 + 4;
        ByteBuffer out = little(8 + pages * length);
        out.put(new byte[] {'I', 'I', 42, 0}).putInt(8);
        for (int page = 0; page < pages; page++) {
            out.putShort((short) 8);
            tag(out, 256, 4, 1);
            tag(out, 257, 4, 1);
            tag(out, 258, 3, 8);
            tag(out, 259, 3, 1);
            tag(out, 262, 3, 1);
            tag(out, 273, 4, 4);
            tag(out, 277, 3, 1);
            tag(out, 279, 4, 1);
            boolean last = page == pages - 1;
            out.putInt(!last ? out.position() + 4 : cyclic ? 8 : 0);
        }
        return bytes(out);
    }

    /** A lossy WebP of 16 383 pixels by as many, with no more than its header. */
    static byte[] webpThatClaims() {
        int frame = 10 + 22;
        return bytes(little(20 + frame)
                .put("RIFF".getBytes(StandardCharsets.US_ASCII))
                .putInt(12 + frame)
                .put("WEBPVP8 ".getBytes(StandardCharsets.US_ASCII))
                .putInt(frame)
                .put(new byte[] {0x10, 0, 0, (byte) 0x9d, 1, 0x2a})
                .putShort((short) 16_383)
                .putShort((short) 16_383));
    }

    /** A JPEG of so many pixels by as many, whose data end at once. */
    static byte[] jpegThatClaims(int side) throws IOException {
        var picture = new BufferedImage(8, 8, BufferedImage.TYPE_BYTE_GRAY);
        var out = new ByteArrayOutputStream();
        ImageIO.write(picture, "jpeg", out);
        byte[] jpeg = out.toByteArray();
        for (int at = 0; at < jpeg.length - 9; at++) {
            if (jpeg[at] == (byte) 0xff && jpeg[at + 1] == (byte) 0xc0) {
                ByteBuffer.wrap(jpeg).putShort(at + 5, (short) side).putShort(at + 7, (short) side);
            }
        }
        return jpeg;
    }

    /** A bitmap of 24 bits with a header alone. */
    static byte[] bmpThatClaims() {
        return bytes(little(54 + 64)
                .put(new byte[] {'B', 'M'})
                .putInt(54 + 64)
                .putInt(0)
                .putInt(54)
                .putInt(40)
                .putInt(DECLARED)
                .putInt(DECLARED)
                .putShort((short) 1)
                .putShort((short) 24));
    }

    static byte[] pnmThatClaims() {
        return ("P6\n" + DECLARED + " " + DECLARED + "\n255\nxxx").getBytes(StandardCharsets.US_ASCII);
    }

    static byte[] npyThatClaims() {
        String header = "{'descr': '|u1', 'fortran_order': False, 'shape': (" + DECLARED + ", " + DECLARED + "), }\n";
        return join(
                new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0},
                bytes(little(2).putShort((short) header.length())),
                header.getBytes(StandardCharsets.US_ASCII),
                new byte[16]);
    }

    static byte[] gifThatClaims() {
        return bytes(little(13)
                .put("GIF89a".getBytes(StandardCharsets.US_ASCII))
                .putShort((short) DECLARED)
                .putShort((short) DECLARED));
    }
}
