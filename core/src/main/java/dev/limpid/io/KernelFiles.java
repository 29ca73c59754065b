package dev.limpid.io;

import dev.limpid.tensor.Tensor;
import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;

/** Blur kernels (point spread functions) in files: PNG, TIFF and NPY. */
public final class KernelFiles {
    private static final String READABLE = "a blur kernel is read from PNG, TIFF or NPY";

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
            case PNG, TIFF, TIFF_BIG_ENDIAN ->
                fromPicture(
                        PictureReader.decode(bytes, kind.label(), name, limits).picture(), name);
            default -> throw kind.refusal(name, READABLE);
        };
    }

    private static Tensor fromArray(Npy array, String name) throws IOException {
        int[] shape = array.shape();
        if (shape.length != 2 || shape[0] == 0 || shape[1] == 0) {
            throw new IOException(
                    name + ": has shape " + Arrays.toString(shape) + "; a blur kernel has two dimensions (h, w)");
        }
        return kernel(array.values(), shape[1], name);
    }

    private static Tensor fromPicture(BufferedImage picture, String name) throws IOException {
        int width = picture.getWidth();
        Raster raster = picture.getRaster();
        boolean palette = picture.getColorModel() instanceof IndexColorModel;
        int colours = palette ? 3 : picture.getColorModel().getNumColorComponents();
        var weights = new double[width * picture.getHeight()];
        for (int i = 0; i < weights.length; i++) {
            int x = i % width;
            int y = i / width;
            weights[i] = sample(picture, raster, palette, x, y, 0);
            for (int c = 1; c < colours; c++) {
                if (sample(picture, raster, palette, x, y, c) != weights[i]) {
                    throw new IOException(name + ": is a coloured picture; a blur kernel is gray");
                }
            }
        }
        return kernel(weights, width, name);
    }

    private static double sample(BufferedImage picture, Raster raster, boolean palette, int x, int y, int channel) {
        return palette ? picture.getRGB(x, y) >> (16 - 8 * channel) & 0xff : raster.getSampleDouble(x, y, channel);
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
