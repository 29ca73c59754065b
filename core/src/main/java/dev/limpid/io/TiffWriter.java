package dev.limpid.io;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * TIFF of one page without compression: every depth, and every kept tag as it came. The writers of the JDK and of
 * TwelveMonkeys know no 12 bits and no foreign tags.
 *
 * <p>Source: TIFF 6.0, sections 2, 4 and 6, 18 for alpha, 19 for the sample format.
 */
final class TiffWriter {
    private static final int SHORT = TiffTag.SHORT;
    private static final int LONG = TiffTag.LONG;
    private static final String EXIF_ALONE = "ExifMeta";
    private static final int BLACK_IS_ZERO = 1;
    private static final int RGB = 2;

    private final ByteOrder order;
    private final Map<Integer, TiffTag> tags = new TreeMap<>();

    private TiffWriter(ByteOrder order) {
        this.order = order;
    }

    /**
     * A whole file.
     *
     * @throws IOException if it were larger than 2 GiB
     */
    static byte[] encode(Samples samples, TiffTags described, byte @Nullable [] icc) throws IOException {
        int bands = samples.channels() + (samples.alpha() ? 1 : 0);
        int rowBytes = (int) (((long) samples.width() * bands * samples.type().bits() + 7) / 8);
        var writer = new TiffWriter(described.order());
        described.kept().forEach(tag -> writer.tags.put(tag.number(), tag));
        writer.describe(samples, bands, described.extraSample(), icc);
        byte[] start = writer.start(described.exif());
        writer.put(TiffDirectory.STRIP_OFFSETS, LONG, start.length);
        writer.put(TiffDirectory.STRIP_BYTE_COUNTS, LONG, (long) rowBytes * samples.height());
        return writer.file(samples, bands, rowBytes, start);
    }

    /** The file begins with the Exif block, so that all places in it stay true; its own tags are those of the page. */
    private byte[] start(byte @Nullable [] block) {
        Exif exif = block == null ? null : new Exif(block);
        if (exif == null || !exif.hasParts()) {
            return TiffDirectory.header(order, 0);
        }
        for (int pointer : new int[] {Exif.EXIF, Exif.GPS}) {
            long place = exif.directory().number(pointer, 0);
            if (place != 0) {
                put(pointer, LONG, place);
            }
        }
        byte[] start = Arrays.copyOf(exif.tiff(), (int) TiffEntries.even(exif.tiff().length));
        // By a mark behind the header some readers know a file that is Exif alone.
        if (new String(start, TiffDirectory.HEADER, EXIF_ALONE.length(), StandardCharsets.ISO_8859_1)
                .equals(EXIF_ALONE)) {
            Arrays.fill(start, TiffDirectory.HEADER, TiffDirectory.HEADER + EXIF_ALONE.length(), (byte) 0);
        }
        return start;
    }

    private void describe(Samples samples, int bands, int extraSample, byte @Nullable [] icc) {
        var each = new long[bands];
        put(TiffDirectory.WIDTH, LONG, samples.width());
        put(TiffDirectory.HEIGHT, LONG, samples.height());
        Arrays.fill(each, samples.type().bits());
        put(TiffDirectory.BITS_PER_SAMPLE, SHORT, each);
        put(TiffDirectory.COMPRESSION, SHORT, 1);
        put(TiffDirectory.PHOTOMETRIC, SHORT, samples.channels() == 1 ? BLACK_IS_ZERO : RGB);
        put(TiffDirectory.SAMPLES_PER_PIXEL, SHORT, bands);
        put(TiffDirectory.ROWS_PER_STRIP, LONG, samples.height());
        put(TiffDirectory.PLANAR, SHORT, 1);
        Arrays.fill(each, sampleFormat(samples.type().kind()));
        put(TiffDirectory.SAMPLE_FORMAT, SHORT, each);
        if (samples.alpha()) {
            put(TiffDirectory.EXTRA_SAMPLES, SHORT, extraSample);
        }
        if (icc != null) {
            tags.put(TiffDirectory.ICC_PROFILE, new TiffTag(TiffDirectory.ICC_PROFILE, TiffTag.UNDEFINED, icc));
        }
    }

    private void put(int number, int type, long... values) {
        ByteBuffer bytes =
                ByteBuffer.allocate(values.length * TiffTag.size(type)).order(order);
        for (long v : values) {
            if (type == SHORT) {
                bytes.putShort((short) v);
            } else {
                bytes.putInt((int) v);
            }
        }
        tags.put(number, new TiffTag(number, type, bytes.array()));
    }

    /** @param start what stands before the pixels */
    private byte[] file(Samples samples, int bands, int rowBytes, byte[] start) throws IOException {
        var entries = new TiffEntries(order, List.copyOf(tags.values()));
        long directory = TiffEntries.even(start.length + (long) rowBytes * samples.height());
        long size = directory + entries.size();
        if (size > Integer.MAX_VALUE - TiffDirectory.HEADER) {
            throw new IOException("a TIFF of " + size + " bytes is too large to be written");
        }
        ByteBuffer out = ByteBuffer.allocate((int) size).order(order);
        out.put(start).put(0, TiffDirectory.header(order, (int) directory));
        pixels(samples, bands, rowBytes, start.length, out);
        entries.write(out, (int) directory);
        return out.array();
    }

    private static void pixels(Samples samples, int bands, int rowBytes, int start, ByteBuffer out) {
        var channels = new double[bands][samples.width()];
        for (int y = 0; y < samples.height(); y++) {
            for (int c = 0; c < bands; c++) {
                samples.row(c, y, channels[c]);
            }
            out.position(start + y * rowBytes);
            if (samples.type().bits() % 8 == 0) {
                wholeBytes(channels, samples, out);
            } else {
                packed(channels, samples, out);
            }
        }
    }

    private static void wholeBytes(double[][] channels, Samples samples, ByteBuffer out) {
        SampleType type = samples.type();
        for (int x = 0; x < samples.width(); x++) {
            for (double[] channel : channels) {
                type.put(channel[x], out);
            }
        }
    }

    /** The most significant bit first, whatever the byte order; each row begins with a new byte. */
    private static void packed(double[][] channels, Samples samples, ByteBuffer out) {
        int bits = samples.type().bits();
        long pending = 0;
        int held = 0;
        for (int x = 0; x < samples.width(); x++) {
            for (double[] channel : channels) {
                pending = pending << bits | (long) channel[x];
                for (held += bits; held >= 8; held -= 8) {
                    out.put((byte) (pending >> (held - 8)));
                }
            }
        }
        if (held > 0) {
            out.put((byte) (pending << (8 - held)));
        }
    }

    /** TIFF 6.0, section 19. */
    private static int sampleFormat(SampleType.Kind kind) {
        return switch (kind) {
            case UNSIGNED -> 1;
            case SIGNED -> 2;
            case FLOAT -> 3;
        };
    }
}
