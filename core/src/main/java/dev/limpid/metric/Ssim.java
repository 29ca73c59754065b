package dev.limpid.metric;

import dev.limpid.tensor.Tensor;
import java.util.Arrays;

/**
 * Structural similarity in [−1, 1], higher is better: the mean over a uniform 7×7 window's positions and over the
 * channels, on [0, 1], with sample covariances (N / (N − 1)), K₁ = 0.01 and K₂ = 0.03. Windows that would cross the border
 * do not count.
 *
 * <p>Source: Wang et al., "Image quality assessment", IEEE TIP 2004, in the form of scikit-image's {@code
 * structural_similarity(channel_axis, data_range=1)}, in float64.
 */
public final class Ssim implements Metric {
    public static final int WINDOW = 7;
    private static final int BORDER = WINDOW / 2;
    private static final double C1 = 0.01 * 0.01;
    private static final double C2 = 0.03 * 0.03;
    private static final Quantity SSIM = new Quantity("ssim", "SSIM", "", true, 3);

    @Override
    public Quantity quantity() {
        return SSIM;
    }

    @Override
    public int minimumSide() {
        return WINDOW;
    }

    @Override
    public double[] of(Tensor image, Tensor truth) {
        UnitPair pair = UnitPair.of(image, truth);
        if (pair.height < WINDOW || pair.width < WINDOW) {
            throw new IllegalArgumentException("SSIM needs images of at least " + WINDOW + " x " + WINDOW
                    + " pixels, got " + pair.width + " x " + pair.height);
        }
        int plane = pair.plane();
        var ssim = new double[pair.batch];
        for (int p = 0; p < pair.batch * pair.channels; p++) {
            double[] x = Arrays.copyOfRange(pair.image, p * plane, (p + 1) * plane);
            double[] y = Arrays.copyOfRange(pair.truth, p * plane, (p + 1) * plane);
            double[] map = map(x, y, pair.height, pair.width);
            ssim[p / pair.channels] += interiorMean(map, pair.height, pair.width) / pair.channels;
        }
        return ssim;
    }

    /**
     * The similarity around every pixel of one channel, windows at the border filled by half-sample reflection.
     *
     * @param x height · width values in [0, 1], row-major
     * @param y as x
     */
    public static double[] map(double[] x, double[] y, int height, int width) {
        if (x.length != height * width || y.length != x.length) {
            throw new IllegalArgumentException(
                    x.length + " and " + y.length + " values do not fill " + height + " x " + width);
        }
        double[] meanX = windowMean(x, height, width);
        double[] meanY = windowMean(y, height, width);
        double[] meanXx = windowMean(product(x, x), height, width);
        double[] meanYy = windowMean(product(y, y), height, width);
        double[] meanXy = windowMean(product(x, y), height, width);
        double sample = WINDOW * WINDOW / (WINDOW * WINDOW - 1.0);
        var map = new double[x.length];
        for (int i = 0; i < map.length; i++) {
            double varianceX = sample * (meanXx[i] - meanX[i] * meanX[i]);
            double varianceY = sample * (meanYy[i] - meanY[i] * meanY[i]);
            double covariance = sample * (meanXy[i] - meanX[i] * meanY[i]);
            double above = (2 * meanX[i] * meanY[i] + C1) * (2 * covariance + C2);
            double below = (meanX[i] * meanX[i] + meanY[i] * meanY[i] + C1) * (varianceX + varianceY + C2);
            map[i] = above / below;
        }
        return map;
    }

    private static double interiorMean(double[] map, int height, int width) {
        double sum = 0;
        for (int row = BORDER; row < height - BORDER; row++) {
            for (int column = BORDER; column < width - BORDER; column++) {
                sum += map[row * width + column];
            }
        }
        return sum / ((height - 2.0 * BORDER) * (width - 2.0 * BORDER));
    }

    private static double[] product(double[] x, double[] y) {
        var product = new double[x.length];
        Arrays.setAll(product, i -> x[i] * y[i]);
        return product;
    }

    /** The mean over the window around every pixel: along the rows, then along the columns. */
    private static double[] windowMean(double[] x, int height, int width) {
        return lineMeans(lineMeans(x, height, width, 1, width), width, height, width, 1);
    }

    /** Means along {@code lines} lines of {@code length} pixels, {@code step} apart. */
    private static double[] lineMeans(double[] x, int lines, int length, int step, int lineStep) {
        var means = new double[x.length];
        for (int line = 0; line < lines; line++) {
            for (int i = 0; i < length; i++) {
                double sum = 0;
                for (int j = i - BORDER; j <= i + BORDER; j++) {
                    sum += x[line * lineStep + mirror(j, length) * step];
                }
                means[line * lineStep + i * step] = sum / WINDOW;
            }
        }
        return means;
    }

    /** Half-sample reflection: −1 is 0, {@code length} is length − 1. */
    private static int mirror(int i, int length) {
        int j = Math.floorMod(i, 2 * length);
        return j < length ? j : 2 * length - 1 - j;
    }
}
