package dev.limpid.degradation;

import dev.limpid.operator.blur.BlurKernel;
import dev.limpid.tensor.Functional;
import dev.limpid.tensor.Rng;
import dev.limpid.tensor.Tensor;

/**
 * A measurement at a smaller scale.
 *
 * @param task of the smaller problem; super-resolution down to the scale of its measurement is denoising
 * @param y (B, C, h, w) in [−1, 1]
 * @param noiseLevel in the units of a [−1, 1] image
 * @param height of the image that is sought; likewise {@code width}
 */
public record Reduced(Task task, Tensor y, Sought sought, double noiseLevel, int height, int width) {
    public Reduced {
        if (height < 1 || width < 1) {
            throw new IllegalArgumentException("nothing is left of the picture at that scale");
        }
    }

    /** With a degradation that has nothing left to draw. */
    static Reduced of(Degradation degradation, Tensor y, double noiseLevel, int height, int width) {
        Sought sought = degradation.draw(height, width, Rng.of(0)).sought();
        return new Reduced(degradation.task(), y, sought, noiseLevel, height, width);
    }

    /** The means of factor × factor pixels; those of a border that fill no such square are left out. */
    static Tensor means(Tensor x, int factor) {
        long height = x.size(2) / factor * factor;
        long width = x.size(3) / factor * factor;
        if (height == 0 || width == 0) {
            throw new IllegalArgumentException("nothing is left of the picture at that scale");
        }
        return Functional.avgPool2d(x.narrow(2, 0, height).narrow(3, 0, width), factor);
    }

    /** Taps of a kernel of so many at a smaller scale: an odd number, its middle where it was. */
    static int taps(int taps, int factor) {
        int middle = taps / 2;
        double furthest = middle + 0.5;
        return 2 * (int) Math.ceil(furthest / factor - 0.5) + 1;
    }

    /** The kernel, each tap of which is spread over the larger ones that it lies in. */
    static BlurKernel kernel(BlurKernel kernel, int factor) {
        int rows = taps(kernel.height(), factor);
        int columns = taps(kernel.width(), factor);
        double[] down = spread(kernel.height(), rows, factor);
        double[] right = spread(kernel.width(), columns, factor);
        double[] values = kernel.values();
        var sums = new double[rows * columns];
        for (int i = 0; i < values.length; i++) {
            int y = i / kernel.width();
            int x = i % kernel.width();
            for (int row = 0; row < rows; row++) {
                for (int column = 0; column < columns; column++) {
                    sums[row * columns + column] += values[i] * down[y * rows + row] * right[x * columns + column];
                }
            }
        }
        return BlurKernel.of(sums, rows, columns);
    }

    /** The matrix (from, to), row-major, of the share of each tap that lies in each larger one; their middles coincide. */
    private static double[] spread(int from, int to, int factor) {
        var shares = new double[from * to];
        int middle = from / 2;
        int largeMiddle = to / 2;
        for (int tap = 0; tap < from; tap++) {
            double begin = tap - middle - 0.5;
            for (int large = 0; large < to; large++) {
                double largeBegin = (large - largeMiddle - 0.5) * factor;
                double overlap = Math.min(begin + 1, largeBegin + factor) - Math.max(begin, largeBegin);
                shares[tap * to + large] = Math.max(0, overlap);
            }
        }
        return shares;
    }
}
