package dev.limpid.metric;

import dev.limpid.tensor.Scope;
import dev.limpid.tensor.Tensor;

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
    public double[] of(Tensor image, Tensor truth) {
        UnitPair pair = UnitPair.of(image, truth);
        if (Math.min(pair.height, pair.width) < minimumSide()) {
            throw new IllegalArgumentException("a score at the best shift needs images of at least " + minimumSide()
                    + " x " + minimumSide() + " pixels, got " + pair.width + " x " + pair.height);
        }
        var scores = new double[pair.batch];
        for (int b = 0; b < pair.batch; b++) {
            int[] shift = best(pair, b);
            try (var scope = Scope.open()) {
                Tensor moved = overlap(image.narrow(0, b, 1), shift[0], shift[1]);
                scores[b] = metric.of(moved, overlap(truth.narrow(0, b, 1), -shift[0], -shift[1]))[0];
            }
        }
        return scores;
    }

    /** The rows and columns that are left out at the image's top and left, where it has the least mean squared error. */
    private static int[] best(UnitPair pair, int image) {
        int[] best = {0, 0};
        double least = Double.POSITIVE_INFINITY;
        for (int down = -REACH; down <= REACH; down++) {
            for (int right = -REACH; right <= REACH; right++) {
                double error = error(pair, image, down, right);
                if (error < least) {
                    least = error;
                    best = new int[] {down, right};
                }
            }
        }
        return best;
    }

    private static double error(UnitPair pair, int image, int down, int right) {
        int height = pair.height - Math.abs(down);
        int width = pair.width - Math.abs(right);
        double squares = 0;
        for (int c = image * pair.channels; c < (image + 1) * pair.channels; c++) {
            for (int row = 0; row < height; row++) {
                int x = c * pair.plane() + (row + Math.max(down, 0)) * pair.width + Math.max(right, 0);
                int t = c * pair.plane() + (row + Math.max(-down, 0)) * pair.width + Math.max(-right, 0);
                for (int column = 0; column < width; column++) {
                    double d = pair.image[x + column] - pair.truth[t + column];
                    squares += d * d;
                }
            }
        }
        return squares / ((double) pair.channels * height * width);
    }

    /** The image without {@code down} rows at its top, or as many at its bottom where that is negative; columns likewise. */
    private static Tensor overlap(Tensor image, int down, int right) {
        return image.narrow(2, Math.max(down, 0), image.size(2) - Math.abs(down))
                .narrow(3, Math.max(right, 0), image.size(3) - Math.abs(right))
                .contiguous();
    }
}
