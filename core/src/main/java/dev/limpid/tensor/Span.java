package dev.limpid.tensor;

import java.util.ArrayList;
import java.util.List;

/**
 * A part of a line of pixels, from {@code start} to before {@code end}, of which {@code from} to before {@code to} is its own: every
 * pixel of the line is the own one of a single part.
 */
public record Span(int start, int end, int from, int to) {
    /** Pixels. */
    public int length() {
        return end - start;
    }

    /** Pixels of all parts together. */
    public static long total(List<Span> parts) {
        return parts.stream().mapToLong(Span::length).sum();
    }

    /** Pixels of the longest part. */
    public static int longest(List<Span> parts) {
        return parts.stream().mapToInt(Span::length).max().orElseThrow();
    }

    /** The whole of a line. */
    static Span whole(int length) {
        return new Span(0, length, 0, length);
    }

    /**
     * The fewest parts of a line, all as long as each other but for the last one's remainder of a unit. Neighbours meet in the middle
     * of what they share, at multiples of half a unit.
     *
     * @param most pixels of a part, a multiple of the unit
     * @param overlap pixels that neighbours share at least, a multiple of the unit below {@code most}
     * @param unit divides the start of every part
     */
    public static List<Span> cover(int length, int most, int overlap, int unit) {
        return length <= most
                ? List.of(whole(length))
                : inParts(length, ceilDiv(unit * ceilDiv(length, unit) - overlap, most - overlap), overlap, unit);
    }

    /**
     * So many parts of a line, all as long as each other but for the last one's remainder of a unit.
     *
     * @param count of the parts, at most {@link #mostParts}
     * @param overlap pixels that neighbours share at least, a multiple of the unit
     * @param unit divides the start of every part
     */
    public static List<Span> inParts(int length, int count, int overlap, int unit) {
        if (count == 1) {
            return List.of(whole(length));
        }
        int padded = unit * ceilDiv(length, unit);
        int size = sizeOfPart(length, count, overlap, unit);
        return parts(length, size, starts(padded, size, count, unit));
    }

    /** Pixels of the longest of so many parts. */
    public static int sizeOfPart(int length, int count, int overlap, int unit) {
        if (count == 1) {
            return length;
        }
        int padded = unit * ceilDiv(length, unit);
        return unit * ceilDiv(ceilDiv(padded + (count - 1) * overlap, count), unit);
    }

    /** The most parts of a line, each with a unit of its own at least. */
    public static int mostParts(int length, int overlap, int unit) {
        return Math.max(1, (unit * ceilDiv(length, unit) - overlap) / unit);
    }

    /**
     * The fewest parts of a line that have exactly a size.
     *
     * @param overlap pixels that neighbours share at least
     */
    public static List<Span> ofSize(int length, int size, int overlap) {
        return parts(length, size, starts(length, size, Math.max(1, ceilDiv(length - overlap, size - overlap)), 1));
    }

    /** Evenly, as far as the unit allows. */
    private static int[] starts(int length, int size, int count, int unit) {
        int[] starts = new int[count];
        for (int i = 1; i < count; i++) {
            starts[i] = (int) ((long) i * (length - size) / (count - 1) / unit * unit);
        }
        return starts;
    }

    /** Neighbours meet in the middle of what they share. */
    private static List<Span> parts(int length, int size, int[] starts) {
        var parts = new ArrayList<Span>();
        int from = 0;
        for (int i = 0; i < starts.length; i++) {
            boolean last = i == starts.length - 1;
            int to = last ? length : (starts[i] + size + starts[i + 1]) / 2;
            parts.add(new Span(starts[i], Math.min(length, starts[i] + size), from, to));
            from = to;
        }
        return parts;
    }

    private static int ceilDiv(int a, int b) {
        return (a + b - 1) / b;
    }
}
