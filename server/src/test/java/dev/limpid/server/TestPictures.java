package dev.limpid.server;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Objects;
import javax.imageio.ImageIO;

/** Pictures to restore, and scripts that look at the page. */
final class TestPictures {
    private TestPictures() {}

    /** Writes a square picture of shapes on a gradient. */
    static void write(Path file, int side) throws IOException {
        var picture = new BufferedImage(side, side, BufferedImage.TYPE_INT_RGB);
        for (int y = 0; y < side; y++) {
            for (int x = 0; x < side; x++) {
                picture.setRGB(x, y, new Color(60 + 120 * x / side, 90 + 100 * y / side, 140).getRGB());
            }
        }
        Graphics2D pen = picture.createGraphics();
        pen.setColor(new Color(230, 200, 120));
        pen.fillOval(side / 5, side / 4, side / 3, side / 3);
        pen.setColor(new Color(40, 60, 50));
        pen.fillRect(side / 2, side / 2, side / 3, side / 4);
        pen.dispose();
        ImageIO.write(picture, "png", file.toFile());
    }

    /** White with a black square. */
    static byte[] mask(int side) throws IOException {
        return mask(side, side);
    }

    static byte[] mask(int width, int height) throws IOException {
        var picture = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        Graphics2D pen = picture.createGraphics();
        pen.setColor(Color.WHITE);
        pen.fillRect(0, 0, width, height);
        pen.setColor(Color.BLACK);
        pen.fillRect(width / 2 - 4, height / 2 - 4, 8, 8);
        pen.dispose();
        return encoded(picture, "png");
    }

    /** A spot of nine taps by nine. */
    static byte[] kernel() throws IOException {
        var picture = new BufferedImage(9, 9, BufferedImage.TYPE_BYTE_GRAY);
        picture.getRaster().setPixels(3, 3, 3, 3, new int[] {60, 120, 60, 120, 255, 120, 60, 120, 60});
        return encoded(picture, "png");
    }

    /** A JPEG of so many columns and rows whose Exif says that it is to be turned by 90°. */
    static byte[] lying(int width, int height) throws IOException {
        byte[] jpeg = encoded(new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB), "jpeg");
        byte[] exif = {
            'E', 'x', 'i', 'f', 0, 0, 'M', 'M', 0, 42, 0, 0, 0, 8, 0, 1, 1, 18, 0, 3, 0, 0, 0, 1, 0, 6, 0, 0, 0, 0, 0, 0
        };
        return ByteBuffer.allocate(jpeg.length + 4 + exif.length)
                .put(jpeg, 0, 2)
                .putShort((short) 0xffe1)
                .putShort((short) (2 + exif.length))
                .put(exif)
                .put(jpeg, 2, jpeg.length - 2)
                .array();
    }

    private static byte[] encoded(BufferedImage picture, String format) throws IOException {
        var bytes = new ByteArrayOutputStream();
        ImageIO.write(picture, format, bytes);
        return bytes.toByteArray();
    }

    /** An expression that a page evaluates. */
    static String script(String name) throws IOException {
        try (InputStream in = Objects.requireNonNull(TestPictures.class.getResourceAsStream(name), name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
