package dev.limpid.metric;

import dev.limpid.tensor.Scope;
import dev.limpid.tensor.Span;
import dev.limpid.tensor.Tensor;
import dev.limpid.tensor.Tile;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The score at the best whole shift: another metric of the pixels that image and truth share, after the image was moved by the
 * whole shift of at most {@value #REACH} pixels a side that has the highest PSNR. A kernel and an image that were found together
 * can be shifted against each other without a trace in the measurement, so a blind result is scored in this way.
 *
 * @param metric taken at that shift; its numbers keep their name
 */
record Shifted(Metric metric) implements Metric {
    /** The largest shift in each direction, in pixels. */
    public static final int REACH = 4;

    @Override
    public Quantity quantity() {
        return metric.quantity();
    }

    @Override
    public int minimumSide() {
        return metric.minimumSide() + REACH;
    }

    @Override
    public long memory(int height, int width) {
        long copies = 2L * 3 * Float.BYTES * height * width;
        return metric.memory(height, width) + copies;
    }

    @Override
    public double[] of(Tensor image, Tensor truth) {
        UnitPair.requireComparable(image, truth);
        if (Math.min(image.size(2), image.size(3)) < minimumSide()) {
            throw new IllegalArgumentException("a score at the best shift needs images of at least " + minimumSide()
                    + " x " + minimumSide() + " pixels, got " + image.size(3) + " x " + image.size(2));
        }
        List<Shift> shifts = shifts(image, truth);
        var scores = new double[shifts.size()];
        for (int b = 0; b < scores.length; b++) {
            Shift best = shifts.get(b);
            try (var scope = Scope.open()) {
                Tensor moved = overlap(image.narrow(0, b, 1), best.down, best.right);
                scores[b] = metric.of(moved, overlap(truth.narrow(0, b, 1), -best.down, -best.right))[0];
            }
        }
        return scores;
    }

    /**
     * How far an image lies from its truth.
     *
     * @param down rows that are left out at the image's top, or where negative at its bottom; likewise {@code right}
     */
    private record Shift(int down, int right) {
        static final List<Shift> ALL = IntStream.rangeClosed(-REACH, REACH)
                .boxed()
                .flatMap(down -> IntStream.rangeClosed(-REACH, REACH).mapToObj(right -> new Shift(down, right)))
                .toList();
    }

    /** The shift of each image that has the least mean squared error, the first of equal ones. */
    private static List<Shift> shifts(Tensor image, Tensor truth) {
        int height = (int) image.size(2);
        int width = (int) image.size(3);
        var squares = new double[(int) image.size(0)][Shift.ALL.size()];
        for (Tile tile : UnitPair.tiles(image, REACH)) {
            try (var scope = Scope.open()) {
                UnitPair pair = UnitPair.of(tile.of(image), tile.of(truth));
                for (int b = 0; b < squares.length; b++) {
                    for (int s = 0; s < Shift.ALL.size(); s++) {
                        Shift shift = Shift.ALL.get(s);
                        Span rows = seen(tile.rows(), shift.down, height);
                        squares[b][s] += squares(pair, b, shift, rows, seen(tile.columns(), shift.right, width));
                    }
                }
            }
        }
        return Arrays.stream(squares)
                .map(sums -> Shift.ALL.get(IntStream.range(0, sums.length)
                        .boxed()
                        .min(Comparator.comparingDouble(s -> sums[s] / overlap(Shift.ALL.get(s), height, width)))
                        .orElseThrow()))
                .toList();
    }

    /** The pixels of a line's part that are its own and lie in the overlap with the shifted line. */
    private static Span seen(Span part, int shift, int length) {
        int from = Math.max(part.from(), Math.max(shift, 0));
        int to = Math.min(part.to(), length + Math.min(shift, 0));
        return new Span(part.start(), part.end(), from, to);
    }

    private static double overlap(Shift shift, int height, int width) {
        return (double) (height - Math.abs(shift.down)) * (width - Math.abs(shift.right));
    }

    private static double squares(UnitPair pair, int image, Shift shift, Span rows, Span columns) {
        double squares = 0;
        for (int c = image * pair.channels; c < (image + 1) * pair.channels; c++) {
            for (int row = rows.from() - rows.start(); row < rows.to() - rows.start(); row++) {
                int x = c * pair.plane() + row * pair.width;
                int t = x - shift.down * pair.width - shift.right;
                for (int column = columns.from() - columns.start(); column < columns.to() - columns.start(); column++) {
                    double d = pair.image[x + column] - pair.truth[t + column];
                    squares += d * d;
                }
            }
        }
        return squares;
    }

    /** The image without {@code down} rows at its top, or as many at its bottom where that is negative; columns likewise. */
    private static Tensor overlap(Tensor image, int down, int right) {
        return image.narrow(2, Math.max(down, 0), image.size(2) - Math.abs(down))
                .narrow(3, Math.max(right, 0), image.size(3) - Math.abs(right))
                .contiguous();
    }
}
