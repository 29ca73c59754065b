package dev.limpid.io;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The facts in a JPEG before its pixels.
 *
 * <p>Source: ITU-T T.81 annex B; Exif 2.3 for APP1, ICC.1 annex B.4 for APP2.
 *
 * @param segments in the order of the file
 * @param whole whether the pixels begin within the file
 */
record JpegHeader(byte[] file, List<Segment> segments, boolean whole) {
    private static final int START_OF_SCAN = 0xda;
    private static final int FILL = 0xff;
    private static final int APP1 = 0xe1;
    private static final int APP2 = 0xe2;
    private static final byte[] EXIF = "Exif\0\0".getBytes(StandardCharsets.ISO_8859_1);
    private static final byte[] ICC = "ICC_PROFILE\0".getBytes(StandardCharsets.ISO_8859_1);
    /** Behind {@link #ICC}: the number of the part, and how many there are. */
    private static final int ICC_START = 14;

    /** A marker and what follows it, without its length. */
    record Segment(int marker, int start, int end) {}

    static JpegHeader of(byte[] file) {
        var segments = new ArrayList<Segment>();
        int at = 2;
        while (at + 4 <= file.length && file[at] == (byte) 0xff) {
            int marker = file[at + 1] & 0xff;
            if (marker == START_OF_SCAN) {
                return new JpegHeader(file, segments, true);
            }
            if (marker == FILL) {
                at++;
                continue;
            }
            int end = at + 2 + Math.max(2, ((file[at + 2] & 0xff) << 8) | (file[at + 3] & 0xff));
            if (end > file.length) {
                return new JpegHeader(file, segments, false);
            }
            segments.add(new Segment(marker, at + 4, end));
            at = end;
        }
        // The decoder judges anything in the middle of the file that is no marker.
        return new JpegHeader(file, segments, at + 4 <= file.length);
    }

    Embedded embedded() {
        var profile = new ByteArrayOutputStream();
        int orientation = 1;
        int components = 0;
        for (Segment s : segments) {
            if (s.marker() == APP1 && startsWith(s, EXIF)) {
                orientation = Embedded.ofExif(Arrays.copyOfRange(file, s.start() + EXIF.length, s.end()));
            } else if (isProfile(s)) {
                profile.write(file, s.start() + ICC_START, s.end() - s.start() - ICC_START);
            } else if (isFrame(s.marker()) && s.end() - s.start() > 5) {
                components = file[s.start() + 5] & 0xff;
            }
        }
        byte @Nullable [] icc = profile.size() == 0 ? null : profile.toByteArray();
        return new Embedded(icc, orientation, components, whole);
    }

    /** The file with its colour profile made unreadable: decoders would convert the samples. */
    byte[] withoutProfile() {
        byte[] copy = file.clone();
        for (Segment s : segments) {
            if (isProfile(s)) {
                copy[s.start()] = '-';
            }
        }
        return copy;
    }

    private boolean isProfile(Segment s) {
        return s.marker() == APP2 && startsWith(s, ICC) && s.end() - s.start() > ICC_START;
    }

    /** SOF0 to SOF15 without DHT, JPG and DAC. */
    private static boolean isFrame(int marker) {
        return marker >= 0xc0 && marker <= 0xcf && marker != 0xc4 && marker != 0xc8 && marker != 0xcc;
    }

    private boolean startsWith(Segment s, byte[] start) {
        return s.end() - s.start() >= start.length
                && Arrays.equals(file, s.start(), s.start() + start.length, start, 0, start.length);
    }
}
