package dev.limpid.io;

import java.awt.image.BufferedImage;
import java.awt.image.WritableRaster;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriter;

/** Picture files of every make, written by the JDK for the tests. */
final class Pictures {
    private Pictures() {}

    static BufferedImage noise(int width, int height, int type) {
        var picture = new BufferedImage(width, height, type);
        var random = new Random(1);
        WritableRaster raster = picture.getRaster();
        for (int i = 0; i < width * height * raster.getNumBands(); i++) {
            int band = i % raster.getNumBands();
            int bound = 1 << picture.getSampleModel().getSampleSize(band);
            int pixel = i / raster.getNumBands();
            raster.setSample(pixel % width, pixel / width, band, random.nextInt(bound));
        }
        return picture;
    }

    static byte[] encode(BufferedImage picture, String format) throws IOException {
        var bytes = new ByteArrayOutputStream();
        if (!ImageIO.write(picture, format, bytes)) {
            throw new IOException("no writer for " + format);
        }
        return bytes.toByteArray();
    }

    static Path write(Path file, BufferedImage picture, String format) throws IOException {
        return Files.write(file, encode(picture, format));
    }

    /** A raster without a colour model, which is how four-colour JPEGs are written. */
    static Path writeRaster(Path file, WritableRaster raster, String format) throws IOException {
        var bytes = new ByteArrayOutputStream();
        ImageWriter writer = ImageIO.getImageWritersByFormatName(format).next();
        try (var out = ImageIO.createImageOutputStream(bytes)) {
            writer.setOutput(out);
            writer.write(new IIOImage(raster, null, null));
        } finally {
            writer.dispose();
        }
        return Files.write(file, bytes.toByteArray());
    }
}
