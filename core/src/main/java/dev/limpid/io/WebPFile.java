package dev.limpid.io;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A WebP: chunks of name, length, body, and one byte more if the length is odd.
 *
 * <p>Source: RFC 9649, section 2.
 *
 * @param lossless whether it is a still picture whose pixels are stored as they were
 * @param frames frames of an animation; 0 for a still picture
 * @param first the first frame, or null for a still picture
 */
record WebPFile(
        byte[] file,
        Embedded embedded,
        boolean lossless,
        int frames,
        @Nullable Frame first) implements Container {
    private static final int START = 12;
    private static final int CHUNK = 8;
    /** Place, size, duration and flags of a frame, before its chunks. */
    private static final int FRAME_HEADER = 16;

    private static final int HAS_ALPHA = 0x10;

    /** Where a frame lies in the picture, and its chunks in the file. */
    record Frame(int x, int y, int width, int height, int from, int to) {}

    /** One pass over chunks, however many: it holds on to the first of each kind. */
    static WebPFile of(byte[] file, String name) throws IOException {
        long end = file.length < START ? Long.MAX_VALUE : CHUNK + length(file, 4);
        if (end > file.length) {
            throw new IOException(name + ": the file is truncated");
        }
        byte[] icc = null;
        var blocks = new EmbeddedBlocks();
        boolean lossless = false;
        int frames = 0;
        Frame first = null;
        for (long at = START; at + CHUNK <= end; at = next(file, (int) at)) {
            int body = (int) at + CHUNK;
            long to = body + length(file, (int) at + 4);
            if (to > end) {
                throw new IOException(name + ": the file is truncated");
            }
            String chunk = chunk(file, (int) at);
            if (chunk.equals("EXIF")) {
                add(EmbeddedBlocks.Kind.EXIF, file, body, (int) to, blocks);
            } else if (chunk.equals("XMP ")) {
                add(EmbeddedBlocks.Kind.XMP, file, body, (int) to, blocks);
            } else if (chunk.equals("VP8L")) {
                lossless = true;
            } else if (chunk.equals("ICCP") && icc == null && to > body) {
                icc = Arrays.copyOfRange(file, body, (int) to);
            } else if (chunk.equals("ANMF") && to - body > FRAME_HEADER) {
                first = first == null ? frame(file, body, (int) to) : first;
                frames++;
            }
        }
        return new WebPFile(file, blocks.embedded(icc), lossless && frames == 0, frames, first);
    }

    private static void add(EmbeddedBlocks.Kind kind, byte[] file, int from, int to, EmbeddedBlocks blocks) {
        if (blocks.lacks(kind)) {
            blocks.add(kind, Arrays.copyOfRange(file, from, to));
        }
    }

    private static Frame frame(byte[] file, int at, int to) {
        return new Frame(
                2 * number(file, at),
                2 * number(file, at + 3),
                1 + number(file, at + 6),
                1 + number(file, at + 9),
                at + FRAME_HEADER,
                to);
    }

    @Override
    public List<String> notices() {
        return frames > 1 ? List.of(SEVERAL) : List.of();
    }

    /** A frame as a still picture of its own size. */
    @Override
    public byte[] decodable() {
        if (first == null) {
            return file;
        }
        int size = first.to() - first.from();
        ByteBuffer out = ByteBuffer.allocate(START + CHUNK + 10 + size).order(ByteOrder.LITTLE_ENDIAN);
        out.put(file, 0, 4).putInt(out.capacity() - CHUNK).put(file, CHUNK, 4);
        // Without it transparency that lies beside lossy pixels would be passed over.
        boolean alpha = chunk(file, first.from()).equals("ALPH");
        out.put("VP8X".getBytes(StandardCharsets.US_ASCII)).putInt(10).putInt(alpha ? HAS_ALPHA : 0);
        putNumber(out, first.width() - 1);
        putNumber(out, first.height() - 1);
        return out.put(file, first.from(), size).array();
    }

    /** Width and height of the whole picture, in which a first frame has its place; zeros where they are not said. */
    int[] canvas() {
        boolean extended =
                file.length >= START + CHUNK + 10 && chunk(file, START).equals("VP8X");
        int at = START + CHUNK + 4;
        return extended ? new int[] {1 + number(file, at), 1 + number(file, at + 3)} : new int[2];
    }

    private static long next(byte[] file, int at) {
        long length = length(file, at + 4);
        return at + CHUNK + length + length % 2;
    }

    private static String chunk(byte[] file, int at) {
        return at + 4 > file.length ? "" : new String(file, at, 4, StandardCharsets.ISO_8859_1);
    }

    private static long length(byte[] file, int at) {
        return ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).getInt(at) & 0xffffffffL;
    }

    /** Three bytes. */
    private static int number(byte[] file, int at) {
        return (file[at] & 0xff) | (file[at + 1] & 0xff) << 8 | (file[at + 2] & 0xff) << 16;
    }

    static void putNumber(ByteBuffer out, int value) {
        out.put((byte) value).put((byte) (value >> 8)).put((byte) (value >> 16));
    }
}
