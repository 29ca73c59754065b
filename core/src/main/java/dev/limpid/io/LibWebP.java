package dev.limpid.io;

import com.luciad.imageio.webp.NativeLoader;
import com.luciad.imageio.webp.WebP;
import com.luciad.imageio.webp.WebPDecoderOptions;
import com.luciad.imageio.webp.WebPEncoderOptions;
import java.awt.image.BufferedImage;
import java.awt.image.DataBufferInt;
import java.awt.image.Raster;
import java.awt.image.WritableRaster;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** libwebp, whose pixels others are held against; its native library is loaded at the first picture. */
final class LibWebP {
    /** The loader's own property: where it unpacks the library. */
    private static final String FOLDER = "com.luciad.imageio.webp.tmpdir";

    /** They are read by every decode and changed by none, and live as long as the process: freeing them is a race. */
    private static @Nullable WebPDecoderOptions options;

    /** The same of every encode. */
    private static @Nullable WebPEncoderOptions lossless;

    private LibWebP() {}

    /**
     * Decodes the first picture. The time that this takes is bounded by the pixels; nothing can stop it.
     *
     * @throws IOException if the file is damaged or beyond the limits, or the library cannot be loaded
     */
    static BufferedImage decode(WebPFile webp, String name, ReadLimits limits) throws IOException {
        byte[] file = webp.decodable();
        WebPDecoderOptions defaults = loaded(name);
        int[] size = declared(file, name);
        limits.requirePixels(size[0], size[1], webp.file().length, name);
        var told = new int[4];
        int[] pixels;
        try {
            pixels = WebP.decode(defaults, file, 0, file.length, told);
        } catch (IOException e) {
            throw new IOException(name + ": cannot be decoded: its data are damaged or end early", e);
        }
        boolean alpha = told[3] != 0;
        WebPFile.Frame frame = webp.first();
        return frame == null
                ? picture(pixels, size[0], size[1], alpha)
                : placed(picture(pixels, size[0], size[1], alpha), frame, webp, name, limits);
    }

    /** Rows and columns, of an animation's first frame; nothing is decoded. */
    static int[] size(WebPFile webp, String name) throws IOException {
        loaded(name);
        int[] size = declared(webp.decodable(), name);
        return new int[] {size[1], size[0]};
    }

    /** Width and height. */
    private static int[] declared(byte[] file, String name) throws IOException {
        try {
            return WebP.getInfo(file, 0, file.length);
        } catch (IOException e) {
            throw new IOException(name + ": cannot be decoded: its header is damaged", e);
        }
    }

    /**
     * A lossless file. Colours that cannot be seen, where alpha is 0, may become others.
     *
     * @param samples RGB or RGBA, interleaved
     * @throws IOException if the library cannot be loaded, or has too little memory
     */
    static byte[] encode(byte[] samples, int width, int height, boolean alpha) throws IOException {
        WebPEncoderOptions options = encoder();
        byte[] file = alpha
                ? WebP.encodeRGBA(options, samples, width, height, 4 * width)
                : WebP.encodeRGB(options, samples, width, height, 3 * width);
        if (file == null || file.length == 0) {
            throw new IOException("a WebP of " + width + " x " + height + " pixels cannot be encoded");
        }
        return file;
    }

    private static synchronized WebPEncoderOptions encoder() throws IOException {
        if (lossless == null) {
            loaded("the result");
            lossless = new WebPEncoderOptions();
            lossless.setLossless(true);
        }
        return lossless;
    }

    private static BufferedImage picture(int[] pixels, int width, int height, boolean alpha) {
        int type = alpha ? BufferedImage.TYPE_INT_ARGB : BufferedImage.TYPE_INT_RGB;
        BufferedImage model = new BufferedImage(1, 1, type);
        WritableRaster raster = Raster.createWritableRaster(
                model.getSampleModel().createCompatibleSampleModel(width, height),
                new DataBufferInt(pixels, pixels.length),
                null);
        return new BufferedImage(model.getColorModel(), raster, false, null);
    }

    /** A frame where it belongs in the whole picture, which is transparent beside it. */
    private static BufferedImage placed(
            BufferedImage part, WebPFile.Frame frame, WebPFile webp, String name, ReadLimits limits)
            throws IOException {
        int width = webp.canvas()[0];
        int height = webp.canvas()[1];
        if (width == part.getWidth() && height == part.getHeight()) {
            return part;
        }
        limits.requirePixels(width, height, webp.file().length, name);
        if (frame.x() + part.getWidth() > width || frame.y() + part.getHeight() > height) {
            throw new IOException(name + ": is damaged: its first frame lies outside of the picture");
        }
        var whole = new BufferedImage(width, height, BufferedImage.TYPE_INT_ARGB);
        for (int y = 0; y < part.getHeight(); y++) {
            int[] row = part.getRGB(0, y, part.getWidth(), 1, null, 0, part.getWidth());
            whole.setRGB(frame.x(), frame.y() + y, part.getWidth(), 1, row, 0, part.getWidth());
        }
        return whole;
    }

    private static synchronized WebPDecoderOptions loaded(String name) throws IOException {
        if (options == null) {
            try {
                load();
            } catch (Exception | LinkageError e) {
                throw new IOException(
                        name
                                + ": WebP cannot be read or written here, because its native library does not load; start java with -D"
                                + FOLDER + "=DIR, a folder that programs may be run from",
                        e);
            }
            options = new WebPDecoderOptions();
        }
        return options;
    }

    /** Into a folder of its own that is removed at once where the system allows it: a killed process cannot tidy up. */
    private static void load() throws Exception {
        if (System.getProperty(FOLDER) != null) {
            NativeLoader.initialize();
            return;
        }
        Path folder = Files.createTempDirectory("limpid-webp");
        // Files that are told later are deleted earlier.
        folder.toFile().deleteOnExit();
        System.setProperty(FOLDER, folder.toString());
        try {
            NativeLoader.initialize();
        } finally {
            System.clearProperty(FOLDER);
            remove(folder);
        }
    }

    private static void remove(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
            Files.delete(folder);
        } catch (IOException e) {
            // Windows keeps a library that is in use; it goes when the process ends.
        }
    }
}
