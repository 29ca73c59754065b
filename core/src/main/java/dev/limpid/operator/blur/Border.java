package dev.limpid.operator.blur;

import java.util.Locale;

/**
 * By how many pixels an image is continued on each side before a valid cross-correlation. The tap with index
 * ({@code top}, {@code left}) is the one that meets the output pixel's own position.
 */
public record Border(Boundary boundary, int left, int right, int top, int bottom) {
    public Border {
        if (left < 0 || right < 0 || top < 0 || bottom < 0) {
            throw new IllegalArgumentException("a border must not be negative, got left " + left + ", right " + right
                    + ", top " + top + ", bottom " + bottom);
        }
        if (boundary == Boundary.VALID && left + right + top + bottom > 0) {
            throw new IllegalArgumentException("boundary valid has no border");
        }
    }

    @Override
    public String toString() {
        return "boundary " + boundary.name().toLowerCase(Locale.ROOT);
    }

    /** The same number of pixels at the beginning and at the end of rows and columns. */
    public static Border of(Boundary boundary, int before, int after) {
        return new Border(boundary, before, after, before, after);
    }

    /**
     * The output has the image's size and the tap ⌊K / 2⌋ is the centre, where {@link BlurKernel#gaussian} has its peak. With
     * {@link Boundary#VALID}, no border.
     */
    public static Border same(Boundary boundary, BlurKernel kernel) {
        if (boundary == Boundary.VALID) {
            return of(boundary, 0, 0);
        }
        int left = kernel.width() / 2;
        int top = kernel.height() / 2;
        return new Border(boundary, left, kernel.width() - 1 - left, top, kernel.height() - 1 - top);
    }

    /** ⌊K / 2⌋ pixels on every side: for an even kernel the output is one pixel larger than the image. */
    public static Border half(Boundary boundary, BlurKernel kernel) {
        int x = kernel.width() / 2;
        int y = kernel.height() / 2;
        return new Border(boundary, x, x, y, y);
    }

    int outputHeight(int height, BlurKernel kernel) {
        return height + top + bottom - kernel.height() + 1;
    }

    int outputWidth(int width, BlurKernel kernel) {
        return width + left + right - kernel.width() + 1;
    }

    /** Refuses what cannot be computed for images of this size. */
    void requireFits(BlurKernel kernel, int height, int width) {
        String sizes =
                "kernel " + kernel.height() + " x " + kernel.width() + " on an image of " + height + " x " + width;
        int widestY = Math.max(top, bottom);
        int widestX = Math.max(left, right);
        if (boundary == Boundary.REFLECT && (widestY >= height || widestX >= width)) {
            throw new IllegalArgumentException("boundary reflect needs a border narrower than the image, but it is "
                    + Math.max(widestX, widestY) + " pixels: " + sizes);
        }
        if (boundary == Boundary.CIRCULAR && (kernel.height() > height || kernel.width() > width)) {
            throw new IllegalArgumentException("boundary circular needs a kernel no larger than the image: " + sizes);
        }
        if (boundary == Boundary.CIRCULAR && (widestY > height || widestX > width)) {
            throw new IllegalArgumentException("boundary circular needs a border no wider than the image, but it is "
                    + Math.max(widestX, widestY) + " pixels: " + sizes);
        }
        if (outputHeight(height, kernel) < 1 || outputWidth(width, kernel) < 1) {
            throw new IllegalArgumentException(
                    "boundary " + boundary.label() + " leaves no pixel of the output: " + sizes);
        }
    }
}
