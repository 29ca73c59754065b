package dev.limpid.io;

import dev.limpid.tensor.BicubicResize;
import dev.limpid.tensor.DType;
import dev.limpid.tensor.Scope;
import dev.limpid.tensor.Tensor;
import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;
import java.awt.image.WritableRaster;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Locale;
import javax.imageio.ImageIO;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/** Pictures in files, PNG and JPEG, as tensors (1, C, H, W) in [−1, 1], and back as 8-bit PNG. */
public final class Images {
    private static final String READABLE = "PNG and JPEG are read";

    private Images() {}

    /** Reads a picture within the default limits. */
    public static Image read(Path file) throws IOException {
        return read(file, ReadLimits.DEFAULT);
    }

    /**
     * Reads a picture. Gray stays one channel, a palette becomes RGB, transparency is dropped with a notice. The file's
     * content decides its format, not its name. Sample v of n bits becomes 2 v / (2ⁿ − 1) − 1.
     *
     * @throws IOException in one line that names the file: it is missing, empty, no PNG or JPEG, damaged, truncated or
     *     beyond the limits
     */
    public static Image read(Path file, ReadLimits limits) throws IOException {
        return decode(limits.readAll(file), file.toString(), limits);
    }

    /** Reads a picture that is in memory already; {@code name} stands for it in messages. */
    public static Image decode(byte[] file, String name) throws IOException {
        return decode(file, name, ReadLimits.DEFAULT);
    }

    private static Image decode(byte[] file, String name, ReadLimits limits) throws IOException {
        FileKind kind = FileKind.of(file);
        if (kind != FileKind.PNG && kind != FileKind.JPEG) {
            throw kind.refusal(name, READABLE);
        }
        PictureReader.Decoded decoded = PictureReader.decode(file, kind.label(), name, limits);
        var notices = new ArrayList<String>();
        if (kind.contradicts(name)) {
            notices.add("read as " + kind.label() + ", although its name says otherwise");
        }
        decoded.warnings().forEach(warning -> notices.add("decoder: " + warning));
        BufferedImage picture = decoded.picture();
        if (kind == FileKind.JPEG && picture.getRaster().getNumBands() % 2 == 0) {
            throw PictureReader.otherColours(name);
        }
        if (picture.getColorModel().hasAlpha()) {
            notices.add("transparency dropped");
        }
        int bits = kind == FileKind.PNG ? file[PngHeader.BIT_DEPTH] : 8;
        int channels = gray(file, kind, picture) ? 1 : 3;
        return new Image(pixels(picture, channels), kind.label(), bits, notices);
    }

    /** Positions in a PNG's first chunk, which must be its header. */
    private static final class PngHeader {
        static final int BIT_DEPTH = 24;
        static final int COLOUR_TYPE = 25;
        static final int GRAY = 0;
        static final int GRAY_ALPHA = 4;
    }

    /** The header decides for a PNG: the decoder presents gray of 1 to 4 bits as a palette. */
    private static boolean gray(byte[] file, FileKind kind, BufferedImage picture) {
        if (kind == FileKind.PNG) {
            byte type = file[PngHeader.COLOUR_TYPE];
            return type == PngHeader.GRAY || type == PngHeader.GRAY_ALPHA;
        }
        return picture.getRaster().getNumBands() == 1;
    }

    /** The raw samples; colour management would change what was measured. */
    private static Tensor pixels(BufferedImage picture, int channels) {
        int width = picture.getWidth();
        int height = picture.getHeight();
        Tensor pixels = Tensor.empty(DType.FLOAT32, 1, channels, height, width);
        for (int c = 0; c < channels; c++) {
            FloatBuffer out = pixels.bytes(4L * c * height * width).asFloatBuffer();
            float[] table = table(picture, c);
            Raster raster = picture.getRaster();
            int band = picture.getColorModel() instanceof IndexColorModel ? 0 : c;
            var row = new int[width];
            for (int y = 0; y < height; y++) {
                raster.getSamples(0, y, width, 1, band, row);
                for (int v : row) {
                    out.put(table[v]);
                }
            }
        }
        return pixels;
    }

    /** The value in [−1, 1] of each sample of one channel. */
    private static float[] table(BufferedImage picture, int channel) {
        if (picture.getColorModel() instanceof IndexColorModel palette) {
            var table = new float[palette.getMapSize()];
            for (int i = 0; i < table.length; i++) {
                table[i] = (float) ((palette.getRGB(i) >> (16 - 8 * channel) & 0xff) / 127.5 - 1);
            }
            return table;
        }
        int max = (1 << picture.getSampleModel().getSampleSize(channel)) - 1;
        var table = new float[max + 1];
        for (int v = 0; v <= max; v++) {
            table[v] = (float) (2.0 * v / max - 1);
        }
        return table;
    }

    /**
     * Writes an 8-bit PNG, cut to [−1, 1] and rounded, beside its place and then moved there.
     *
     * @param pixels (1, C, H, W) with C = 1 or 3
     * @throws IllegalArgumentException for another shape, NaN, or a name that does not end in .png
     * @throws IOException naming the file and the reason if it cannot be written
     */
    public static void write(Tensor pixels, Path file) throws IOException {
        if (!file.toString().toLowerCase(Locale.ROOT).endsWith(".png")) {
            throw new IllegalArgumentException(file + ": pictures are written as PNG; the name must end in .png");
        }
        long[] shape = pixels.shape();
        if (shape.length != 4 || shape[0] != 1 || (shape[1] != 1 && shape[1] != 3) || pixels.count() == 0) {
            throw new IllegalArgumentException(
                    "a picture is written from shape (1, 1 or 3, H, W), got " + Arrays.toString(shape));
        }
        writePng(Pixels8.of(pixels), file);
    }

    static void writePng(Pixels8 pixels, Path file) throws IOException {
        int type = pixels.channels() == 1 ? BufferedImage.TYPE_BYTE_GRAY : BufferedImage.TYPE_3BYTE_BGR;
        var picture = new BufferedImage(pixels.width(), pixels.height(), type);
        WritableRaster raster = picture.getRaster();
        for (int y = 0; y < pixels.height(); y++) {
            for (int c = 0; c < pixels.channels(); c++) {
                raster.setSamples(0, y, pixels.width(), 1, c, pixels.row(c, y));
            }
        }
        var bytes = new ByteArrayOutputStream();
        try (var out = new MemoryCacheImageOutputStream(bytes)) {
            ImageIO.write(picture, "png", out);
        }
        AtomicFile.write(file, bytes.toByteArray());
    }

    /**
     * The part of a picture {@code width} × {@code height} pixels large whose upper left corner is at (x, y).
     *
     * @param pixels (B, C, H, W)
     * @throws IllegalArgumentException if the part is not inside
     */
    public static Tensor crop(Tensor pixels, int x, int y, int width, int height) {
        long pictureHeight = pixels.size(2);
        long pictureWidth = pixels.size(3);
        boolean inside = x >= 0 && y >= 0 && width > 0 && height > 0;
        if (!inside || (long) x + width > pictureWidth || (long) y + height > pictureHeight) {
            throw new IllegalArgumentException("crop of " + width + " x " + height + " at " + x + "," + y
                    + " is not inside the picture of " + pictureWidth + " x " + pictureHeight);
        }
        return pixels.narrow(2, y, height).narrow(3, x, width).contiguous();
    }

    /**
     * The whole picture in another size: antialiased bicubic, cut to [−1, 1].
     *
     * @param pixels (B, C, H, W) in [−1, 1]
     */
    public static Tensor resize(Tensor pixels, int width, int height) {
        try (var scope = Scope.open()) {
            return scope.keep(BicubicResize.resize(pixels, height, width).clamp(-1, 1));
        }
    }
}
