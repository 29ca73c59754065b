package dev.limpid.io;

import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.ComponentColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.WritableRaster;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.zip.DeflaterOutputStream;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageTypeSpecifier;
import javax.imageio.ImageWriter;
import javax.imageio.metadata.IIOMetadata;
import javax.imageio.metadata.IIOMetadataNode;
import javax.imageio.stream.MemoryCacheImageOutputStream;
import org.jspecify.annotations.Nullable;

/** PNG of 8 or 16 bits, gray or RGB, with or without alpha, colour profile and metadata. */
final class PngWriter {
    private static final String FORMAT = "javax_imageio_png_1.0";

    /** The bytes of the signature and of the first chunk. */
    private static final int HEADER = 8 + 12 + 13;

    private PngWriter() {}

    /** A whole file with {@code samples} of 8 or 16 bits unsigned. */
    static byte[] encode(Samples samples, TiffTags described, byte @Nullable [] icc) throws IOException {
        BufferedImage picture = picture(samples);
        ImageWriter writer = ImageIO.getImageWritersByFormatName("png").next();
        var bytes = new ByteArrayOutputStream();
        try (var out = new MemoryCacheImageOutputStream(bytes)) {
            writer.setOutput(out);
            IIOMetadata metadata = icc == null ? null : profile(writer, picture, icc);
            writer.write(new IIOImage(picture, null, metadata));
        } finally {
            writer.dispose();
        }
        byte[] plain = bytes.toByteArray();
        byte[] blocks = PngBlocks.write(described);
        return ByteBuffer.allocate(plain.length + blocks.length)
                .put(plain, 0, HEADER)
                .put(blocks)
                .put(plain, HEADER, plain.length - HEADER)
                .array();
    }

    /** The samples for a writer of Java's. */
    static BufferedImage picture(Samples samples) {
        int bands = samples.channels() + (samples.alpha() ? 1 : 0);
        int space = samples.channels() == 1 ? ColorSpace.CS_GRAY : ColorSpace.CS_sRGB;
        int data = samples.type().bits() > 8 ? DataBuffer.TYPE_USHORT : DataBuffer.TYPE_BYTE;
        ColorModel model = new ComponentColorModel(
                ColorSpace.getInstance(space),
                samples.alpha(),
                false,
                samples.alpha() ? BufferedImage.TRANSLUCENT : BufferedImage.OPAQUE,
                data);
        WritableRaster raster = model.createCompatibleWritableRaster(samples.width(), samples.height());
        var row = new double[samples.width()];
        for (int y = 0; y < samples.height(); y++) {
            for (int c = 0; c < bands; c++) {
                samples.row(c, y, row);
                raster.setSamples(0, y, samples.width(), 1, c, row);
            }
        }
        return new BufferedImage(model, raster, false, null);
    }

    private static IIOMetadata profile(ImageWriter writer, BufferedImage picture, byte[] icc) throws IOException {
        var compressed = new ByteArrayOutputStream();
        try (var out = new DeflaterOutputStream(compressed)) {
            out.write(icc);
        }
        var chunk = new IIOMetadataNode("iCCP");
        chunk.setAttribute("profileName", "ICC profile");
        chunk.setAttribute("compressionMethod", "deflate");
        chunk.setUserObject(compressed.toByteArray());
        var root = new IIOMetadataNode(FORMAT);
        root.appendChild(chunk);
        IIOMetadata metadata = writer.getDefaultImageMetadata(new ImageTypeSpecifier(picture), null);
        metadata.mergeTree(FORMAT, root);
        return metadata;
    }
}
