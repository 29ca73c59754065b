package dev.limpid.solver.classical;

import dev.limpid.operator.blur.BlurKernel;
import dev.limpid.tensor.Fourier;
import dev.limpid.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A periodic plane, even in width, of which a picture is the upper left part, and arrays over its half spectrum (height, width / 2 + 1).
 *
 * @param height of a period, in pixels; likewise {@code width}
 */
record Plane(int height, int width) {
    /** Exponent of the pictures' power spectrum. */
    private static final double DECAY = 3;

    /** The plane with room beside a picture for twice a kernel's size at least. */
    static Plane around(long pictureHeight, long pictureWidth, BlurKernel kernel) {
        return new Plane(
                Fourier.smooth((int) pictureHeight + 2 * kernel.height()),
                Fourier.smooth((int) pictureWidth + 2 * kernel.width()));
    }

    Tensor spectrum(Tensor x) {
        return Fourier.rfft2(x, height, width);
    }

    Tensor inverse(Tensor spectrum) {
        return Fourier.irfft2(spectrum, height, width);
    }

    /** The kernel with that tap at (0, 0), wrapped around. */
    Tensor embed(BlurKernel kernel, int centreRow, int centreColumn) {
        double[] taps = kernel.values();
        int columns = kernel.width();
        var grid = new double[height * width];
        for (int i = 0; i < taps.length; i++) {
            int row = Math.floorMod(i / columns - centreRow, height);
            int column = Math.floorMod(i % columns - centreColumn, width);
            grid[row * width + column] += taps[i];
        }
        return Tensor.of(grid, height, width);
    }

    /** (|f|² + f₀²)^(−3/2), with f₀ one cycle per picture. */
    Tensor naturalSpectrum() {
        double lowest = 1.0 / Math.max(height, width);
        double[] rows = IntStream.range(0, height)
                .mapToDouble(row -> (double) Math.min(row, height - row) / height)
                .map(fy -> fy * fy + lowest * lowest)
                .toArray();
        double[] columns = IntStream.rangeClosed(0, width / 2)
                .mapToDouble(column -> (double) column / width)
                .map(fx -> fx * fx)
                .toArray();
        Tensor squared = Tensor.of(rows, height, 1).add(Tensor.of(columns, 1, columns.length));
        return squared.log().mul(-DECAY / 2).exp();
    }

    /** How often a column of the half spectrum stands in the whole one. */
    Tensor multiplicity() {
        var count = new double[width / 2 + 1];
        Arrays.fill(count, 2);
        count[0] = 1;
        count[width / 2] = 1;
        return Tensor.of(count, 1, count.length);
    }

    /** The picture, continued by its mirror images, which fade into each other so that the plane has no jump. */
    Tensor continued(Tensor picture) {
        return continued(continued(picture, 2, height), 3, width);
    }

    /** Continues a dimension beyond its end, up to a length, by a strip that leads back to its beginning. */
    private static Tensor continued(Tensor x, int dim, int length) {
        int size = (int) x.size(dim);
        int strip = length - size;
        var after = new long[strip];
        var before = new long[strip];
        var fade = new double[strip];
        for (int j = 0; j < strip; j++) {
            after[j] = mirror(size + j, size);
            before[j] = mirror(j - strip, size);
            fade[j] = 0.5 - 0.5 * Math.cos(Math.PI * (j + 0.5) / strip);
        }
        var shape = new long[] {1, 1, 1, 1};
        shape[dim] = strip;
        Tensor weight = Tensor.of(fade, shape);
        Tensor right =
                x.indexSelect(dim, Tensor.of(after, strip)).mul(weight.neg().add(1));
        Tensor left = x.indexSelect(dim, Tensor.of(before, strip)).mul(weight);
        return Tensor.cat(List.of(x, right.add(left)), dim);
    }

    /** Reflection with the edge pixel repeated. */
    private static long mirror(int i, int size) {
        int j = Math.floorMod(i, 2 * size);
        return j < size ? j : 2L * size - 1 - j;
    }
}
