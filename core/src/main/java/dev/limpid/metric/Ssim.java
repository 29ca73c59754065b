package dev.limpid.metric;

import dev.limpid.metric.Quantity.Better;
import dev.limpid.tensor.Scope;
import dev.limpid.tensor.Span;
import dev.limpid.tensor.Tensor;
import dev.limpid.tensor.Tile;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * Structural similarity in [−1, 1], higher is better: the mean over a window's positions and over the channels, on [0, 1],
 * with K₁ = 0.01 and K₂ = 0.03. Windows that would cross the border do not count. There are two windows in use, whose numbers
 * cannot be compared:
 *
 * <ul>
 *   <li>{@code ssim}, printed as SSIM-7x7: a uniform window of 7×7 pixels with sample covariances (N / (N − 1)), as
 *       scikit-image's default {@code structural_similarity(channel_axis, data_range=1)}
 *   <li>{@code ssim-gaussian}, printed as SSIM-gaussian: a Gaussian window of σ = 1.5 and 11×11 taps with the covariances
 *       themselves, as in the paper and in scikit-image with {@code gaussian_weights=True, sigma=1.5,
 *       use_sample_covariance=False}
 * </ul>
 *
 * <p>Source: Wang et al., "Image quality assessment", IEEE TIP 2004, §III.B; in float64.
 */
public final class Ssim implements Metric {
    private static final double C1 = 0.01 * 0.01;
    private static final double C2 = 0.03 * 0.03;
    private static final int UNIFORM = 7;
    private static final int GAUSSIAN = 11;
    private static final double SIGMA = 1.5;

    private final Quantity quantity;
    private final double[] taps;
    private final double total;
    private final int border;
    private final double sample;

    /** With the uniform window of 7×7 pixels. */
    public Ssim() {
        this(
                new Quantity("ssim", "SSIM-7x7", "", Better.HIGHER, 3),
                IntStream.range(0, UNIFORM).mapToDouble(i -> 1).toArray(),
                UNIFORM * UNIFORM / (UNIFORM * UNIFORM - 1.0));
    }

    /**
     * With a window of its own.
     *
     * @param taps along one axis, an odd number of them, not normalised
     * @param sample factor of variances and covariances
     */
    private Ssim(Quantity quantity, double[] taps, double sample) {
        this.quantity = quantity;
        this.taps = taps;
        this.total = Arrays.stream(taps).sum();
        this.border = taps.length / 2;
        this.sample = sample;
    }

    /** With the Gaussian window of the paper, σ = 1.5 and 11×11 taps. */
    public static Ssim gaussian() {
        double[] taps = IntStream.range(0, GAUSSIAN)
                .mapToDouble(i -> Math.exp(-Math.pow(i - GAUSSIAN / 2, 2) / (2 * SIGMA * SIGMA)))
                .toArray();
        return new Ssim(new Quantity("ssim-gaussian", "SSIM-gaussian", "", Better.HIGHER, 3), taps, 1);
    }

    @Override
    public Quantity quantity() {
        return quantity;
    }

    @Override
    public int minimumSide() {
        return taps.length;
    }

    @Override
    public double[] of(Tensor image, Tensor truth) {
        UnitPair.requireComparable(image, truth);
        int height = (int) image.size(2);
        int width = (int) image.size(3);
        if (height < taps.length || width < taps.length) {
            throw new IllegalArgumentException(quantity.label() + " needs images of at least " + taps.length + " x "
                    + taps.length + " pixels, got " + width + " x " + height);
        }
        var sums = new double[(int) image.size(0)];
        for (Tile tile : UnitPair.tiles(image, border)) {
            try (var scope = Scope.open()) {
                addSimilarity(
                        UnitPair.of(tile.of(image), tile.of(truth)),
                        centres(tile.rows(), height),
                        centres(tile.columns(), width),
                        sums);
            }
        }
        double positions = image.size(1) * (height - 2.0 * border) * (width - 2.0 * border);
        return Arrays.stream(sums).map(s -> s / positions).toArray();
    }

    /** Where in a part of a line the windows are centred that are its own and do not cross the line's border. */
    private Span centres(Span part, int length) {
        int from = Math.max(part.from(), border) - part.start();
        int to = Math.min(part.to(), length - border) - part.start();
        return new Span(0, part.length(), from, to);
    }

    private void addSimilarity(UnitPair pair, Span rows, Span columns, double[] sums) {
        int plane = pair.plane();
        for (int p = 0; p < pair.batch * pair.channels; p++) {
            double[] x = Arrays.copyOfRange(pair.image, p * plane, (p + 1) * plane);
            double[] y = Arrays.copyOfRange(pair.truth, p * plane, (p + 1) * plane);
            double[] map = map(x, y, pair.height, pair.width);
            for (int row = rows.from(); row < rows.to(); row++) {
                for (int column = columns.from(); column < columns.to(); column++) {
                    sums[p / pair.channels] += map[row * pair.width + column];
                }
            }
        }
    }

    /**
     * The similarity around every pixel of one channel, windows at the border filled by half-sample reflection.
     *
     * @param x height · width values in [0, 1], row-major
     * @param y as x
     */
    public double[] map(double[] x, double[] y, int height, int width) {
        if (x.length != height * width || y.length != x.length) {
            throw new IllegalArgumentException(
                    x.length + " and " + y.length + " values do not fill " + height + " x " + width);
        }
        double[] meanX = windowMean(x, height, width);
        double[] meanY = windowMean(y, height, width);
        double[] meanXx = windowMean(product(x, x), height, width);
        double[] meanYy = windowMean(product(y, y), height, width);
        double[] meanXy = windowMean(product(x, y), height, width);
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

    private static double[] product(double[] x, double[] y) {
        var product = new double[x.length];
        Arrays.setAll(product, i -> x[i] * y[i]);
        return product;
    }

    /** The weighted mean over the window around every pixel: along the rows, then along the columns. */
    private double[] windowMean(double[] x, int height, int width) {
        return lineMeans(lineMeans(x, height, width, 1, width), width, height, width, 1);
    }

    /** Means along {@code lines} lines of {@code length} pixels, {@code step} apart. */
    private double[] lineMeans(double[] x, int lines, int length, int step, int lineStep) {
        var means = new double[x.length];
        int[] mirrored = IntStream.range(-border, length + border)
                .map(i -> mirror(i, length) * step)
                .toArray();
        for (int line = 0; line < lines; line++) {
            int start = line * lineStep;
            for (int i = 0; i < length; i++) {
                double sum = 0;
                for (int k = 0; k < taps.length; k++) {
                    sum += taps[k] * x[start + mirrored[i + k]];
                }
                means[start + i * step] = sum / total;
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
