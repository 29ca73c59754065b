package dev.limpid.io;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/**
 * The first picture of a JPEG file: its segments up to the mark of its end. Whatever follows that, such as a preview or a
 * gain map, is another picture's.
 *
 * <p>Source: ITU-T T.81 annex B; Exif 2.3 for APP1, ICC.1 annex B.4 for APP2, T.871 for JFIF.
 *
 * @param segments in the order of the file
 * @param end behind the first picture
 */
record JpegFile(byte[] file, List<Segment> segments, int end, IccProfile profile) implements Container {
    private static final int START_OF_IMAGE = 0xd8;
    private static final int END_OF_IMAGE = 0xd9;
    private static final int START_OF_SCAN = 0xda;
    private static final int FILL = 0xff;
    static final int APP0 = 0xe0;
    static final int APP1 = 0xe1;
    private static final int APP14 = 0xee;
    private static final int APP15 = 0xef;
    private static final int COMMENT = 0xfe;
    static final byte[] JFIF = ascii("JFIF\0");
    private static final byte[] ADOBE = ascii("Adobe");
    /** Version 1.1, without units, 1 : 1, without a preview. */
    private static final byte[] JFIF_SEGMENT = ascii("\u00ff\u00e0\0\u0010JFIF\0\1\1\0\0\1\0\1\0\0");

    static final int JFIF_BYTES = 14;

    private static final int QUANTIZATION = 0xdb;
    private static final int QUANTIZATION_VALUES = 64;

    private static final int CMYK = 4;
    private static final int YCBCR = 3;
    private static final String RGB = "RGB";

    /** Passes over all pixels that the largest picture of the default limits may take: some seconds. */
    private static final long MOST_PASSES = 50L * 64_000_000;

    private static final int MOST_SEGMENTS = 1 << 16;

    /** A marker and what follows it, without its length. */
    record Segment(int marker, int start, int end) {
        boolean startsWith(byte[] file, byte[] text) {
            return end - start >= text.length && Arrays.equals(file, start, start + text.length, text, 0, text.length);
        }
    }

    /**
     * Looks through the first picture.
     *
     * @throws IOException if it does not end within the file
     */
    static JpegFile of(byte[] file, String name) throws IOException {
        var segments = new ArrayList<Segment>();
        int at = 2;
        while (true) {
            at = marker(file, at);
            if (at + 2 > file.length) {
                throw new IOException(name + ": the file is truncated");
            }
            int marker = file[at + 1] & 0xff;
            at += 2;
            if (marker == END_OF_IMAGE) {
                return new JpegFile(file, List.copyOf(segments), at, IccProfile.of(file, segments));
            } else if (!standsAlone(marker)) {
                int to = at + 2 > file.length ? Integer.MAX_VALUE : at + Math.max(2, number(file, at));
                if (to > file.length) {
                    throw new IOException(name + ": the file is truncated");
                }
                if (segments.size() == MOST_SEGMENTS) {
                    throw new IOException(name + ": has more than " + MOST_SEGMENTS + " segments");
                }
                segments.add(new Segment(marker, at + 2, to));
                at = to;
            }
        }
    }

    /** The next marker, which no byte 0 and no further 255 follows. */
    private static int marker(byte[] file, int from) {
        int at = from;
        while (at + 1 < file.length && (file[at] != (byte) FILL || file[at + 1] == 0 || file[at + 1] == (byte) FILL)) {
            at++;
        }
        return at;
    }

    /** Restarts within coded data, and marks without a length. */
    private static boolean standsAlone(int marker) {
        return marker <= 1 || (marker >= 0xd0 && marker <= START_OF_IMAGE);
    }

    static int number(byte[] file, int at) {
        return (file[at] & 0xff) << 8 | (file[at + 1] & 0xff);
    }

    static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    @Override
    public Embedded embedded() {
        return JpegBlocks.read(file, segments).embedded(profile.bytes());
    }

    @Override
    public List<String> notices() {
        var notices = new ArrayList<String>();
        if (anotherFollows()) {
            notices.add(SEVERAL);
        }
        profile.fault().ifPresent(notices::add);
        return notices;
    }

    private boolean anotherFollows() {
        for (int at = end; at + 2 < file.length; at++) {
            if (file[at] == (byte) FILL && file[at + 1] == (byte) START_OF_IMAGE && file[at + 2] == (byte) FILL) {
                return true;
            }
        }
        return false;
    }

    boolean isCmyk() {
        return components() == CMYK;
    }

    /** The number of channels in the first frame; 0 without one. */
    private int components() {
        Segment frame = frame();
        return frame.end() - frame.start() > 5 ? file[frame.start() + 5] & 0xff : 0;
    }

    private Segment frame() {
        return segments.stream().filter(s -> isFrame(s.marker())).findFirst().orElse(new Segment(0, 0, 0));
    }

    /** SOF0 to SOF15 without DHT, JPG and DAC. */
    private static boolean isFrame(int marker) {
        return marker >= 0xc0 && marker <= 0xcf && !Set.of(0xc4, 0xc8, 0xcc).contains(marker);
    }

    /**
     * Bounds the work before it begins.
     *
     * @throws IOException if there are too many scans for the pixels
     */
    void requireFewScans(String name) throws IOException {
        Segment frame = frame();
        if (frame.end() - frame.start() >= 5) {
            long scans =
                    segments.stream().filter(s -> s.marker() == START_OF_SCAN).count();
            requireFewScans(scans, number(file, frame.start() + 3), number(file, frame.start() + 1), name);
        }
    }

    /**
     * Finds steps of quantization that the decoder cuts to 8 bits.
     *
     * @throws IOException if a step is greater than 255
     */
    void requireFineSteps(String name) throws IOException {
        for (Segment s : segments) {
            int at = s.marker() == QUANTIZATION ? s.start() : s.end();
            while (at < s.end()) {
                boolean wide = (file[at++] & 0xf0) != 0;
                for (int i = 0; wide && i < QUANTIZATION_VALUES && at + 2 * i + 1 < s.end(); i++) {
                    if (number(file, at + 2 * i) > 0xff) {
                        throw new IOException(name + ": has a quantization step of " + number(file, at + 2 * i)
                                + "; up to 255 are read");
                    }
                }
                at += wide ? 2 * QUANTIZATION_VALUES : QUANTIZATION_VALUES;
            }
        }
    }

    /** Every scan goes over all pixels that it is of, however little it holds. */
    private static void requireFewScans(long scans, long width, long height, String name) throws IOException {
        if (scans * width * height > MOST_PASSES) {
            throw new IOException(name + ": has " + scans + " scans of " + width + " x " + height + " pixels; "
                    + MOST_PASSES / (width * height) + " are read at this size");
        }
    }

    /**
     * Bounds the work of parts of a picture that are JPEGs each.
     *
     * @param starts where they begin in the file
     * @param sizes in bytes, within the file
     * @throws IOException as {@link #requireFewScans(String)}
     */
    static void requireFewScans(byte[] file, long[] starts, long[] sizes, long width, long height, String name)
            throws IOException {
        long scans = 0;
        for (int part = 0; part < Math.min(starts.length, sizes.length); part++) {
            for (int at = (int) starts[part]; at + 1 < starts[part] + sizes[part]; at++) {
                scans += file[at] == (byte) FILL && file[at + 1] == (byte) START_OF_SCAN ? 1 : 0;
            }
        }
        requireFewScans(scans / Math.max(1, starts.length), width, height, name);
    }

    /**
     * The first picture with those segments alone that its pixels need, and the profile only where colours are converted by
     * it. A file that says nothing of its colours is said to be what libjpeg takes it for.
     */
    @Override
    public byte[] decodable() {
        var out = new ByteArrayOutputStream(end);
        out.write(file, 0, 2);
        if (components() == YCBCR && !saysColours() && !isRgb()) {
            out.writeBytes(JFIF_SEGMENT);
        }
        if (isCmyk()) {
            profile.write(out);
        }
        int at = 2;
        for (Segment s : segments) {
            if (isLeftOut(s)) {
                // Its marker and its length.
                out.write(file, at, s.start() - 4 - at);
                at = s.end();
            }
        }
        out.write(file, at, end - at);
        return out.toByteArray();
    }

    private boolean isLeftOut(Segment s) {
        // What JFIF says of three channels goes before what Adobe says, as in libjpeg; the decoder has it the other
        // way.
        boolean adobe = s.marker() == APP14
                && s.startsWith(file, ADOBE)
                && !(components() == YCBCR && segments.stream().anyMatch(this::isJfif));
        boolean needed = adobe || (s.marker() == APP0 && s.startsWith(file, JFIF));
        return !needed && (s.marker() == COMMENT || (s.marker() >= APP0 && s.marker() <= APP15));
    }

    /** A shorter one says nothing to libjpeg. */
    private boolean isJfif(Segment s) {
        return s.marker() == APP0 && s.startsWith(file, JFIF) && s.end() - s.start() >= JFIF_BYTES;
    }

    private boolean saysColours() {
        return segments.stream().anyMatch(s -> s.marker() >= APP0 && s.marker() <= APP15 && !isLeftOut(s));
    }

    /** Whether the components are named so. */
    private boolean isRgb() {
        Segment frame = frame();
        var names = new StringBuilder();
        for (int at = frame.start() + 6; at < frame.end(); at += 3) {
            names.append((char) (file[at] & 0xff));
        }
        return names.toString().equals(RGB);
    }
}
