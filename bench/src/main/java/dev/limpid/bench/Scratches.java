package dev.limpid.bench;

import dev.limpid.tensor.Rng;
import dev.limpid.tensor.Tensor;
import java.util.Arrays;
import java.util.stream.DoubleStream;

/**
 * Scratches all over a picture, which are lines between corners that are drawn.
 *
 * @param count of scratches
 * @param segments of each
 * @param width in pixels
 */
record Scratches(int count, int segments, int width) {
    /** (1, 1, height, width), 1 where a pixel was observed. */
    Tensor observed(int height, int pixelsWide, Rng rng) {
        var observed = new float[height * pixelsWide];
        Arrays.fill(observed, 1);
        for (int i = 0; i < count; i++) {
            double[] corners = DoubleStream.generate(rng::nextDouble)
                    .limit(2L * (segments + 1))
                    .toArray();
            for (int k = 0; k < segments; k++) {
                draw(Arrays.copyOfRange(corners, 2 * k, 2 * k + 4), observed, height, pixelsWide);
            }
        }
        return Tensor.of(observed, 1, 1, height, pixelsWide);
    }

    /** A line from (c₀, c₁) to (c₂, c₃), which are shares of height and width. */
    private void draw(double[] c, float[] observed, int height, int pixelsWide) {
        int steps = height + pixelsWide;
        for (int step = 0; step <= steps; step++) {
            double share = (double) step / steps;
            int row = (int) ((c[0] + share * (c[2] - c[0])) * (height - width));
            int column = (int) ((c[1] + share * (c[3] - c[1])) * (pixelsWide - width));
            for (int r = row; r < row + width; r++) {
                Arrays.fill(observed, r * pixelsWide + column, r * pixelsWide + column + width, 0);
            }
        }
    }
}
