package dev.limpid.io;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/**
 * A PNG: chunks of length, name, body and checksum.
 *
 * <p>Source: the PNG specification, third edition, sections 5 and 11.
 *
 * @param bits of a sample
 * @param gray whether its samples are shades of gray and no colours or indices
 */
record PngFile(byte[] file, Embedded embedded, List<String> notices, int bits, boolean gray) implements Container {
    private static final int START = 8;
    private static final int HEADER = 13;
    private static final int BIT_DEPTH = START + 8 + 8;
    private static final int COLOUR_TYPE = BIT_DEPTH + 1;
    private static final Set<Byte> GRAY = Set.of((byte) 0, (byte) 4);

    /** Chunks that decide about pixels; a decoder that does not check them shows something else. */
    private static final Set<String> PIXELS = Set.of("IHDR", "PLTE", "IDAT", "IEND", "tRNS");

    private static final Set<String> BLOCKS = Set.of("eXIf", "pHYs", "iTXt", "tEXt", "zTXt");

    /**
     * Looks through all chunks and their checksums.
     *
     * @throws IOException if the file is truncated, has no header, or has a wrong checksum where it matters
     */
    static PngFile of(byte[] file, String name) throws IOException {
        ByteBuffer in = ByteBuffer.wrap(file);
        byte[] icc = null;
        long compressed = 0;
        var blocks = new EmbeddedBlocks();
        var notices = new ArrayList<String>();
        String chunk = "";
        for (int at = START; !chunk.equals("IEND"); ) {
            // Length, name and checksum.
            long length = at + 12 <= file.length ? in.getInt(at) & 0xffffffffL : Integer.MAX_VALUE;
            if (at + 12 + length > file.length) {
                throw new IOException(name + ": the file is truncated");
            }
            chunk = new String(file, at + 4, 4, StandardCharsets.ISO_8859_1);
            int body = at + 8;
            int end = body + (int) length;
            if (at == START && (!chunk.equals("IHDR") || length != HEADER)) {
                throw new IOException(name + ": is damaged: its header is missing");
            }
            boolean sound = isSound(file, at + 4, end);
            if (!sound && PIXELS.contains(chunk)) {
                throw new IOException(name + ": is damaged: the checksum of its " + chunk + " chunk is wrong");
            }
            compressed += chunk.equals("IDAT") ? length : 0;
            switch (chunk) {
                case "iCCP" -> icc = sound ? inflated(Arrays.copyOfRange(file, body, end)) : icc;
                case "acTL" -> addAnimation(in, body, length, notices);
                default -> {
                    if (sound && BLOCKS.contains(chunk)) {
                        PngBlocks.read(chunk, Arrays.copyOfRange(file, body, end), blocks);
                    }
                }
            }
            // A text says nothing that is kept, but for IPTC.
            boolean isKept = chunk.equals("iCCP") || (BLOCKS.contains(chunk) && !chunk.equals("tEXt"));
            if (!sound && isKept) {
                blocks.notice("the checksum of its " + chunk + " chunk is wrong; the chunk is left out");
            }
            at = end + 4;
        }
        PixelBytes.require(compressed, pixelBytes(in), name);
        return new PngFile(
                file, blocks.embedded(icc), List.copyOf(notices), file[BIT_DEPTH], GRAY.contains(file[COLOUR_TYPE]));
    }

    /** Bytes of its pixels, with one more for each row. */
    private static long pixelBytes(ByteBuffer in) {
        long width = in.getInt(START + 8) & 0xffffffffL;
        long height = in.getInt(START + 12) & 0xffffffffL;
        int samples = in.get(COLOUR_TYPE) == 3 ? 1 : (in.get(COLOUR_TYPE) & 2) + 1 + (in.get(COLOUR_TYPE) >> 2);
        return height * (1 + width * samples * in.get(BIT_DEPTH) / Byte.SIZE);
    }

    private static boolean isSound(byte[] file, int from, int to) {
        var crc = new CRC32();
        crc.update(file, from, to - from);
        return (int) crc.getValue() == ByteBuffer.wrap(file).getInt(to);
    }

    private static void addAnimation(ByteBuffer in, int body, long length, List<String> notices) {
        if (length >= 4 && in.getInt(body) > 1 && !notices.contains(SEVERAL)) {
            notices.add(SEVERAL);
        }
    }

    /** Its decoder reads the first picture alone, and no profile. */
    @Override
    public byte[] decodable() {
        return file;
    }

    /** The profile of an iCCP chunk: its name, a zero, the method, compressed bytes. */
    private static byte @Nullable [] inflated(byte[] chunk) {
        int name = 0;
        while (name < chunk.length && chunk[name] != 0) {
            name++;
        }
        return PngBlocks.inflated(chunk, name + 2);
    }
}
