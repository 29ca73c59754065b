package dev.limpid.io;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageTypeSpecifier;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.metadata.IIOMetadata;
import javax.imageio.stream.MemoryCacheImageOutputStream;
import org.jspecify.annotations.Nullable;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/** JPEG of 8 bits, gray or of colours that are not subsampled, with metadata. */
final class JpegWriter {
    static final String NOTICE =
            "written as JPEG of 8 bits, quality 95, without subsampling of colours: its values change";

    private static final String FORMAT = "javax_imageio_jpeg_image_1.0";
    private static final float QUALITY = 0.95f;
    private static final int MOST_DENSITY = 0xffff;

    private JpegWriter() {}

    /** A whole file with {@code samples} of 8 bits unsigned, without alpha. */
    static byte[] encode(Samples samples, TiffTags described, byte @Nullable [] icc) throws IOException {
        BufferedImage picture = PngWriter.picture(samples);
        ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
        var bytes = new ByteArrayOutputStream();
        try (var out = new MemoryCacheImageOutputStream(bytes)) {
            ImageWriteParam param = writer.getDefaultWriteParam();
            param.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
            param.setCompressionQuality(QUALITY);
            IIOMetadata metadata = metadata(writer, param, picture, Resolution.of(described));
            writer.setOutput(out);
            writer.write(null, new IIOImage(picture, null, metadata), param);
        } finally {
            writer.dispose();
        }
        byte[] plain = bytes.toByteArray();
        byte[] blocks = JpegBlocks.write(described, icc);
        // Behind the start and JFIF's segment, which come first.
        int at = 4 + JpegFile.number(plain, 4);
        return ByteBuffer.allocate(plain.length + blocks.length)
                .put(plain, 0, at)
                .put(blocks)
                .put(plain, at, plain.length - at)
                .array();
    }

    private static IIOMetadata metadata(
            ImageWriter writer, ImageWriteParam param, BufferedImage picture, Optional<Resolution> resolution)
            throws IOException {
        IIOMetadata metadata = writer.getDefaultImageMetadata(new ImageTypeSpecifier(picture), param);
        var root = (Element) metadata.getAsTree(FORMAT);
        NodeList channels = root.getElementsByTagName("componentSpec");
        for (int i = 0; i < channels.getLength(); i++) {
            var channel = (Element) channels.item(i);
            channel.setAttribute("HsamplingFactor", "1");
            channel.setAttribute("VsamplingFactor", "1");
        }
        var jfif = (Element) root.getElementsByTagName("app0JFIF").item(0);
        resolution.ifPresent(per -> {
            long x = Math.round(per.x());
            long y = Math.round(per.y());
            if (Math.min(x, y) >= 1 && Math.max(x, y) <= MOST_DENSITY) {
                // TIFF counts units from 1, JFIF from 0.
                jfif.setAttribute("resUnits", Integer.toString(per.unit() - 1));
                jfif.setAttribute("Xdensity", Long.toString(x));
                jfif.setAttribute("Ydensity", Long.toString(y));
            }
        });
        metadata.setFromTree(FORMAT, root);
        return metadata;
    }
}
