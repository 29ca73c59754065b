package dev.limpid.metric;

import dev.limpid.tensor.Scope;
import dev.limpid.tensor.Span;
import dev.limpid.tensor.Tensor;
import dev.limpid.tensor.Tile;
import java.util.Arrays;
import java.util.List;

/** Two batches of images as planes of numbers in [0, 1], row-major, image by image and channel by channel. */
final class UnitPair {
    private static final int SIDE = 1024;

    final double[] image;
    final double[] truth;
    final int batch;
    final int channels;
    final int height;
    final int width;

    private UnitPair(Tensor image, Tensor truth) {
        this.image = unit(image);
        this.truth = unit(truth);
        batch = (int) image.size(0);
        channels = (int) image.size(1);
        height = (int) image.size(2);
        width = (int) image.size(3);
    }

    /** Checks the shapes, cuts to [−1, 1] and maps to [0, 1] in the tensors' own precision, as the reference code does. */
    static UnitPair of(Tensor image, Tensor truth) {
        requireComparable(image, truth);
        return new UnitPair(image, truth);
    }

    /** @throws IllegalArgumentException in one line, if they are not two batches of images of one shape */
    static void requireComparable(Tensor image, Tensor truth) {
        long[] shape = image.shape();
        if (shape.length != 4 || image.count() == 0) {
            throw new IllegalArgumentException(
                    "images must be (B, C, H, W) and not empty, got " + Arrays.toString(shape));
        }
        if (!Arrays.equals(shape, truth.shape())) {
            throw new IllegalArgumentException("image " + Arrays.toString(shape) + " and truth "
                    + Arrays.toString(truth.shape()) + " differ in shape");
        }
    }

    /**
     * Parts of the images of at most a million pixels, one after another, so that the memory of a measure does not grow with them.
     *
     * @param reach pixels on either side that decide on a pixel
     */
    static List<Tile> tiles(Tensor images, int reach) {
        return Tile.grid(
                Span.cover((int) images.size(2), SIDE, 2 * reach, 1),
                Span.cover((int) images.size(3), SIDE, 2 * reach, 1));
    }

    private static double[] unit(Tensor x) {
        try (var scope = Scope.open()) {
            return x.detach().clamp(-1, 1).add(1).div(2).toDoubles();
        }
    }

    int plane() {
        return height * width;
    }
}
