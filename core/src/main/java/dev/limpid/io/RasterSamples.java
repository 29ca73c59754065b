package dev.limpid.io;

import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;
import java.io.IOException;

/** The samples of a decoded picture, raw: colour management would change what was measured. */
final class RasterSamples implements Samples {
    private static final double UNSIGNED_INT = 4294967296.0;

    private final Raster raster;
    private final SampleType type;
    private final int channels;
    private final boolean alpha;
    private final double[][] palette;

    private RasterSamples(Raster raster, SampleType type, int channels, boolean alpha, double[][] palette) {
        this.raster = raster;
        this.type = type;
        this.channels = channels;
        this.alpha = alpha;
        this.palette = palette;
    }

    /**
     * The samples of {@code picture}, which has 1 to 4 bands, or a palette.
     *
     * @param type of its samples; for a palette of colours it is 8 bits
     * @param gray whether a palette stands for shades of gray
     */
    static RasterSamples of(BufferedImage picture, SampleType type, boolean gray, String name) throws IOException {
        if (picture.getColorModel() instanceof IndexColorModel colours) {
            requireColours(picture.getRaster(), colours.getMapSize(), name);
            boolean alpha = colours.hasAlpha();
            return gray
                    ? new RasterSamples(picture.getRaster(), type, 1, alpha, shades(colours, type))
                    : new RasterSamples(picture.getRaster(), SampleType.BYTE, 3, alpha, colours(colours));
        }
        int bands = picture.getRaster().getNumBands();
        if (bands > 4) {
            throw new IOException(name + ": has " + bands + " channels; gray and RGB, with or without alpha, are read");
        }
        int depth = picture.getColorModel().getComponentSize(0);
        if (depth != type.bits()) {
            throw new IOException(name + ": cannot be decoded: its decoder gives " + depth + " bits for " + type);
        }
        return of(picture.getRaster(), type);
    }

    /** One or three colours in the raster's bands, and alpha in a second or fourth. */
    static RasterSamples of(Raster raster, SampleType type) {
        int bands = raster.getNumBands();
        return new RasterSamples(raster, type, bands < 3 ? 1 : 3, bands % 2 == 0, new double[0][]);
    }

    /**
     * A palette with a further channel beside the indices.
     *
     * @param size colours in the palette
     * @param alpha whether that channel is alpha; otherwise it is left out
     */
    static RasterSamples ofPalette(BufferedImage picture, int size, boolean alpha, String name) throws IOException {
        Raster raster = picture.getRaster();
        ColorModel palette = picture.getColorModel();
        int depth = palette.getComponentSize(0);
        if (depth != SampleType.BYTE.bits()) {
            throw new IOException(name + ": has a channel beside a palette of " + depth + " bits; 8 are read");
        }
        requireColours(raster, size, name);
        var table = new double[3][size];
        for (int i = 0; i < size; i++) {
            table[0][i] = palette.getRed(i);
            table[1][i] = palette.getGreen(i);
            table[2][i] = palette.getBlue(i);
        }
        return new RasterSamples(raster, SampleType.BYTE, 3, alpha, table);
    }

    /** A pixel's bits may tell more colours apart than the palette has. */
    private static void requireColours(Raster raster, int colours, String name) throws IOException {
        var row = new int[raster.getWidth()];
        for (int y = 0; y < raster.getHeight(); y++) {
            raster.getSamples(raster.getMinX(), raster.getMinY() + y, row.length, 1, 0, row);
            for (int index : row) {
                if (index >= colours) {
                    throw new IOException(
                            name + ": is damaged: a pixel has colour " + index + " of a palette of " + colours);
                }
            }
        }
    }

    private static double[][] colours(IndexColorModel palette) {
        var table = new double[4][palette.getMapSize()];
        for (int i = 0; i < palette.getMapSize(); i++) {
            table[0][i] = palette.getRed(i);
            table[1][i] = palette.getGreen(i);
            table[2][i] = palette.getBlue(i);
            table[3][i] = palette.getAlpha(i);
        }
        return table;
    }

    /** Decoders show gray of few bits as a palette from 0 to 255. */
    private static double[][] shades(IndexColorModel palette, SampleType type) {
        double white = Math.scalb(1.0, type.bits()) - 1;
        var table = new double[2][palette.getMapSize()];
        for (int i = 0; i < palette.getMapSize(); i++) {
            table[0][i] = Math.rint(palette.getRed(i) * white / 255);
            table[1][i] = Math.rint(palette.getAlpha(i) * white / 255);
        }
        return table;
    }

    /** Whether all colours of a palette are shades of gray. */
    static boolean isGray(IndexColorModel palette) {
        for (int i = 0; i < palette.getMapSize(); i++) {
            if (palette.getRed(i) != palette.getGreen(i) || palette.getRed(i) != palette.getBlue(i)) {
                return false;
            }
        }
        return true;
    }

    @Override
    public int width() {
        return raster.getWidth();
    }

    @Override
    public int height() {
        return raster.getHeight();
    }

    @Override
    public int channels() {
        return channels;
    }

    @Override
    public boolean alpha() {
        return alpha;
    }

    @Override
    public SampleType type() {
        return type;
    }

    @Override
    public void row(int channel, int y, double[] row) {
        int x0 = raster.getMinX();
        int y0 = raster.getMinY() + y;
        if (channel < palette.length) {
            for (int x = 0; x < raster.getWidth(); x++) {
                row[x] = palette[channel][raster.getSample(x0 + x, y0, 0)];
            }
            return;
        }
        // Beside a palette, alpha has the second band.
        raster.getSamples(x0, y0, raster.getWidth(), 1, palette.length > 0 ? 1 : channel, row);
        reinterpret(row);
    }

    /** Rasters have no unsigned integers of 32 bits, and no signed bytes. */
    private void reinterpret(double[] row) {
        boolean signed = type.kind() == SampleType.Kind.SIGNED;
        if (signed && type.bits() == 8) {
            for (int x = 0; x < raster.getWidth(); x++) {
                row[x] = (byte) row[x];
            }
        } else if (type.kind() == SampleType.Kind.UNSIGNED && type.bits() == 32) {
            for (int x = 0; x < raster.getWidth(); x++) {
                row[x] = row[x] < 0 ? row[x] + UNSIGNED_INT : row[x];
            }
        }
    }
}
