package dev.limpid.training;

import dev.limpid.tensor.Scope;
import dev.limpid.tensor.Tensor;

/** Squares of a picture that is scaled down by the area filter: a pixel is the mean of the rectangle that it covers. */
final class AreaFilter {
    private AreaFilter() {}

    /** Along one side: which pixels of the picture an output pixel covers, and how much of each. */
    private record Axis(int first, int count, int[] from, double[][] weights) {
        static Axis of(long full, int reduced, int at, int size) {
            double step = (double) full / reduced;
            var from = new int[size];
            var weights = new double[size][];
            int first = (int) Math.floor(at * step);
            int end = first;
            for (int i = 0; i < size; i++) {
                double low = (at + i) * step;
                double high = (at + i + 1) * step;
                int start = (int) Math.floor(low);
                int stop = (int) Math.min(full, Math.max(start + 1L, (long) Math.ceil(high)));
                from[i] = start - first;
                weights[i] = new double[stop - start];
                for (int k = start; k < stop; k++) {
                    weights[i][k - start] = (Math.min(high, k + 1.0) - Math.max(low, k)) / step;
                }
                end = stop;
            }
            return new Axis(first, end - first, from, weights);
        }

        double mean(int i, float[] line, int offset, int stride) {
            double sum = 0;
            for (int k = 0; k < weights[i].length; k++) {
                sum += weights[i][k] * line[offset + (from[i] + k) * stride];
            }
            return sum;
        }
    }

    /**
     * The square of {@code size} pixels at ({@code top}, {@code left}) of the picture scaled down to {@code height} × {@code width};
     * the rest is not computed.
     *
     * @param picture (1, C, H, W)
     * @param bytewise whether its samples are whole numbers of 8 bits, which are then taken exactly: a mean of some lies often
     *     between two of them, and the last bit would decide which it is rounded to
     * @return (1, C, size, size)
     */
    static Tensor square(Tensor picture, boolean bytewise, int height, int width, int top, int left, int size) {
        if (picture.size(2) == height && picture.size(3) == width) {
            return picture.narrow(2, top, size).narrow(3, left, size);
        }
        Axis rows = Axis.of(picture.size(2), height, top, size);
        Axis columns = Axis.of(picture.size(3), width, left, size);
        int channels = (int) picture.size(1);
        try (var scope = Scope.open()) {
            float[] read = picture.narrow(2, rows.first, rows.count)
                    .narrow(3, columns.first, columns.count)
                    .toFloats();
            float[] covered = PixelCache.unpacked(PixelCache.packed(bytewise, read));
            var result = new float[channels * size * size];
            var narrowed = new float[rows.count * size];
            for (int c = 0; c < channels; c++) {
                for (int y = 0; y < rows.count; y++) {
                    for (int x = 0; x < size; x++) {
                        narrowed[y * size + x] =
                                (float) columns.mean(x, covered, (c * rows.count + y) * columns.count, 1);
                    }
                }
                for (int y = 0; y < size; y++) {
                    for (int x = 0; x < size; x++) {
                        result[(c * size + y) * size + x] = (float) rows.mean(y, narrowed, x, size);
                    }
                }
            }
            return scope.keep(Tensor.of(result, 1, channels, size, size));
        }
    }
}
