package dev.limpid.io;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The colour profile of a JPEG, which lies in numbered segments.
 *
 * <p>Source: ICC.1, annex B.4.
 *
 * @param bytes the whole of it, or null where there is none
 * @param fault why there is none, where segments of one are there
 */
record IccProfile(byte @Nullable [] bytes, Optional<String> fault) {
    private static final int APP2 = 0xe2;
    private static final byte[] MARK = "ICC_PROFILE\0".getBytes(StandardCharsets.ISO_8859_1);
    /** Behind the mark: the number of the part, from 1, and how many there are. */
    private static final int HEADER = MARK.length + 2;

    private static final int LARGEST_SEGMENT = 0xffff - 2 - HEADER;
    private static final String INCOMPLETE = "its colour profile is incomplete; it is left out";

    static IccProfile of(byte[] file, List<JpegFile.Segment> segments) {
        var parts = new TreeMap<Integer, JpegFile.Segment>();
        int count = 0;
        for (JpegFile.Segment s : segments) {
            if (s.marker() == APP2 && s.startsWith(file, MARK) && s.end() - s.start() > HEADER) {
                parts.putIfAbsent(file[s.start() + MARK.length] & 0xff, s);
                count = file[s.start() + MARK.length + 1] & 0xff;
            }
        }
        if (parts.isEmpty()) {
            return new IccProfile(null, Optional.empty());
        }
        if (parts.firstKey() != 1 || parts.lastKey() != count || parts.size() != count) {
            return new IccProfile(null, Optional.of(INCOMPLETE));
        }
        var whole = new ByteArrayOutputStream();
        parts.values().forEach(s -> whole.write(file, s.start() + HEADER, s.end() - s.start() - HEADER));
        return new IccProfile(whole.toByteArray(), Optional.empty());
    }

    /** As segments in their order, for a decoder that converts colours by it. */
    void write(ByteArrayOutputStream jpeg) {
        if (bytes == null) {
            return;
        }
        int count = (bytes.length + LARGEST_SEGMENT - 1) / LARGEST_SEGMENT;
        for (int i = 0; i < count; i++) {
            int from = i * LARGEST_SEGMENT;
            int size = Math.min(LARGEST_SEGMENT, bytes.length - from);
            jpeg.write(0xff);
            jpeg.write(APP2);
            jpeg.write((size + HEADER + 2) >> 8);
            jpeg.write(size + HEADER + 2);
            jpeg.writeBytes(MARK);
            jpeg.write(i + 1);
            jpeg.write(count);
            jpeg.write(bytes, from, size);
        }
    }
}
