package dev.limpid.io;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Where a picture's {@link ValueRange} comes from: given, its own least and greatest sample, or what its type says.
 *
 * @param given the range, or null
 * @param auto whether the least and the greatest sample of a page are its range; only without one that is given
 */
public record RangeChoice(@Nullable ValueRange given, boolean auto) {
    /** Unsigned integers of at most 16 bits fill their container, floating point lies in [0, 1]. */
    public static final RangeChoice NATURAL = new RangeChoice(null, false);

    /** The least sample is black, the greatest is white. */
    public static final RangeChoice AUTO = new RangeChoice(null, true);

    private static final ValueRange UNIT = new ValueRange(0, 1);

    public RangeChoice {
        if (given != null && auto) {
            throw new IllegalArgumentException("a range is given or automatic, not both");
        }
    }

    /** The given range. */
    public static RangeChoice of(double min, double max) {
        return new RangeChoice(new ValueRange(min, max), false);
    }

    /**
     * Reads {@code auto} or {@code min:max}.
     *
     * @throws IllegalArgumentException for anything else, and unless min is below max
     */
    public static RangeChoice parse(String text) {
        if (text.equals("auto")) {
            return AUTO;
        }
        String[] ends = text.split(":", -1);
        try {
            if (ends.length == 2) {
                return of(Double.parseDouble(ends[0]), Double.parseDouble(ends[1]));
            }
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(notUnderstood(text), e);
        }
        throw new IllegalArgumentException(notUnderstood(text));
    }

    private static String notUnderstood(String text) {
        return "a range is min:max, such as 0:4095, or auto; got '" + text + "'";
    }

    /**
     * The range of one page.
     *
     * @param container from black to white where the file says it, or null
     */
    ValueRange resolve(Samples samples, @Nullable ValueRange container, String name) throws IOException {
        if (given != null) {
            return given;
        }
        if (!auto && container != null) {
            return container;
        }
        Extremes found = Extremes.of(samples, name);
        if (auto && found.min() == found.max()) {
            throw new IOException(name + ": every sample is " + ValueRange.number(found.min())
                    + ", from which no range can be taken; give it with --range min:max");
        }
        if (auto) {
            return found.range(name);
        }
        if (samples.type().kind() == SampleType.Kind.FLOAT
                && UNIT.contains(found.min())
                && UNIT.contains(found.max())) {
            return UNIT;
        }
        throw new IOException(name + ": holds " + samples.type() + " samples from " + ValueRange.number(found.min())
                + " to " + ValueRange.number(found.max())
                + "; say which are black and white with --range min:max or --range auto");
    }

    /** Such as "auto", "0:4095" or "natural". */
    @Override
    public String toString() {
        return given != null ? given.toString() : auto ? "auto" : "natural";
    }

    /** The least and the greatest colour sample. */
    private record Extremes(double min, double max) {
        ValueRange range(String name) throws IOException {
            try {
                return new ValueRange(min, max);
            } catch (IllegalArgumentException e) {
                throw new IOException(name + ": from its least and greatest sample: " + e.getMessage(), e);
            }
        }

        static Extremes of(Samples samples, String name) throws IOException {
            double min = Double.POSITIVE_INFINITY;
            double max = Double.NEGATIVE_INFINITY;
            var row = new double[samples.width()];
            for (int c = 0; c < samples.channels(); c++) {
                for (int y = 0; y < samples.height(); y++) {
                    Planes.finiteRow(samples, c, y, row, name);
                    for (double v : row) {
                        min = Math.min(min, v);
                        max = Math.max(max, v);
                    }
                }
            }
            return new Extremes(min, max);
        }
    }
}
