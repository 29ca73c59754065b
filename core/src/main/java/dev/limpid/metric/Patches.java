package dev.limpid.metric;

import dev.limpid.tensor.Scope;
import dev.limpid.tensor.Tensor;
import java.util.Arrays;
import java.util.stream.IntStream;

/** The square patches of an image, overlapping, all channels of a place in one vector. */
final class Patches {
    /** Beyond that only every so many are taken: their covariance is known well enough. */
    private static final int MOST = 40_000;

    private static final int AT_ONCE = 4096;

    private final float[] values;
    private final int plane;
    private final int width;
    private final int side;
    private final int channels;
    /** Index of each patch's upper left pixel. */
    private final int[] corners;

    private Patches(float[] values, int plane, int width, int side, int[] corners) {
        this.values = values;
        this.plane = plane;
        this.width = width;
        this.side = side;
        channels = values.length / plane;
        this.corners = corners;
    }

    /**
     * The patches of an image.
     *
     * @param y (1, C, H, W)
     * @param usable of each pixel, row by row; patches with one that is not are left out
     */
    static Patches of(Tensor y, boolean[] usable, int side) {
        int height = (int) y.size(2);
        int width = (int) y.size(3);
        var corners = new int[Math.max(0, (height - side + 1) * (width - side + 1))];
        int found = 0;
        for (int row = 0; row + side <= height; row++) {
            for (int column = 0; column + side <= width; column++) {
                if (whole(usable, width, row * width + column, side)) {
                    corners[found++] = row * width + column;
                }
            }
        }
        int step = (found + MOST - 1) / MOST;
        int[] taken = step <= 1 ? Arrays.copyOf(corners, found) : every(corners, found, step);
        return new Patches(y.toFloats(), height * width, width, side, taken);
    }

    private static boolean whole(boolean[] usable, int width, int corner, int side) {
        for (int i = 0; i < side * side; i++) {
            if (!usable[corner + i / side * width + i % side]) {
                return false;
            }
        }
        return true;
    }

    private static int[] every(int[] corners, int found, int step) {
        var taken = new int[found / step];
        Arrays.setAll(taken, i -> corners[i * step]);
        return taken;
    }

    int count() {
        return corners.length;
    }

    int side() {
        return side;
    }

    /** Values of one patch. */
    int dimension() {
        return channels * side * side;
    }

    /** The sum of the squared differences between neighbours of each patch. */
    double[] gradients() {
        var gradients = new double[corners.length];
        for (int p = 0; p < corners.length; p++) {
            for (int c = 0; c < channels; c++) {
                gradients[p] += gradient(c * plane + corners[p]);
            }
        }
        return gradients;
    }

    private double gradient(int from) {
        double sum = 0;
        for (int i = 0; i < side * side; i++) {
            int at = from + i / side * width + i % side;
            double right = i % side < side - 1 ? values[at + 1] - values[at] : 0;
            double down = i < side * (side - 1) ? values[at + width] - values[at] : 0;
            sum += right * right + down * down;
        }
        return sum;
    }

    /** The covariance (n, n), float64, of the patches whose gradients are at most the limit. */
    Tensor covariance(double[] gradients, double limit) {
        int n = dimension();
        int[] chosen = IntStream.range(0, corners.length)
                .filter(p -> gradients[p] <= limit)
                .map(p -> corners[p])
                .toArray();
        Tensor sum = Tensor.of(new double[n], n, 1);
        Tensor products = Tensor.of(new double[n * n], n, n);
        for (int from = 0; from < chosen.length; from += AT_ONCE) {
            try (var scope = Scope.open()) {
                int[] some = Arrays.copyOfRange(chosen, from, Math.min(chosen.length, from + AT_ONCE));
                Tensor columns = columns(some);
                sum.assign(sum.add(columns.sum(1).reshape(n, 1)));
                products.assign(products.add(columns.matmul(columns.transpose(0, 1))));
            }
        }
        Tensor mean = sum.div(chosen.length);
        return products.div(chosen.length).sub(mean.matmul(mean.transpose(0, 1)));
    }

    /** Patches as the columns of a matrix. */
    private Tensor columns(int[] at) {
        int n = dimension();
        var columns = new double[n * at.length];
        for (int i = 0; i < n; i++) {
            int inside = i % (side * side);
            int offset = i / (side * side) * plane + inside / side * width + inside % side;
            for (int p = 0; p < at.length; p++) {
                columns[i * at.length + p] = values[at[p] + offset];
            }
        }
        return Tensor.of(columns, n, at.length);
    }
}
