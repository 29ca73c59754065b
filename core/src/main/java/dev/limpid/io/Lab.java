package dev.limpid.io;

import java.awt.image.DataBuffer;
import java.awt.image.Raster;
import java.awt.image.WritableRaster;
import java.io.IOException;

/**
 * CIE Lab as sRGB of the same depth. The white of the file becomes white: its a and b are zero whatever light it names.
 * The decoder's own conversion takes an approximation of the power function that is off by a twelfth.
 *
 * <p>Source: CIE 15, section 8.2.1; IEC 61966-2-1 for sRGB; TIFF 6.0, section 23, and Adobe's TIFF Technical Note 4 for
 * how L, a and b are stored.
 */
final class Lab {
    static final String NOTICE = "its Lab colours were converted to sRGB";

    /** From XYZ, with the white of D65 at (1, 1, 1), to linear sRGB. */
    private static final double[][] RGB_OF_XYZ = {
        {3.0799551, -1.5371389, -0.5428161},
        {-0.9212586, 1.8760109, 0.0452475},
        {0.0528874, -0.2040259, 1.1511385},
    };

    private static final double LINEAR_BELOW = 6.0 / 29;

    private final int photometric;
    private final boolean wide;

    private Lab(int photometric, boolean wide) {
        this.photometric = photometric;
        this.wide = wide;
    }

    /**
     * Converts the first three channels; further ones stay as they are.
     *
     * @param photometric {@link TiffColours#CIE_LAB} or {@link TiffColours#ICC_LAB}
     * @throws IOException naming the file, unless the samples have 8 or 16 bits
     */
    static Raster toRgb(Raster in, SampleType type, int photometric, String name) throws IOException {
        int bits = type.bits();
        if (type.kind() == SampleType.Kind.FLOAT || (bits != 8 && bits != 16)) {
            throw new IOException(name + ": has CIE Lab colours of " + type + " samples; 8 and 16 bits are read");
        }
        var lab = new Lab(photometric, bits == 16);
        int width = in.getWidth();
        int bands = in.getNumBands();
        WritableRaster out = Raster.createInterleavedRaster(
                bits == 16 ? DataBuffer.TYPE_USHORT : DataBuffer.TYPE_BYTE, width, in.getHeight(), bands, null);
        var row = new int[width * bands];
        int white = (1 << bits) - 1;
        for (int y = 0; y < in.getHeight(); y++) {
            in.getPixels(in.getMinX(), in.getMinY() + y, width, 1, row);
            for (int at = 0; at < row.length; at += bands) {
                lab.convert(row, at, white);
            }
            out.setPixels(0, y, width, 1, row);
        }
        return out;
    }

    private void convert(int[] row, int at, int white) {
        double y = (lightness(row[at]) + 16) / 116;
        double x = y + opponent(row[at + 1]) / 500;
        double z = y - opponent(row[at + 2]) / 200;
        for (int c = 0; c < 3; c++) {
            double[] m = RGB_OF_XYZ[c];
            double linear = m[0] * cube(x) + m[1] * cube(y) + m[2] * cube(z);
            row[at + c] = (int) Math.rint(white * Math.min(1, Math.max(0, gamma(linear))));
        }
    }

    /** L, 0 to 100. */
    private double lightness(int stored) {
        if (!wide) {
            return (stored & 0xff) * 100 / 255.0;
        }
        return (stored & 0xffff) * 100 / (photometric == TiffColours.ICC_LAB ? 65280.0 : 65535.0);
    }

    /** a or b, −128 to 128: in two's complement for CIE, above an offset for ICC. */
    private double opponent(int stored) {
        if (photometric == TiffColours.ICC_LAB) {
            return wide ? ((stored & 0xffff) - 32768) / 256.0 : (stored & 0xff) - 128;
        }
        return wide ? (short) stored / 256.0 : (byte) stored;
    }

    private static double cube(double t) {
        return t > LINEAR_BELOW ? t * t * t : 3 * LINEAR_BELOW * LINEAR_BELOW * (t - 4.0 / 29);
    }

    private static double gamma(double linear) {
        return linear > 0.0031308 ? 1.055 * Math.pow(linear, 1 / 2.4) - 0.055 : 12.92 * linear;
    }
}
