package dev.limpid.io;

import dev.limpid.tensor.Tensor;
import java.util.Arrays;

/**
 * A picture of 8-bit samples, one plane after the other.
 */
final class Pixels8 {
    /** channels · height · width values from 0 to 255. */
    private final int[] samples;

    private final int channels;
    private final int height;
    private final int width;

    private Pixels8(int[] samples, int channels, int height, int width) {
        this.samples = samples;
        this.channels = channels;
        this.height = height;
        this.width = width;
    }

    int channels() {
        return channels;
    }

    int height() {
        return height;
    }

    int width() {
        return width;
    }

    /** One image (1, C, H, W) in [−1, 1], cut and rounded. */
    static Pixels8 of(Tensor pixels) {
        float[] values = pixels.toFloats();
        var samples = new int[values.length];
        for (int i = 0; i < values.length; i++) {
            if (Float.isNaN(values[i])) {
                throw new IllegalArgumentException("the picture has a pixel that is not a number (NaN)");
            }
            samples[i] = (int) Math.round(Math.min(255, Math.max(0, (values[i] + 1.0) * 127.5)));
        }
        return new Pixels8(samples, (int) pixels.size(1), (int) pixels.size(2), (int) pixels.size(3));
    }

    static Pixels8 blank(int height, int width, int value) {
        var samples = new int[3 * height * width];
        Arrays.fill(samples, value);
        return new Pixels8(samples, 3, height, width);
    }

    int[] row(int channel, int y) {
        int start = (channel * height + y) * width;
        return Arrays.copyOfRange(samples, start, start + width);
    }

    /** Gray shows as three equal channels. */
    int sample(int channel, int y, int x) {
        return samples[(Math.min(channel, channels - 1) * height + y) * width + x];
    }

    void set(int channel, int y, int x, int value) {
        samples[(channel * height + y) * width + x] = value;
    }

    /** Draws {@code other}, each pixel as a square of {@code enlargement} pixels, with its upper left corner at (x, y). */
    void draw(Pixels8 other, int x, int y, int enlargement) {
        for (int c = 0; c < channels; c++) {
            for (int row = 0; row < other.height; row++) {
                int first = (c * height + y + row * enlargement) * width + x;
                for (int column = 0; column < other.width; column++) {
                    int left = first + column * enlargement;
                    Arrays.fill(samples, left, left + enlargement, other.sample(c, row, column));
                }
                for (int line = 1; line < enlargement; line++) {
                    System.arraycopy(samples, first, samples, first + line * width, other.width * enlargement);
                }
            }
        }
    }
}
