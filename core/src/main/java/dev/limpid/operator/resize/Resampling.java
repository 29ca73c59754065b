package dev.limpid.operator.resize;

import dev.limpid.tensor.Tensor;

/**
 * Kernels that resample an image, row by row and column by column. Where the image shrinks the kernel is stretched by the
 * factor, so that nothing aliases; borders are mirrored with the edge pixel repeated; the weights of each output pixel sum
 * to 1.
 *
 * <p>Source: the authors' {@code util/resizer.py}, which follows MATLAB's {@code imresize}.
 */
public enum Resampling {
    /** Keys's cubic with a = −0.5. */
    CUBIC(4) {
        @Override
        double weight(double d) {
            double t = Math.abs(d);
            if (t <= 1) {
                return (1.5 * t - 2.5) * t * t + 1;
            }
            return t <= 2 ? ((-0.5 * t + 2.5) * t - 4) * t + 2 : 0;
        }
    },
    /** sinc(d) sinc(d / 2) for |d| below 2. */
    LANCZOS2(4) {
        @Override
        double weight(double d) {
            return lanczos(d, 2);
        }
    },
    /** sinc(d) sinc(d / 3) for |d| below 3. */
    LANCZOS3(6) {
        @Override
        double weight(double d) {
            return lanczos(d, 3);
        }
    },
    /** The triangle 1 − |d|. */
    LINEAR(2) {
        @Override
        double weight(double d) {
            return Math.max(0, 1 - Math.abs(d));
        }
    },
    /** The mean of a cell. */
    BOX(1) {
        @Override
        double weight(double d) {
            return -0.5 <= d && d < 0.5 ? 1 : 0;
        }
    };

    /** Where rounding alone decides whether a pixel lies in the window, it does, as in the authors' float32 code. */
    private static final double ROUNDING = 0x1.0p-23;

    private final double width;

    Resampling(double width) {
        this.width = width;
    }

    /** The kernel at distance d, in pixels of the coarser grid. */
    abstract double weight(double d);

    private static double lanczos(double d, int lobes) {
        if (d == 0) {
            return 1;
        }
        double t = Math.PI * d;
        return Math.abs(d) < lobes ? lobes * Math.sin(t) * Math.sin(t / lobes) / (t * t) : 0;
    }

    /**
     * Resizes images to {@code height} × {@code width} pixels; the centres of both grids coincide.
     *
     * @param x images (B, C, H, W), of any range
     * @param step distance of two output pixels in input pixels: 4 shrinks to a quarter, 0.25 enlarges fourfold
     */
    public Tensor resize(Tensor x, int height, int width, double step) {
        if (!(step > 0) || height < 1 || width < 1) {
            throw new IllegalArgumentException(
                    "resizing needs a positive size and step, got " + height + " x " + width + ", step " + step);
        }
        Tensor rows = Tensor.of(floats(matrix((int) x.size(2), height, step)), height, x.size(2));
        Tensor columns = Tensor.of(floats(matrix((int) x.size(3), width, step)), width, x.size(3));
        return rows.to(x.device()).matmul(x).matmul(columns.to(x.device()).transpose(0, 1));
    }

    /** The matrix (to, from), row-major, that resamples a line of {@code from} pixels to {@code to} pixels. */
    public double[] matrix(int from, int to, double step) {
        double stretch = Math.max(step, 1);
        double support = width * stretch;
        int taps = (int) Math.ceil(support - ROUNDING);
        var matrix = new double[to * from];
        for (int o = 0; o < to; o++) {
            double centre = o * step + (from - 1) / 2.0 - (to - 1) * step / 2.0;
            int first = (int) Math.ceil(centre - support / 2 - ROUNDING);
            double sum = 0;
            for (int i = first; i < first + taps; i++) {
                sum += weight((i - centre) / stretch);
            }
            for (int i = first; i < first + taps; i++) {
                matrix[o * from + mirror(i, from)] += weight((i - centre) / stretch) / sum;
            }
        }
        return matrix;
    }

    /** The pixel of 0 … n − 1 that position {@code i} shows when the line is mirrored at its ends, the end repeated. */
    public static int mirror(int i, int n) {
        int m = Math.floorMod(i, 2 * n);
        return m < n ? m : 2 * n - 1 - m;
    }

    private static float[] floats(double[] values) {
        var result = new float[values.length];
        for (int i = 0; i < values.length; i++) {
            result[i] = (float) values[i];
        }
        return result;
    }
}
