package dev.limpid.server;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.InputStream;
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

    /** An expression that a page evaluates. */
    static String script(String name) throws IOException {
        try (InputStream in = Objects.requireNonNull(TestPictures.class.getResourceAsStream(name), name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
