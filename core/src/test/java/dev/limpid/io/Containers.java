package dev.limpid.io;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;

/** Puts parts into files that have been written without them. */
final class Containers {
    private Containers() {}

    static byte[] join(String text, byte[]... parts) {
        int size = text.length();
        for (byte[] part : parts) {
            size += part.length;
        }
        ByteBuffer all = ByteBuffer.allocate(size).put(text.getBytes(StandardCharsets.ISO_8859_1));
        for (byte[] part : parts) {
            all.put(part);
        }
        return all.array();
    }

    /** Inserts a segment behind the start of a JPEG. */
    static byte[] jpegSegment(byte[] jpeg, int marker, byte[] body) {
        return ByteBuffer.allocate(jpeg.length + 4 + body.length)
                .put(jpeg, 0, 2)
                .put((byte) 0xff)
                .put((byte) marker)
                .putShort((short) (body.length + 2))
                .put(body)
                .put(jpeg, 2, jpeg.length - 2)
                .array();
    }

    /** Inserts a chunk behind the header of a PNG. */
    static byte[] pngChunk(byte[] png, String name, byte[] body) {
        byte[] named = join(name, body);
        var crc = new CRC32();
        crc.update(named);
        return ByteBuffer.allocate(png.length + 12 + body.length)
                .put(png, 0, 33)
                .putInt(body.length)
                .put(named)
                .putInt((int) crc.getValue())
                .put(png, 33, png.length - 33)
                .array();
    }

    /** Changes the size that a PNG declares. */
    static void declareSize(byte[] png, int width, int height) {
        ByteBuffer.wrap(png).putInt(16, width).putInt(20, height);
        var crc = new CRC32();
        crc.update(png, 12, 17);
        ByteBuffer.wrap(png).putInt(29, (int) crc.getValue());
    }
}
