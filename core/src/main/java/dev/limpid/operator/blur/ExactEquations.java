package dev.limpid.operator.blur;

import dev.limpid.tensor.Tensor;
import java.util.Arrays;

/**
 * Equations that are exact for every border: x is continued first, and only whole rows of taps are counted. Float64, on the CPU; a kernel
 * of many taps takes long, and their square in memory.
 */
final class ExactEquations implements KernelEquations {
    private final int height;
    private final int width;
    private final double[] q;
    private final double[] b;

    private ExactEquations(int height, int width) {
        this.height = height;
        this.width = width;
        int n = height * width;
        q = new double[n * n];
        b = new double[n];
    }

    /**
     * The sum of the equations of all images and channels.
     *
     * @param padded x with its border, (B, C, H + h − 1, W + w − 1)
     * @param y (1, C, H, W): every image of {@code padded} is one estimate of what lies behind it
     */
    static ExactEquations of(Tensor padded, Tensor y, int height, int width) {
        var equations = new ExactEquations(height, width);
        for (int dim = 2; dim <= 3; dim++) {
            equations.add(Planes.of(difference(padded, dim)), Planes.of(difference(y, dim)));
        }
        equations.mirror();
        return equations;
    }

    /** Neighbours to the right (dim 3) or below (dim 2) less the pixels themselves, one line fewer. */
    static Tensor difference(Tensor x, int dim) {
        long n = x.size(dim);
        return x.narrow(dim, 1, n - 1).sub(x.narrow(dim, 0, n - 1));
    }

    @Override
    public int height() {
        return height;
    }

    @Override
    public int width() {
        return width;
    }

    @Override
    public double[] times(double[] k) {
        int n = b.length;
        var qk = new double[n];
        for (int i = 0; i < n; i++) {
            double sum = 0;
            for (int j = 0; j < n; j++) {
                sum += q[i * n + j] * k[j];
            }
            qk[i] = sum;
        }
        return qk;
    }

    @Override
    public double[] rightSide() {
        return b.clone();
    }

    @Override
    public double energy() {
        double trace = 0;
        for (int i = 0; i < b.length; i++) {
            trace += q[i * b.length + i];
        }
        return trace / b.length;
    }

    private void add(Planes x, Planes y) {
        for (int row = 0; row < height; row++) {
            for (int column = 0; column < width; column++) {
                b[row * width + column] += x.correlate(y, row, column);
            }
        }
        for (int down = 0; down < height; down++) {
            for (int right = down == 0 ? 0 : 1 - width; right < width; right++) {
                addDiagonal(x.products(down, right), x.width + 1, y.height, y.width, down, right);
            }
        }
    }

    /** The entries of Q for pairs of taps that lie (down, right) apart: window sums of one image of products. */
    private void addDiagonal(double[] sums, int stride, int rows, int columns, int down, int right) {
        int n = b.length;
        for (int i = 0; i + down < height; i++) {
            for (int j = Math.max(0, -right); j < width && j + right < width; j++) {
                double window = sums[(i + rows) * stride + j + columns]
                        - sums[i * stride + j + columns]
                        - sums[(i + rows) * stride + j]
                        + sums[i * stride + j];
                q[(i * width + j) * n + (i + down) * width + j + right] += window;
            }
        }
    }

    private void mirror() {
        int n = b.length;
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < i; j++) {
                q[i * n + j] = q[j * n + i];
            }
        }
    }

    /** Images as floats, the channels of all of them one after the other. */
    @SuppressWarnings("ArrayRecordComponent") // lives only while equations are summed; never compared
    private record Planes(float[] values, int count, int height, int width) {
        static Planes of(Tensor x) {
            return new Planes(
                    x.contiguous().toFloats(), (int) (x.size(0) * x.size(1)), (int) x.size(2), (int) x.size(3));
        }

        /** Σ_o x[o + (row, column)] y[o] over all planes; y's are repeated. */
        double correlate(Planes y, int row, int column) {
            double sum = 0;
            for (int p = 0; p < count; p++) {
                int mine = (p * height + row) * width + column;
                int other = p % y.count * y.height * y.width;
                for (int i = 0; i < y.height; i++) {
                    float line = 0;
                    for (int j = 0; j < y.width; j++) {
                        line += values[mine + i * width + j] * y.values[other + i * y.width + j];
                    }
                    sum += line;
                }
            }
            return sum;
        }

        /** Σ_planes x[o] x[o + (down, right)], summed over all o above and left: (height + 1) × (width + 1). */
        double[] products(int down, int right) {
            var sums = new double[(height + 1) * (width + 1)];
            var line = new float[width];
            for (int i = 0; i < height; i++) {
                Arrays.fill(line, 0);
                for (int p = 0; p < count && i + down < height; p++) {
                    int mine = (p * height + i) * width;
                    int other = mine + down * width + right;
                    for (int j = Math.max(0, -right); j < Math.min(width, width - right); j++) {
                        line[j] += values[mine + j] * values[other + j];
                    }
                }
                double row = 0;
                for (int j = 0; j < width; j++) {
                    row += line[j];
                    sums[(i + 1) * (width + 1) + j + 1] = sums[i * (width + 1) + j + 1] + row;
                }
            }
            return sums;
        }
    }
}
