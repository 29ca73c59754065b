package dev.limpid.job;

import dev.limpid.tensor.Scope;
import dev.limpid.tensor.Tensor;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.function.DoublePredicate;

/**
 * Tells pictures that are no photographs by statistics of their blocks. The limits were set on 437 photographs, of which at most one in a
 * hundred may pass any of them, and on text, drawings, screens and X-rays that were drawn by programs.
 *
 * @param blocks that were looked at
 * @param paper share of the blocks that are mostly paper: more than half of them is near their brightest tenth, which is bright
 * @param strokes share of the blocks with some darker strokes on bright ground
 * @param equal share of the neighbours in a row that have the same colour
 * @param colours as many of 32 × 32 × 32 as 99 % of the pixels have
 * @param frequent share of the pixels with one of the eight most frequent of those
 * @param colourful the distance of the largest channel from the least that 2 % of the pixels exceed, in [0, 1]
 * @param dark share of the pixels that are nearly black
 * @param darkBorder that of the blocks at the border
 */
record PictureKind(
        int blocks,
        double paper,
        double strokes,
        double equal,
        int colours,
        double frequent,
        double colourful,
        double dark,
        double darkBorder) {
    private static final int SIDE = 32;

    /** Two megapixels; of a larger picture every so many blocks are looked at. */
    private static final int MOST_BLOCKS = 2000;

    /** A picture of fewer tells nothing. */
    private static final int LEAST_BLOCKS = 4;

    /** A remark where a picture is of another kind than photographs are. */
    static Optional<String> notice(Tensor pixels) {
        return of(pixels)
                .flatMap(PictureKind::seen)
                .map(seen -> seen + ": this prior knows photographs, and may change fine strokes, letters and findings;"
                        + " compare the result with the picture");
    }

    /**
     * The statistics of a picture; empty where it is too small.
     *
     * @param pixels (1, C, H, W) in [−1, 1]
     */
    static Optional<PictureKind> of(Tensor pixels) {
        int rows = (int) pixels.size(2) / SIDE;
        int columns = (int) pixels.size(3) / SIDE;
        if (rows < 2 || columns < 2 || rows * columns < LEAST_BLOCKS) {
            return Optional.empty();
        }
        int step = (int) Math.ceil(Math.sqrt((double) rows * columns / MOST_BLOCKS));
        var counts = new Counts((int) pixels.size(1));
        int lastRow = (rows - 1) / step * step;
        int lastColumn = (columns - 1) / step * step;
        for (int i = 0; i < rows; i += step) {
            for (int j = 0; j < columns; j += step) {
                try (var scope = Scope.open()) {
                    Tensor block = pixels.narrow(2, (long) i * SIDE, SIDE).narrow(3, (long) j * SIDE, SIDE);
                    boolean border = i == 0 || j == 0 || i == lastRow || j == lastColumn;
                    counts.add(block.contiguous().toFloats(), border);
                }
            }
        }
        return Optional.of(counts.kind());
    }

    /** In words, where it is another kind. */
    Optional<String> seen() {
        if (paper > 0.8 && strokes > 0.35 && colourful < 0.2) {
            return say("strokes on bright ground in %.0f %% of its parts, as in a scan of text or a drawing", strokes);
        }
        if (equal > 0.6) {
            return say("%.0f %% of its pixels have their neighbour's colour, as on a screen or in graphics", equal);
        }
        if (colours < 150 && frequent > 0.6 && colourful > 0.03) {
            return say("eight colours make %.0f %% of it, as on a screen or in graphics", frequent);
        }
        if (colourful < 0.03 && darkBorder > 0.55 && dark > 0.15) {
            return say(
                    "no colour, and %.0f %% of its border is black, as in an X-ray or another medical picture",
                    darkBorder);
        }
        return Optional.empty();
    }

    private static Optional<String> say(String words, double share) {
        return Optional.of(String.format(Locale.ROOT, words, 100 * share));
    }

    /** Counts of pixels and blocks. */
    private static final class Counts {
        private static final int PIXELS = SIDE * SIDE;
        private static final int LEVELS = 32;

        private static final double BRIGHT = 0.6;
        private static final double NEAR = 0.12;
        private static final double DARKER = 0.2;
        private static final double BLACK = 0.1;
        /** Half a step of 8 bits. */
        private static final double SAME = 0.5 / 255;

        private final int channels;
        private final int[] cells = new int[LEVELS * LEVELS * LEVELS];
        private final int[] chroma = new int[256];
        private int blocks;
        private int paper;
        private int strokes;
        private int borders;
        private long equal;
        private long black;
        private long blackAtBorder;

        Counts(int channels) {
            this.channels = channels;
        }

        /** @param values (C, SIDE, SIDE) in [−1, 1] */
        void add(float[] values, boolean border) {
            for (int k = 0; k < values.length; k++) {
                values[k] = Math.min(1, Math.max(0, (values[k] + 1) / 2));
            }
            var light = new double[PIXELS];
            for (int p = 0; p < PIXELS; p++) {
                light[p] = pixel(values, p);
            }
            int dark = (int) Arrays.stream(light).filter(v -> v < BLACK).count();
            blocks++;
            black += dark;
            if (border) {
                borders++;
                blackAtBorder += dark;
            }
            addGround(light);
        }

        /** Counts a pixel, and returns its mean over the channels. */
        private double pixel(float[] values, int p) {
            double sum = 0;
            double least = 1;
            double largest = 0;
            boolean same = p % SIDE > 0;
            int cell = 0;
            for (int c = 0; c < channels; c++) {
                double v = values[c * PIXELS + p];
                sum += v;
                least = Math.min(least, v);
                largest = Math.max(largest, v);
                same = same && Math.abs(v - values[c * PIXELS + p - 1]) < SAME;
                if (c < 3) {
                    cell = cell * LEVELS + (int) Math.min(LEVELS - 1, v * LEVELS);
                }
            }
            equal += same ? 1 : 0;
            cells[cell]++;
            chroma[(int) ((largest - least) * 255)]++;
            return sum / channels;
        }

        private void addGround(double[] light) {
            double[] sorted = light.clone();
            Arrays.sort(sorted);
            double ground = sorted[PIXELS * 9 / 10];
            if (ground <= BRIGHT) {
                return;
            }
            double near = share(light, v -> Math.abs(v - ground) < NEAR);
            double darker = share(light, v -> v < ground - DARKER);
            paper += near > 0.5 ? 1 : 0;
            strokes += darker > 0.02 && darker < 0.5 ? 1 : 0;
        }

        private static double share(double[] values, DoublePredicate which) {
            return Arrays.stream(values).filter(which).count() / (double) values.length;
        }

        PictureKind kind() {
            double pixels = (double) blocks * PIXELS;
            int[] sorted = cells.clone();
            Arrays.sort(sorted);
            int colours = 0;
            long frequent = 0;
            long held = 0;
            for (int k = sorted.length - 1; k >= 0 && held < 0.99 * pixels; k--) {
                held += sorted[k];
                colours++;
                frequent = colours <= 8 ? held : frequent;
            }
            return new PictureKind(
                    blocks,
                    paper / (double) blocks,
                    strokes / (double) blocks,
                    equal / (pixels - pixels / SIDE),
                    colours,
                    frequent / pixels,
                    exceededBy(0.02 * pixels),
                    black / pixels,
                    blackAtBorder / ((double) borders * PIXELS));
        }

        private double exceededBy(double pixels) {
            long above = 0;
            int level = chroma.length - 1;
            while (level > 0 && above + chroma[level] <= pixels) {
                above += chroma[level];
                level--;
            }
            return level / 255.0;
        }
    }
}
