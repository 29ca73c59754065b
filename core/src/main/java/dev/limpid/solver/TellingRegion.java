package dev.limpid.solver;

import dev.limpid.operator.resize.Resampling;
import dev.limpid.tensor.Scope;
import dev.limpid.tensor.Tensor;

/**
 * The part of a large picture that tells most of its blur: where edges are strongest at a quarter of the scale, which most texture does not
 * reach. Saturated pixels tell nothing, for their blur was cut off.
 *
 * @param top first row; likewise {@code left}
 */
record TellingRegion(int top, int left, int height, int width) {
    private static final int REDUCED = 4;

    /** Of [−1, 1]: nearer to its ends than this a reduced pixel is saturated. */
    private static final double SATURATED = 0.97;

    /** An edge beyond it counts no more: one lamp should not outweigh a house. */
    private static final double STRONG = 0.5;

    /** The whole of a picture (1, C, H, W). */
    static TellingRegion whole(Tensor picture) {
        return new TellingRegion(0, 0, (int) picture.size(2), (int) picture.size(3));
    }

    /**
     * The square of that side, or all of what is smaller.
     *
     * @param picture (1, C, H, W) in [−1, 1], on the CPU
     */
    static TellingRegion of(Tensor picture, int side) {
        int height = (int) Math.min(side, picture.size(2));
        int width = (int) Math.min(side, picture.size(3));
        if (height == picture.size(2) && width == picture.size(3)) {
            return whole(picture);
        }
        int rows = Math.max(1, (int) picture.size(2) / REDUCED);
        int columns = Math.max(1, (int) picture.size(3) / REDUCED);
        double[] sums = sums(edges(picture, rows, columns), rows, columns);
        int high = Math.min(rows, height / REDUCED);
        int wide = Math.min(columns, width / REDUCED);
        int best = 0;
        double most = -1;
        for (int i = 0; i < (rows - high + 1) * (columns - wide + 1); i++) {
            int row = i / (columns - wide + 1);
            int column = i % (columns - wide + 1);
            int stride = columns + 1;
            double all = sums[(row + high) * stride + column + wide]
                    - sums[row * stride + column + wide]
                    - sums[(row + high) * stride + column]
                    + sums[row * stride + column];
            if (all > most) {
                most = all;
                best = row * columns + column;
            }
        }
        int top = (int) Math.min((long) best / columns * REDUCED, picture.size(2) - height);
        int left = (int) Math.min((long) best % columns * REDUCED, picture.size(3) - width);
        return new TellingRegion(top, left, height, width);
    }

    /** The strength of the edge at each pixel of the reduced picture. */
    private static double[] edges(Tensor picture, int rows, int columns) {
        float[] gray;
        try (var scope = Scope.open()) {
            gray = Resampling.BOX
                    .resize(picture.mean(1).reshape(1, 1, picture.size(2), picture.size(3)), rows, columns, REDUCED)
                    .contiguous()
                    .toFloats();
        }
        var edges = new double[rows * columns];
        for (int i = 0; i < edges.length; i++) {
            if (i / columns + 1 < rows && i % columns + 1 < columns && Math.abs(gray[i]) < SATURATED) {
                edges[i] = Math.min(STRONG, Math.hypot(gray[i + 1] - gray[i], gray[i + columns] - gray[i]));
            }
        }
        return edges;
    }

    /** Sums over all values above and to the left, (rows + 1) × (columns + 1). */
    private static double[] sums(double[] values, int rows, int columns) {
        var sums = new double[(rows + 1) * (columns + 1)];
        for (int row = 0; row < rows; row++) {
            double line = 0;
            for (int column = 0; column < columns; column++) {
                line += values[row * columns + column];
                sums[(row + 1) * (columns + 1) + column + 1] = sums[row * (columns + 1) + column + 1] + line;
            }
        }
        return sums;
    }

    /** This part of a picture (B, C, H, W). */
    Tensor of(Tensor picture) {
        return picture.narrow(2, top, height).narrow(3, left, width).contiguous();
    }
}
