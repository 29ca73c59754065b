package dev.limpid.io;

import dev.limpid.tensor.Scope;
import dev.limpid.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;

/** Blur kernels (point spread functions) in files: formats that lose nothing. */
public final class KernelFiles {
    private static final String READABLE = "a blur kernel is read from PNG, TIFF, BMP, PNM or NPY";

    private KernelFiles() {}

    /** Reads a kernel within the default limits. */
    public static Tensor read(Path file) throws IOException {
        return read(file, ReadLimits.DEFAULT);
    }

    /**
     * Reads a kernel, weights as they stand in the file, not normalised: a picture's samples, or an array of two
     * dimensions. A coloured picture must have equal channels.
     *
     * @return (h, w), float64
     * @throws IOException in one line that names the file: it cannot be read, is not gray, not of two dimensions, or has
     *     a weight that is not a finite number
     */
    public static Tensor read(Path file, ReadLimits limits) throws IOException {
        byte[] bytes = limits.readAll(file);
        String name = file.toString();
        FileKind kind = FileKind.of(bytes);
        return switch (kind) {
            case NPY -> fromArray(Npy.parse(bytes, name, limits), name);
            case PNG, TIFF, TIFF_BIG_ENDIAN, BMP, PNM ->
                fromPicture(PictureFile.of(bytes, name, limits).single(new ArrayList<>()), name);
            default -> throw kind.refusal(name, READABLE);
        };
    }

    /**
     * Writes a kernel: {@code NAME.npy} with its weights, and {@code NAME.png} to look at, the largest of them white.
     *
     * @param weights row-major, not negative
     * @param width taps from left to right
     */
    public static void write(double[] weights, int width, Path folder, String name) throws IOException {
        Npy.write(weights, new int[] {weights.length / width, width}, folder.resolve(name + ".npy"));
        try (var scope = Scope.open()) {
            Images.write(picture(weights, width), folder.resolve(name + ".png"));
        }
    }

    /** A kernel to look at, (1, 1, h, w) in [−1, 1]: no weight is black, the largest white. */
    public static Tensor picture(double[] weights, int width) {
        double largest = Arrays.stream(weights).max().orElse(1);
        var values = new float[weights.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) (2 * weights[i] / largest - 1);
        }
        return Tensor.of(values, 1, 1, values.length / width, width);
    }

    private static Tensor fromArray(Npy array, String name) throws IOException {
        int[] shape = array.shape();
        if (shape.length != 2 || shape[0] == 0 || shape[1] == 0) {
            throw new IOException(
                    name + ": has shape " + Arrays.toString(shape) + "; a blur kernel has two dimensions (h, w)");
        }
        return kernel(array.values(), shape[1], name);
    }

    private static Tensor fromPicture(Samples samples, String name) throws IOException {
        int width = samples.width();
        var weights = new double[width * samples.height()];
        var row = new double[width];
        for (int c = 0; c < samples.channels(); c++) {
            for (int y = 0; y < samples.height(); y++) {
                samples.row(c, y, row);
                if (c > 0 && !Arrays.equals(row, Arrays.copyOfRange(weights, y * width, (y + 1) * width))) {
                    throw new IOException(name + ": is a coloured picture; a blur kernel is gray");
                }
                System.arraycopy(row, 0, weights, y * width, width);
            }
        }
        return kernel(weights, width, name);
    }

    private static Tensor kernel(double[] weights, int width, String name) throws IOException {
        for (int i = 0; i < weights.length; i++) {
            if (!Double.isFinite(weights[i])) {
                throw new IOException(name + ": the weight in row " + i / width + ", column " + i % width + " is "
                        + weights[i] + "; weights must be finite numbers");
            }
        }
        return Tensor.of(weights, weights.length / width, width);
    }
}
