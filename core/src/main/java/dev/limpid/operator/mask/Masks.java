package dev.limpid.operator.mask;

import dev.limpid.tensor.Rng;
import dev.limpid.tensor.Tensor;
import java.util.Arrays;

/**
 * Masks (1, 1, H, W) for {@link Inpainting}: 1 = kept, 0 = removed. A drawn mask depends on the generator's seed, image and
 * purpose alone: the same three give the same mask. Masks of several images are joined by {@code Tensor.cat(masks, 0)}.
 *
 * <p>Source: the authors' {@code mask_generator}; another random stream, the same distribution.
 */
public final class Masks {
    private Masks() {}

    /**
     * A mask from values in row-major order.
     *
     * @throws IllegalArgumentException if a value is neither 0 nor 1, or all are 0
     */
    public static Tensor of(float[] values, int height, int width) {
        if (values.length != (long) height * width) {
            throw new IllegalArgumentException(
                    values.length + " mask values do not fill " + height + " x " + width + " pixels");
        }
        requireMask(values);
        return Tensor.of(values, 1, 1, height, width);
    }

    /**
     * Removes exactly ⌊p H W⌋ pixels, drawn without replacement.
     *
     * @param removedFraction p, in [0, 1)
     */
    public static Tensor random(Rng rng, double removedFraction, int height, int width) {
        if (!(removedFraction >= 0 && removedFraction < 1)) {
            throw new IllegalArgumentException(
                    "fraction of removed pixels must be at least 0 and below 1, got " + removedFraction);
        }
        requireSize(height, width);
        var values = new float[height * width];
        Arrays.fill(values, 1);
        int[] order = rng.purpose("mask").permutation(values.length);
        int removed = (int) (removedFraction * height * width);
        for (int i = 0; i < removed; i++) {
            values[order[i]] = 0;
        }
        return of(values, height, width);
    }

    /**
     * Removes one rectangle. Its height and width are drawn independently from minSize … maxSize, its corner uniformly so that
     * it keeps {@code margin} pixels away from every border.
     *
     * @param maxSize inclusive; the authors' range [128, 129) is 128 … 128 here
     */
    public static Tensor box(Rng rng, int minSize, int maxSize, int margin, int height, int width) {
        requireSize(height, width);
        if (minSize < 1 || maxSize < minSize || margin < 0 || maxSize + 2 * margin > Math.min(height, width)) {
            throw new IllegalArgumentException("a box of " + minSize + " to " + maxSize + " pixels with a margin of "
                    + margin + " does not fit an image of " + height + " x " + width);
        }
        Rng draw = rng.purpose("mask");
        int boxHeight = minSize + draw.nextInt(maxSize - minSize + 1);
        int boxWidth = minSize + draw.nextInt(maxSize - minSize + 1);
        int top = margin + draw.nextInt(height - 2 * margin - boxHeight + 1);
        int left = margin + draw.nextInt(width - 2 * margin - boxWidth + 1);
        return rectangle(left, top, boxWidth, boxHeight, height, width);
    }

    /**
     * Removes a rectangle of {@code boxWidth} × {@code boxHeight} pixels whose upper left corner is at (x, y).
     *
     * @throws IllegalArgumentException if it has no pixel, is not inside the image, or is all of it
     */
    public static Tensor rectangle(int x, int y, int boxWidth, int boxHeight, int height, int width) {
        requireSize(height, width);
        boolean inside = x >= 0 && y >= 0 && boxWidth > 0 && boxHeight > 0;
        if (!inside || (long) x + boxWidth > width || (long) y + boxHeight > height) {
            throw new IllegalArgumentException("a box of " + boxWidth + "x" + boxHeight + " pixels at " + x + "," + y
                    + " is not inside an image of " + width + "x" + height);
        }
        var values = new float[height * width];
        Arrays.fill(values, 1);
        for (int row = y; row < y + boxHeight; row++) {
            Arrays.fill(values, row * width + x, row * width + x + boxWidth, 0);
        }
        return of(values, height, width);
    }

    /** Keeps what {@code mask} removes: out-painting, if it removed a box. */
    public static Tensor complement(Tensor mask) {
        return mask.neg().add(1);
    }

    static void requireMask(float[] values) {
        boolean kept = false;
        for (float v : values) {
            if (v != 0 && v != 1) {
                throw new IllegalArgumentException("mask values must be 0 (removed) or 1 (kept), found " + v);
            }
            kept |= v == 1;
        }
        if (!kept) {
            throw new IllegalArgumentException("mask is 0 everywhere: it keeps no pixel to restore the image from");
        }
    }

    private static void requireSize(int height, int width) {
        if (height < 1 || width < 1) {
            throw new IllegalArgumentException("mask needs a positive height and width, got " + height + " x " + width);
        }
    }
}
