package dev.limpid.solver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.limpid.operator.Measurement;
import dev.limpid.prior.DiffusionPrior;
import dev.limpid.prior.GaussianPrior;
import dev.limpid.tensor.DType;
import dev.limpid.tensor.Device;
import dev.limpid.tensor.Rng;
import dev.limpid.tensor.Tensor;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * Images of independent Gaussian pixels with mean {@link #MEAN} and variance {@link #VARIANCE}, A(x) = s x with one s for each row, and y
 * = s {@link #X}: whatever is affine is a recursion of numbers, and the posterior is known.
 */
final class Rows {
    static final double MEAN = 0.1;
    static final double VARIANCE = 0.04;
    static final double SIGMA_Y = 0.1;
    static final double X = 0.4;
    /** s of each row. */
    static final double[] SINGULAR = {0, 0.2, 0.5, 1};

    static final int SIDE = SINGULAR.length;

    private Rows() {}

    static DiffusionPrior prior() {
        var variances = new double[SIDE * SIDE];
        Arrays.fill(variances, VARIANCE);
        return GaussianPrior.independent(Tensor.full(MEAN, 1, 1, SIDE, SIDE), variances)
                .prior();
    }

    static Measurement measurement(int images) {
        return measurement(images, SIGMA_Y);
    }

    /** The same, said to have another noise. */
    static Measurement measurement(int images, double noiseLevel) {
        var s = new double[SIDE * SIDE];
        Arrays.setAll(s, i -> SINGULAR[i / SIDE]);
        var a = new Diagonal(Tensor.of(s, 1, 1, SIDE, SIDE).to(DType.FLOAT32));
        return new Measurement(a.apply(Tensor.full(X, images, 1, SIDE, SIDE)), a, noiseLevel);
    }

    static Observers run(int images) {
        return Observers.with(Draws.of(Rng.of(5), 0, Device.CPU, images, 1, SIDE, SIDE));
    }

    /** μ + (x − μ) v / (v + σ²). */
    static double denoised(double x, double sigma) {
        return MEAN + (x - MEAN) * VARIANCE / (VARIANCE + sigma * sigma);
    }

    /** The posterior of a pixel in that row has this mean. */
    static double posteriorMean(int row) {
        double s = SINGULAR[row];
        return MEAN + (X - MEAN) * VARIANCE * s * s / (VARIANCE * s * s + SIGMA_Y * SIGMA_Y);
    }

    static double posteriorDeviation(int row) {
        double s = SINGULAR[row];
        return Math.sqrt(VARIANCE * SIGMA_Y * SIGMA_Y / (VARIANCE * s * s + SIGMA_Y * SIGMA_Y));
    }

    /** The values of a row in all images. */
    static double[] of(double[] x, int row) {
        return IntStream.range(0, x.length)
                .filter(i -> i / SIDE % SIDE == row)
                .mapToDouble(i -> x[i])
                .toArray();
    }

    static double mean(double[] values) {
        return Arrays.stream(values).average().orElseThrow();
    }

    static double deviation(double[] values) {
        double m = mean(values);
        double squares = Arrays.stream(values).map(v -> (v - m) * (v - m)).sum();
        return Math.sqrt(squares / (values.length - 1));
    }

    /** Within four standard errors. */
    static void requireMoments(double[] values, double mean, double variance, String what) {
        int n = values.length;
        assertThat(mean(values)).as("mean " + what).isCloseTo(mean, within(4 * Math.sqrt(variance / n) + 1e-5));
        assertThat(Math.pow(deviation(values), 2))
                .as("variance " + what)
                .isCloseTo(variance, within(4 * variance * Math.sqrt(2.0 / n) + 1e-8));
    }
}
