package dev.limpid.tensor;

import java.util.Arrays;

/**
 * Images in another size by Keys' cubic (a = −0.5), antialiased where they shrink: the kernel is then stretched by the
 * factor, and each output's weights sum to 1. Pixel centres are at half-integers; beyond the border the image is
 * reflected with its edge pixel repeated. Separable, on the CPU, accumulated in float64; not differentiable.
 *
 * <p>Source: Keys, "Cubic convolution interpolation for digital image processing", IEEE TASSP 1981.
 */
public final class BicubicResize {
    private static final double SUPPORT = 2;

    private BicubicResize() {}

    /** The inputs of one output pixel: {@code weights[k]} of the input pixel {@code indices[k]}. */
    private static final class Taps {
        private final int[] indices;
        private final double[] weights;

        Taps(int[] indices, double[] weights) {
            this.indices = indices;
            this.weights = weights;
        }

        double apply(float[] line, int offset, int step) {
            double sum = 0;
            for (int k = 0; k < indices.length; k++) {
                sum += weights[k] * line[offset + indices[k] * step];
            }
            return sum;
        }
    }

    /**
     * The images in {@code height} × {@code width} pixels, float32. Values may leave the input's range by overshoot.
     *
     * @param x images (B, C, H, W)
     * @throws IllegalArgumentException if x has another number of dimensions or a size is not positive
     */
    public static Tensor resize(Tensor x, int height, int width) {
        if (x.dim() != 4 || x.count() == 0) {
            throw new IllegalArgumentException("resize takes images (B, C, H, W), got " + Arrays.toString(x.shape()));
        }
        if (height <= 0 || width <= 0) {
            throw new IllegalArgumentException("size must be positive, got " + width + " x " + height);
        }
        int planes = (int) (x.size(0) * x.size(1));
        Taps[] rows = taps((int) x.size(2), height);
        Taps[] columns = taps((int) x.size(3), width);
        try (var scope = Scope.open()) {
            Tensor flat = x.detach().reshape(planes, x.size(2), x.size(3));
            var result = new float[Math.multiplyExact(planes, Math.multiplyExact(height, width))];
            for (int p = 0; p < planes; p++) {
                float[] plane = resizePlane(flat.narrow(0, p, 1).toFloats(), rows, columns, (int) x.size(3));
                System.arraycopy(plane, 0, result, p * plane.length, plane.length);
            }
            return scope.keep(Tensor.of(result, x.size(0), x.size(1), height, width));
        }
    }

    private static float[] resizePlane(float[] plane, Taps[] rows, Taps[] columns, int width) {
        int height = plane.length / width;
        var wide = new float[height * columns.length];
        for (int i = 0; i < height; i++) {
            for (int j = 0; j < columns.length; j++) {
                wide[i * columns.length + j] = (float) columns[j].apply(plane, i * width, 1);
            }
        }
        var result = new float[rows.length * columns.length];
        for (int i = 0; i < rows.length; i++) {
            for (int j = 0; j < columns.length; j++) {
                result[i * columns.length + j] = (float) rows[i].apply(wide, j, columns.length);
            }
        }
        return result;
    }

    private static Taps[] taps(int from, int to) {
        double scale = (double) from / to;
        double stretch = Math.max(1, scale);
        var taps = new Taps[to];
        for (int o = 0; o < to; o++) {
            double centre = (o + 0.5) * scale - 0.5;
            int first = (int) Math.ceil(centre - SUPPORT * stretch);
            int last = (int) Math.floor(centre + SUPPORT * stretch);
            taps[o] = taps(first, last, centre, stretch, from);
        }
        return taps;
    }

    private static Taps taps(int first, int last, double centre, double stretch, int from) {
        var indices = new int[last - first + 1];
        var weights = new double[indices.length];
        double sum = 0;
        for (int k = 0; k < indices.length; k++) {
            int j = Math.floorMod(first + k, 2 * from);
            indices[k] = j < from ? j : 2 * from - 1 - j;
            weights[k] = keys((first + k - centre) / stretch);
            sum += weights[k];
        }
        for (int k = 0; k < weights.length; k++) {
            weights[k] /= sum;
        }
        return new Taps(indices, weights);
    }

    private static double keys(double distance) {
        double d = Math.abs(distance);
        if (d <= 1) {
            return (1.5 * d - 2.5) * d * d + 1;
        }
        return d < 2 ? ((-0.5 * d + 2.5) * d - 4) * d + 2 : 0;
    }
}
