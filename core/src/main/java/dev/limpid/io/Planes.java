package dev.limpid.io;

import dev.limpid.tensor.DType;
import dev.limpid.tensor.Tensor;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.util.List;

/** Samples of a file as tensors. */
final class Planes {
    private Planes() {}

    /**
     * The colours, (1, C, H, W).
     *
     * @throws IOException naming the file and the place of a sample that is not a finite number
     */
    static Tensor pixels(Samples samples, ValueRange range, String name, List<String> notices) throws IOException {
        int width = samples.width();
        int height = samples.height();
        Tensor pixels = Tensor.empty(DType.FLOAT32, 1, samples.channels(), height, width);
        var row = new double[width];
        long outside = 0;
        for (int c = 0; c < samples.channels(); c++) {
            FloatBuffer out = pixels.bytes(4L * c * height * width).asFloatBuffer();
            for (int y = 0; y < height; y++) {
                finiteRow(samples, c, y, row, name);
                for (double v : row) {
                    outside += range.contains(v) ? 0 : 1;
                    float unit = range.toUnit(v);
                    if (Float.isInfinite(unit)) {
                        throw new IOException(name + ": the sample " + v + " is too far beyond the range " + range);
                    }
                    out.put(unit);
                }
            }
        }
        if (outside > 0) {
            notices.add(outside + " of " + pixels.count() + " samples lie outside the range " + range);
        }
        return pixels;
    }

    /** Opacity, (1, 1, H, W) in [0, 1]. */
    static Tensor alpha(Samples samples, String name) throws IOException {
        int width = samples.width();
        int height = samples.height();
        Tensor alpha = Tensor.empty(DType.FLOAT32, 1, 1, height, width);
        FloatBuffer out = alpha.bytes(0).asFloatBuffer();
        double opaque = TensorSamples.alphaRange(samples.type()).max();
        var row = new double[width];
        for (int y = 0; y < height; y++) {
            finiteRow(samples, samples.channels(), y, row, name);
            for (double v : row) {
                out.put((float) Math.min(1, Math.max(0, v / opaque)));
            }
        }
        return alpha;
    }

    /** Copies one row and looks for what no picture holds, and for what a decoder gives that mistakes the depth. */
    static void finiteRow(Samples samples, int channel, int y, double[] row, String name) throws IOException {
        samples.row(channel, y, row);
        ValueRange container = samples.type().container();
        for (int x = 0; x < row.length; x++) {
            if (!Double.isFinite(row[x])) {
                throw new IOException(name + ": the sample in row " + y + ", column " + x + " is " + row[x]
                        + "; samples must be finite numbers");
            }
            if (container != null && !container.contains(row[x])) {
                throw new IOException(name + ": cannot be decoded: its decoder gives " + ValueRange.number(row[x])
                        + " in row " + y + ", column " + x + " for " + samples.type());
            }
        }
    }
}
