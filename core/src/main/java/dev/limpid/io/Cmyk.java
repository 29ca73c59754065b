package dev.limpid.io;

import java.awt.color.ColorSpace;
import java.awt.color.ICC_ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ColorConvertOp;
import java.awt.image.Raster;
import java.awt.image.WritableRaster;

/** Printing colours as 8-bit RGB. */
final class Cmyk {
    static final String NOTICE = "its CMYK colours were converted to 8-bit sRGB";

    private Cmyk() {}

    static boolean isCmyk(BufferedImage picture) {
        return picture.getColorModel().getColorSpace().getType() == ColorSpace.TYPE_CMYK;
    }

    /** By the picture's own profile where it has one, otherwise R = (1 − C)(1 − K) and so on. */
    static BufferedImage toRgb(BufferedImage picture) {
        var rgb = new BufferedImage(picture.getWidth(), picture.getHeight(), BufferedImage.TYPE_3BYTE_BGR);
        if (picture.getColorModel().getColorSpace() instanceof ICC_ColorSpace) {
            return new ColorConvertOp(null).filter(picture, rgb);
        }
        Raster in = picture.getRaster();
        double most = Math.scalb(1.0, picture.getSampleModel().getSampleSize(0)) - 1;
        var black = new double[in.getWidth()];
        var ink = new double[in.getWidth()];
        WritableRaster out = rgb.getRaster();
        for (int y = 0; y < in.getHeight(); y++) {
            in.getSamples(in.getMinX(), in.getMinY() + y, in.getWidth(), 1, 3, black);
            for (int c = 0; c < 3; c++) {
                in.getSamples(in.getMinX(), in.getMinY() + y, in.getWidth(), 1, c, ink);
                for (int x = 0; x < ink.length; x++) {
                    ink[x] = Math.rint(255 * (1 - ink[x] / most) * (1 - black[x] / most));
                }
                out.setSamples(0, y, in.getWidth(), 1, c, ink);
            }
        }
        return rgb;
    }
}
