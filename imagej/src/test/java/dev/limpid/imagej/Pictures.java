package dev.limpid.imagej;

import ij.ImagePlus;
import ij.process.ByteProcessor;
import ij.process.ColorProcessor;
import ij.process.FloatProcessor;
import ij.process.ImageProcessor;
import ij.process.ShortProcessor;

/** Small pictures with edges and slopes. */
final class Pictures {
    static final int WIDTH = 48;
    static final int HEIGHT = 40;

    private Pictures() {}

    /** A value in [0, 1], in units of 1/255. */
    private static double value(int x, int y, int kind) {
        double wave = Math.sin((x + 5 * kind) / 6.0) * Math.cos(y / 7.0);
        double edge = x + y > 40 + 4 * kind ? 0.3 : 0;
        return Math.rint(255 * (0.35 + 0.25 * wave + edge)) / 255;
    }

    static ImageProcessor gray8(int kind) {
        return filled(new ByteProcessor(WIDTH, HEIGHT), 255, kind);
    }

    static ImageProcessor gray16(int kind) {
        return filled(new ShortProcessor(WIDTH, HEIGHT), 65535, kind);
    }

    static ImageProcessor gray32(int kind) {
        return filled(new FloatProcessor(WIDTH, HEIGHT), 1, kind);
    }

    static ImageProcessor rgb(int kind) {
        var picture = new ColorProcessor(WIDTH, HEIGHT);
        for (int y = 0; y < HEIGHT; y++) {
            for (int x = 0; x < WIDTH; x++) {
                int red = (int) Math.round(255 * value(x, y, kind));
                int green = (int) Math.round(255 * value(x, y, kind + 1));
                int blue = (int) Math.round(255 * value(y, x, kind));
                picture.set(x, y, red << 16 | green << 8 | blue);
            }
        }
        return picture;
    }

    private static ImageProcessor filled(ImageProcessor picture, double white, int kind) {
        for (int y = 0; y < HEIGHT; y++) {
            for (int x = 0; x < WIDTH; x++) {
                picture.setf(x, y, (float) (white * value(x, y, kind)));
            }
        }
        return picture;
    }

    /** An image with a rectangle selected. */
    static ImagePlus selected(String title, ImageProcessor pixels) {
        var image = new ImagePlus(title, pixels);
        image.setRoi(20, 16, 7, 5);
        return image;
    }
}
