package dev.limpid.io;

import dev.limpid.tensor.Tensor;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** A picture in [−1, 1] as the samples that are to be written: cut to the range, and integers rounded. */
final class TensorSamples implements Samples {
    private final float[] pixels;
    private final float @Nullable [] opacity;
    private final int channels;
    private final int height;
    private final int width;
    private final SampleType type;
    private final ValueRange range;
    private final ValueRange opaque;

    /**
     * Takes one picture.
     *
     * @param pixels (1, C, H, W) with C = 1 or 3, no NaN
     * @param alpha (1, 1, H, W) in [0, 1], or null
     */
    TensorSamples(Tensor pixels, @Nullable Tensor alpha, SampleType type, ValueRange range) {
        requirePicture(pixels);
        this.pixels = pixels.toFloats();
        this.channels = (int) pixels.size(1);
        this.height = (int) pixels.size(2);
        this.width = (int) pixels.size(3);
        this.type = type;
        this.range = range;
        this.opaque = alphaRange(type);
        this.opacity = alpha == null ? null : alpha.toFloats();
        if (alpha != null && !Arrays.equals(alpha.shape(), new long[] {1, 1, height, width})) {
            throw new IllegalArgumentException("alpha of a picture of " + width + " x " + height
                    + " pixels has shape (1, 1, H, W), got " + Arrays.toString(alpha.shape()));
        }
        for (float v : this.pixels) {
            if (Float.isNaN(v)) {
                throw new IllegalArgumentException("the picture has a pixel that is not a number (NaN)");
            }
        }
    }

    private static void requirePicture(Tensor pixels) {
        long[] shape = pixels.shape();
        if (shape.length != 4 || shape[0] != 1 || (shape[1] != 1 && shape[1] != 3) || pixels.count() == 0) {
            throw new IllegalArgumentException(
                    "a picture is written from shape (1, 1 or 3, H, W), got " + Arrays.toString(shape));
        }
    }

    /** Alpha fills its container, whatever range the colours have; where there is none it is a number from 0 to 1. */
    static ValueRange alphaRange(SampleType type) {
        ValueRange container = type.container();
        if (container != null) {
            return container;
        }
        double most = type.kind() == SampleType.Kind.FLOAT
                ? 1
                : Math.scalb(1.0, type.kind() == SampleType.Kind.SIGNED ? type.bits() - 1 : type.bits()) - 1;
        return new ValueRange(0, most);
    }

    @Override
    public int width() {
        return width;
    }

    @Override
    public int height() {
        return height;
    }

    @Override
    public int channels() {
        return channels;
    }

    @Override
    public boolean alpha() {
        return opacity != null;
    }

    @Override
    public SampleType type() {
        return type;
    }

    @Override
    public void row(int channel, int y, double[] row) {
        if (channel == channels && opacity != null) {
            for (int x = 0; x < width; x++) {
                float v = Math.min(1, Math.max(0, opacity[y * width + x]));
                row[x] = type.nearest(opaque.fromUnit(2.0 * v - 1));
            }
            return;
        }
        int start = (channel * height + y) * width;
        for (int x = 0; x < width; x++) {
            float v = Math.min(1, Math.max(-1, pixels[start + x]));
            row[x] = type.nearest(range.fromUnit(v));
        }
    }
}
