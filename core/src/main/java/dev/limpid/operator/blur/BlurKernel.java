package dev.limpid.operator.blur;

import dev.limpid.operator.Sizes;
import dev.limpid.operator.resize.Resampling;
import dev.limpid.tensor.DType;
import dev.limpid.tensor.Rng;
import dev.limpid.tensor.Tensor;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The point-spread function of a blur: weights that are not negative and sum to 1, in float64, row-major. Applied as a
 * cross-correlation, out[o] = Σ k[j] x[o + j], as networks and the authors' code do; a kernel that was measured as the
 * picture of a point must be turned by 180° first, see {@link #turned}.
 */
public final class BlurKernel {
    /** Sums nearer to 1 than this are left as they are: float32 kernels of unit sum miss it by less. */
    static final double SUM_TOLERANCE = 1e-5;

    /** A kernel that is nearer to a column times a row than this share of its norm is one: rounding of float32. */
    private static final double RANK_ONE = 1e-6;

    private final double[] values;
    private final int height;
    private final int width;
    private final double givenSum;

    private BlurKernel(double[] values, int height, int width, double givenSum) {
        this.values = values;
        this.height = height;
        this.width = width;
        this.givenSum = givenSum;
    }

    /**
     * A kernel from weights; a sum other than 1 is divided out, and {@link #notice} says so.
     *
     * @throws IllegalArgumentException if a weight is negative, NaN or infinite, or all are 0
     */
    public static BlurKernel of(double[] weights, int height, int width) {
        if (height < 1 || width < 1 || weights.length != (long) height * width) {
            throw new IllegalArgumentException(
                    weights.length + " blur kernel weights do not fill " + height + " x " + width);
        }
        double sum = 0;
        for (int i = 0; i < weights.length; i++) {
            if (!(weights[i] >= 0) || Double.isInfinite(weights[i])) {
                throw new IllegalArgumentException("blur kernel weights must be finite and not negative, found "
                        + weights[i] + " at row " + i / width + ", column " + i % width);
            }
            sum += weights[i];
        }
        if (sum == 0 || Double.isInfinite(sum)) {
            throw new IllegalArgumentException("blur kernel weights must have a positive, finite sum, got " + sum);
        }
        double[] values = weights.clone();
        if (Math.abs(sum - 1) > SUM_TOLERANCE) {
            for (int i = 0; i < values.length; i++) {
                values[i] /= sum;
            }
        }
        return new BlurKernel(values, height, width, sum);
    }

    /**
     * A Gaussian with its peak at index ⌊size / 2⌋, cut at four standard deviations; where it does not fit, its tails are
     * folded back, mirrored with the edge repeated.
     *
     * <p>Source: {@code scipy.ndimage.gaussian_filter} of a unit impulse, as in the authors' {@code Blurkernel}; they use 61 or
     * 64 taps and a standard deviation of 3.
     *
     * @param size K, the taps in each direction
     * @param std standard deviation in pixels
     */
    public static BlurKernel gaussian(int size, double std) {
        Sizes.requirePositive("standard deviation of a Gaussian blur", std);
        requireSize(size);
        int radius = (int) (4 * std + 0.5);
        double sum = 0;
        for (int d = -radius; d <= radius; d++) {
            sum += Math.exp(-0.5 * d * d / (std * std));
        }
        var line = new double[size];
        for (int d = -radius; d <= radius; d++) {
            line[Resampling.mirror(size / 2 + d, size)] += Math.exp(-0.5 * d * d / (std * std)) / sum;
        }
        var values = new double[size * size];
        for (int i = 0; i < values.length; i++) {
            values[i] = line[i / size] * line[i % size];
        }
        return of(values, size, size);
    }

    /**
     * The trace of a shaken camera. Depends on the generator's seed, image and purpose alone.
     *
     * <p>Source: L. Borodenko, motionblur, which the authors use with 61 or 64 taps and intensity 0.5: another random stream,
     * the same distribution.
     *
     * @param size K, the taps in each direction, at least 3
     * @param intensity how shaky, from 0, a straight line, to 1
     */
    public static BlurKernel motion(int size, double intensity, Rng rng) {
        return MotionPath.drawKernel(size, intensity, rng.purpose("kernel"));
    }

    /**
     * The kernel that a point of light leaves when it is moved along a path, drawn one pixel wide and slightly softened on a
     * canvas of 2 K × 2 K pixels and reduced to K × K.
     *
     * @param size K, at least 3
     * @param x column of each vertex of the path on the canvas; what leaves the canvas is cut off
     * @param y row of each vertex
     */
    public static BlurKernel alongPath(int size, double[] x, double[] y) {
        if (size < 3 || x.length != y.length) {
            throw new IllegalArgumentException(
                    "a path needs a kernel of at least 3 taps and as many columns as rows, got " + size + " taps, "
                            + x.length + " columns, " + y.length + " rows");
        }
        return of(new MotionPath(size, x.clone(), y.clone()).render(), size, size)
                .unremarked();
    }

    public int height() {
        return height;
    }

    public int width() {
        return width;
    }

    /** A copy of the weights, row-major, float64. */
    public double[] values() {
        return values.clone();
    }

    /** The weights as (1, 1, height, width), float32. */
    public Tensor tensor() {
        return doubles().to(DType.FLOAT32);
    }

    Tensor doubles() {
        return Tensor.of(values, 1, 1, height, width);
    }

    /** Whether the kernel is a column times a row, as Gaussians and boxes are: to {@link #RANK_ONE} of its norm. */
    boolean isSeparable() {
        double[] column = column();
        double[] row = row();
        double all = 0;
        double rest = 0;
        for (int i = 0; i < values.length; i++) {
            double difference = values[i] - column[i / width] * row[i % width];
            all += values[i] * values[i];
            rest += difference * difference;
        }
        return rest <= RANK_ONE * RANK_ONE * all;
    }

    /** The sums of the rows, one for each: of a separable kernel, what it does along the columns. */
    double[] column() {
        var sums = new double[height];
        for (int i = 0; i < values.length; i++) {
            sums[i / width] += values[i];
        }
        return sums;
    }

    /** The sums of the columns, divided by the sum of the kernel: of a separable one, what it does along the rows. */
    double[] row() {
        var sums = new double[width];
        double sum = 0;
        for (int i = 0; i < values.length; i++) {
            sums[i % width] += values[i];
            sum += values[i];
        }
        for (int i = 0; i < width; i++) {
            sums[i] /= sum;
        }
        return sums;
    }

    /** The kernel turned by 180°, which turns a cross-correlation into a convolution. */
    public BlurKernel turned() {
        var turned = new double[values.length];
        for (int i = 0; i < values.length; i++) {
            turned[i] = values[values.length - 1 - i];
        }
        return new BlurKernel(turned, height, width, givenSum);
    }

    /**
     * The kernel shifted by whole pixels so that its centre of mass is nearest to the tap (⌊h / 2⌋, ⌊w / 2⌋): what can be known of
     * the place of a kernel that was estimated together with the image. Taps that are shifted out are lost, and the rest sums to 1.
     */
    public BlurKernel centred() {
        double[] shift = KernelPlace.toCentre(values, height, width);
        return shifted((int) Math.rint(shift[0]), (int) Math.rint(shift[1]));
    }

    /**
     * The mean of estimates of one kernel, each moved by fractions of a pixel to where its centre of mass lies on the tap
     * (⌊h / 2⌋, ⌊w / 2⌋): half a pixel between them would smear what they agree on.
     *
     * @param estimates of one size, at least one
     */
    public static BlurKernel average(List<BlurKernel> estimates) {
        BlurKernel first = estimates.get(0);
        var sum = new double[first.values.length];
        for (BlurKernel estimate : estimates) {
            double[] centred = KernelPlace.centred(estimate.values, first.height, first.width);
            for (int i = 0; i < sum.length; i++) {
                sum[i] += centred[i];
            }
        }
        return of(sum, first.height, first.width).unremarked();
    }

    /** This kernel shifted by whole pixels, less than half of its size, to where its correlation with the other one is largest. */
    public BlurKernel alignedTo(BlurKernel other) {
        int[] best = KernelPlace.bestShift(values, other.values, height, width);
        return shifted(best[0], best[1]);
    }

    private BlurKernel shifted(int down, int right) {
        return of(KernelPlace.shifted(values, height, width, down, right), height, width)
                .unremarked();
    }

    /**
     * The same kernel among more taps, its middle in their middle.
     *
     * @param rows not fewer than it has, and {@code columns} likewise
     */
    public BlurKernel within(int rows, int columns) {
        var more = new double[rows * columns];
        int top = rows / 2 - height / 2;
        int left = columns / 2 - width / 2;
        for (int i = 0; i < height; i++) {
            System.arraycopy(values, i * width, more, (top + i) * columns + left, width);
        }
        return new BlurKernel(more, rows, columns, givenSum);
    }

    /**
     * The relative error ‖k − k*‖ / ‖k*‖ of this kernel k at its best whole shift, of any size; 0 is perfect, and a very broad kernel
     * has 1.
     *
     * @param truth k*
     */
    public double relativeError(BlurKernel truth) {
        int rows = Math.max(height, truth.height);
        int columns = Math.max(width, truth.width);
        BlurKernel wide = truth.within(rows, columns);
        double[] k = within(rows, columns).alignedTo(wide).values;
        double difference = 0;
        double norm = 0;
        for (int i = 0; i < k.length; i++) {
            difference += (k[i] - wide.values[i]) * (k[i] - wide.values[i]);
            norm += wide.values[i] * wide.values[i];
        }
        return Math.sqrt(difference / norm);
    }

    /** The kernel that blurs nothing. */
    public static BlurKernel delta(int height, int width) {
        var values = new double[height * width];
        values[height / 2 * width + width / 2] = 1;
        return of(values, height, width);
    }

    /** A note for the user where the weights did not sum to 1 and were divided by their sum. */
    public Optional<String> notice() {
        if (Math.abs(givenSum - 1) <= SUM_TOLERANCE) {
            return Optional.empty();
        }
        return Optional.of(String.format(
                Locale.ROOT, "blur kernel weights sum to %.6g; they were divided by their sum", givenSum));
    }

    /** The same kernel without a notice: it was drawn, not given. */
    BlurKernel unremarked() {
        return new BlurKernel(values, height, width, 1);
    }

    private static void requireSize(int size) {
        if (size < 1) {
            throw new IllegalArgumentException("blur kernel size must be at least 1, got " + size);
        }
    }

    @Override
    public String toString() {
        return "blur kernel " + height + " x " + width;
    }
}
