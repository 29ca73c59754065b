package dev.limpid.imagej;

import dev.limpid.io.Npy;
import ij.process.ByteProcessor;
import ij.process.ColorProcessor;
import ij.process.FloatProcessor;
import ij.process.ImageProcessor;
import ij.process.ShortProcessor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;

/**
 * Pixels in NPY arrays, in the type that ImageJ has them in: gray ones (H, W), coloured ones (1, 3, H, W). Values are those that the
 * pixels hold, without the image's calibration.
 */
final class PixelFile {
    /** ImageJ stores signed 16-bit values as unsigned ones that are so much larger, and says that by their calibration. */
    private static final int SIGNED_ZERO = 1 << 15;

    /** The upper bits of a coloured pixel, as ImageJ reads it from files. */
    private static final int OPAQUE = 0xff << 24;

    private PixelFile() {}

    /**
     * Writes pixels.
     *
     * @param signed whether 16-bit pixels are those of a signed image
     * @throws IOException naming the file and the reason if it cannot be written
     */
    static void write(ImageProcessor pixels, boolean signed, Path file) throws IOException {
        int[] gray = {pixels.getHeight(), pixels.getWidth()};
        if (pixels instanceof ByteProcessor bytes) {
            Npy.write("u1", ByteBuffer.wrap((byte[]) bytes.getPixels()), gray, file);
        } else if (pixels instanceof ShortProcessor shorts) {
            Npy.write(signed ? "i2" : "u2", of((short[]) shorts.getPixels(), signed ? SIGNED_ZERO : 0), gray, file);
        } else if (pixels instanceof FloatProcessor floats) {
            ByteBuffer values = littleEndian(Float.BYTES * pixels.getPixelCount());
            values.asFloatBuffer().put((float[]) floats.getPixels());
            Npy.write("f4", values, gray, file);
        } else {
            int[] coloured = {1, 3, pixels.getHeight(), pixels.getWidth()};
            Npy.write("u1", ByteBuffer.wrap(planes((int[]) pixels.getPixels())), coloured, file);
        }
    }

    private static ByteBuffer of(short[] pixels, int zero) {
        ByteBuffer values = littleEndian(Short.BYTES * pixels.length);
        for (int i = 0; i < pixels.length; i++) {
            values.putShort(2 * i, (short) (pixels[i] - zero));
        }
        return values;
    }

    private static ByteBuffer littleEndian(int bytes) {
        return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    /** All red, then all green, then all blue. */
    private static byte[] planes(int[] colours) {
        var planes = new byte[3 * colours.length];
        for (int i = 0; i < colours.length; i++) {
            planes[i] = (byte) (colours[i] >> 16);
            planes[colours.length + i] = (byte) (colours[i] >> 8);
            planes[2 * colours.length + i] = (byte) colours[i];
        }
        return planes;
    }

    /**
     * Reads pixels of a type.
     *
     * @param like pixels of that type
     * @param signed as they were written
     * @throws IOException if they are none of these
     */
    static ImageProcessor read(Path file, ImageProcessor like, boolean signed) throws IOException {
        Npy array = Npy.read(file);
        int[] shape = array.shape();
        int height = shape[shape.length - 2];
        int width = shape[shape.length - 1];
        int channels = shape.length == 2 ? 1 : shape[1];
        boolean coloured = like instanceof ColorProcessor;
        if (channels != (coloured ? 3 : 1)) {
            throw new IOException(file + ": has " + channels + " channels, the image " + (coloured ? 3 : 1));
        }
        ImageProcessor pixels = like.createProcessor(width, height);
        int count = width * height;
        int zero = signed && like instanceof ShortProcessor ? SIGNED_ZERO : 0;
        for (int i = 0; i < count; i++) {
            if (coloured) {
                pixels.set(i, OPAQUE | at(array, i) << 16 | at(array, count + i) << 8 | at(array, 2 * count + i));
            } else if (like instanceof FloatProcessor) {
                pixels.setf(i, (float) array.value(i));
            } else {
                pixels.set(i, at(array, i) + zero);
            }
        }
        return pixels;
    }

    private static int at(Npy array, int index) {
        return (int) array.value(index);
    }
}
