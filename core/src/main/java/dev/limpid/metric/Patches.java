package dev.limpid.metric;

import dev.limpid.tensor.DType;
import dev.limpid.tensor.Scope;
import dev.limpid.tensor.Tensor;
import java.util.Arrays;

/** The square patches of an image, overlapping, all channels of a place in one vector (channel, row, column). */
final class Patches {
    /** Beyond that only every so many are looked at. */
    private static final int MOST = 250_000;

    /** As many tell their covariance well enough. */
    private static final int FOR_COVARIANCE = 40_000;

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
     * @param values of all channels (C, H, W), row by row; kept, not copied
     * @param usable of each pixel (H, W), row by row; patches with one that is not are left out
     */
    static Patches of(float[] values, boolean[] usable, int width, int side) {
        int height = usable.length / width;
        var corners = new int[Math.max(0, height - side + 1) * Math.max(0, width - side + 1)];
        int[] runs = runs(usable, width);
        int found = 0;
        for (int row = 0; row + side <= height; row++) {
            for (int column = 0; column + side <= width; column++) {
                if (whole(runs, width, row * width + column, side)) {
                    corners[found++] = row * width + column;
                }
            }
        }
        return new Patches(values, usable.length, width, side, every(corners, found, MOST));
    }

    /** How many usable pixels there are in a row from each pixel on, up to the end of its line. */
    private static int[] runs(boolean[] usable, int width) {
        var runs = new int[usable.length];
        for (int i = usable.length - 1; i >= 0; i--) {
            boolean last = i % width == width - 1;
            runs[i] = usable[i] ? 1 + (last ? 0 : runs[i + 1]) : 0;
        }
        return runs;
    }

    private static boolean whole(int[] runs, int width, int corner, int side) {
        for (int row = 0; row < side; row++) {
            if (runs[corner + row * width] < side) {
                return false;
            }
        }
        return true;
    }

    /** The first {@code found} of the corners, or every so many of these that they are at most {@code most}. */
    private static int[] every(int[] corners, int found, int most) {
        int step = Math.max(1, (found + most - 1) / most);
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

    int channels() {
        return channels;
    }

    /** Values of one patch. */
    int dimension() {
        return channels * side * side;
    }

    /** The mean product of any two places of a patch (n, n), float64. */
    Tensor products() {
        int n = dimension();
        int[] some = every(corners, corners.length, FOR_COVARIANCE);
        Tensor products = Tensor.of(new double[n * n], n, n);
        for (int from = 0; from < some.length; from += AT_ONCE) {
            try (var scope = Scope.open()) {
                Tensor columns = columns(Arrays.copyOfRange(some, from, Math.min(some.length, from + AT_ONCE)))
                        .to(DType.FLOAT64);
                products.assign(products.add(columns.matmul(columns.transpose(0, 1))));
            }
        }
        return products.div(some.length);
    }

    /**
     * Weighted sums of each patch's energies in some directions.
     *
     * @param directions (K, n), float32
     * @param weights (R, K), float32
     * @return R sums of every patch
     */
    double[][] energies(Tensor directions, Tensor weights) {
        int sums = Math.toIntExact(weights.size(0));
        var energies = new double[sums][corners.length];
        for (int from = 0; from < corners.length; from += AT_ONCE) {
            int count = Math.min(AT_ONCE, corners.length - from);
            try (var scope = Scope.open()) {
                Tensor columns = columns(Arrays.copyOfRange(corners, from, from + count));
                double[] batch =
                        weights.matmul(directions.matmul(columns).square()).toDoubles();
                for (int r = 0; r < sums; r++) {
                    System.arraycopy(batch, r * count, energies[r], from, count);
                }
            }
        }
        return energies;
    }

    /** Patches as the columns of a matrix (n, patches), float32. */
    private Tensor columns(int[] at) {
        int n = dimension();
        var columns = new float[n * at.length];
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
