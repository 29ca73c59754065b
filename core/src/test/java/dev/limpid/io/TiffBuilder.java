package dev.limpid.io;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** TIFF files for the tests, tag by tag; what is wrong with them is up to the test. */
public final class TiffBuilder {
    private final ByteOrder order;
    private final List<Map<Integer, TiffTag>> pages = new ArrayList<>();
    private final List<byte[]> data = new ArrayList<>();

    TiffBuilder(ByteOrder order) {
        this.order = order;
    }

    public static TiffBuilder littleEndian() {
        return new TiffBuilder(ByteOrder.LITTLE_ENDIAN);
    }

    /** A page of uncompressed unsigned samples; {@code photometric} 1 is gray, 2 RGB. */
    public TiffBuilder page(int width, int height, int bits, int channels, int photometric, byte[] pixels) {
        pages.add(new TreeMap<>());
        data.add(pixels);
        long[] depths = new long[channels];
        Arrays.fill(depths, bits);
        return longs(256, width)
                .longs(257, height)
                .shorts(258, depths)
                .shorts(259, 1)
                .shorts(262, photometric)
                .shorts(277, channels)
                .longs(278, height)
                .longs(279, pixels.length);
    }

    public TiffBuilder shorts(int tag, long... values) {
        ByteBuffer bytes = ByteBuffer.allocate(2 * values.length).order(order);
        for (long v : values) {
            bytes.putShort((short) v);
        }
        return tag(tag, 3, bytes.array());
    }

    public TiffBuilder longs(int tag, long... values) {
        ByteBuffer bytes = ByteBuffer.allocate(4 * values.length).order(order);
        for (long v : values) {
            bytes.putInt((int) v);
        }
        return tag(tag, 4, bytes.array());
    }

    TiffBuilder rational(int tag, int numerator, int denominator) {
        return tag(
                tag,
                5,
                ByteBuffer.allocate(8)
                        .order(order)
                        .putInt(numerator)
                        .putInt(denominator)
                        .array());
    }

    TiffBuilder ascii(int tag, String text) {
        return tag(tag, 2, (text + "\0").getBytes(StandardCharsets.ISO_8859_1));
    }

    TiffBuilder tag(int number, int type, byte[] value) {
        pages.get(pages.size() - 1).put(number, new TiffTag(number, type, value));
        return this;
    }

    TiffBuilder without(int number) {
        pages.get(pages.size() - 1).remove(number);
        return this;
    }

    public byte[] build() {
        ByteBuffer out = ByteBuffer.allocate(1 << 20).order(order);
        out.put(order == ByteOrder.BIG_ENDIAN ? new byte[] {'M', 'M', 0, 42} : new byte[] {'I', 'I', 42, 0});
        int link = 4;
        int next = 8;
        for (int i = 0; i < pages.size(); i++) {
            Map<Integer, TiffTag> tags = pages.get(i);
            out.put(next, data.get(i));
            var start = ByteBuffer.allocate(4).order(order).putInt(next);
            tags.putIfAbsent(273, new TiffTag(273, 4, start.array()));
            int directory = next + data.get(i).length + data.get(i).length % 2;
            out.putInt(link, directory).putShort(directory, (short) tags.size());
            next = directory + 2 + 12 * tags.size() + 4;
            link = next - 4;
            int entry = directory + 2;
            for (TiffTag tag : tags.values()) {
                out.putShort(entry, (short) tag.number());
                out.putShort(entry + 2, (short) tag.type());
                out.putInt(entry + 4, tag.count());
                if (tag.value().length <= 4) {
                    out.put(entry + 8, tag.value());
                } else {
                    out.putInt(entry + 8, next).put(next, tag.value());
                    next += tag.value().length + tag.value().length % 2;
                }
                entry += 12;
            }
        }
        return Arrays.copyOf(out.array(), next);
    }
}
