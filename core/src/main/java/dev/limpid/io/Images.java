package dev.limpid.io;

import dev.limpid.tensor.BicubicResize;
import dev.limpid.tensor.Scope;
import dev.limpid.tensor.Tensor;
import java.awt.image.BufferedImage;
import java.awt.image.WritableRaster;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import javax.imageio.ImageIO;
import javax.imageio.stream.MemoryCacheImageOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * Pictures in files as tensors (1, C, H, W) in [−1, 1], and back: as 8-bit PNG, or in the depth that they came in.
 * {@link PictureFile} reads the pages of a TIFF one by one.
 */
public final class Images {
    private Images() {}

    /** Reads a picture within the default limits. */
    public static Image read(Path file) throws IOException {
        return read(file, ReadLimits.DEFAULT);
    }

    /**
     * Reads a picture: PNG, JPEG, TIFF of one page, BMP, PNM, WebP or NPY. Gray stays one channel, a palette becomes RGB,
     * alpha is kept aside. The file's content decides its format, not its name. Sample v of n bits becomes
     * 2 v / (2ⁿ − 1) − 1; floating point lies in [0, 1].
     *
     * @throws IOException in one line that names the file: it is missing, empty, of another format, damaged, truncated,
     *     beyond the limits, of an unsupported depth, or does not say which values are black and white
     */
    public static Image read(Path file, ReadLimits limits) throws IOException {
        return only(PictureFile.open(file, limits));
    }

    /** Reads a picture that is in memory already; {@code name} stands for it in messages. */
    public static Image decode(byte[] file, String name) throws IOException {
        return only(PictureFile.of(file, name, ReadLimits.DEFAULT));
    }

    private static Image only(PictureFile file) throws IOException {
        file.requireSingle();
        return file.read(0, RangeChoice.NATURAL);
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

    /**
     * Writes a picture as the one stood that it was made from, or in another {@link Encoding#as format}: its depth, range,
     * alpha, colour profile and tags. Cut to [−1, 1], and integers rounded; fewer than 8 bits become 8.
     *
     * @param pixels (1, C, H, W) with C = 1 or 3
     * @param alpha (1, 1, H, W) in [0, 1], or null
     * @param encoding how; its {@link Encoding#extension()} should be the file's
     * @throws IllegalArgumentException for other shapes, NaN, or alpha in a format that holds none
     * @throws IOException naming the file and the reason if it cannot be written
     */
    public static void write(Tensor pixels, @Nullable Tensor alpha, Encoding encoding, Path file) throws IOException {
        Encoding written = encoding.written();
        var samples = new TensorSamples(pixels, alpha, written.type(), written.range());
        ResultFormat format = written.result();
        TiffTags tags = written.tags().describing(samples.width(), samples.height(), format.mediaType());
        AtomicFile.write(
                file,
                switch (format) {
                    case PNG -> PngWriter.encode(samples, tags, written.icc());
                    case TIFF -> TiffWriter.encode(samples, tags, written.icc());
                    case JPEG -> JpegWriter.encode(samples, tags, written.icc());
                    case WEBP -> WebPWriter.encode(samples, tags, written.icc());
                    case NPY -> NpySamples.encode(samples, written.layout());
                });
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

    /**
     * The whole picture, scaled down where its longer side has more pixels than that.
     *
     * @param pixels (B, C, H, W) in [−1, 1]
     */
    public static Tensor within(Tensor pixels, int side) {
        double scale = side / (double) Math.max(pixels.size(2), pixels.size(3));
        return scale >= 1 ? pixels : resize(pixels, reduced(pixels.size(3), scale), reduced(pixels.size(2), scale));
    }

    private static int reduced(long length, double scale) {
        return (int) Math.max(1, Math.round(scale * length));
    }
}
