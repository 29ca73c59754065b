package dev.limpid.experiment;

import java.util.Arrays;

/**
 * The differences b − a of numbers that were measured on the same cases.
 *
 * @param count number of cases
 * @param meanA mean of a's numbers
 * @param meanB mean of b's numbers
 * @param mean of b − a
 * @param half half the width of the 95 % interval of the mean of b − a, by Student's distribution; NaN for one case
 */
public record PairedDifference(int count, double meanA, double meanB, double mean, double half) {
    /** The 0.975 quantiles of Student's distribution with 1, 2, … 30 degrees of freedom. */
    private static final double[] STUDENT = {
        12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228, 2.201, 2.179, 2.160, 2.145, 2.131, 2.120,
        2.110, 2.101, 2.093, 2.086, 2.080, 2.074, 2.069, 2.064, 2.060, 2.056, 2.052, 2.048, 2.045, 2.042
    };

    private static final double NORMAL = 1.960;

    /**
     * Compares numbers of the same cases in the same order.
     *
     * @throws IllegalArgumentException if there are none, or not as many of each
     */
    public static PairedDifference of(double[] a, double[] b) {
        if (a.length != b.length || a.length == 0) {
            throw new IllegalArgumentException(
                    "pairs need as many numbers of each, got " + a.length + " and " + b.length);
        }
        int n = a.length;
        double mean = 0;
        for (int i = 0; i < n; i++) {
            mean += (b[i] - a[i]) / n;
        }
        double squares = 0;
        for (int i = 0; i < n; i++) {
            squares += (b[i] - a[i] - mean) * (b[i] - a[i] - mean);
        }
        double half = n == 1 ? Double.NaN : quantile(n - 1) * Math.sqrt(squares / (n - 1) / n);
        return new PairedDifference(
                n,
                Arrays.stream(a).average().orElseThrow(),
                Arrays.stream(b).average().orElseThrow(),
                mean,
                half);
    }

    private static double quantile(int freedom) {
        // Beyond the table: the first term of the expansion in 1 / freedom.
        return freedom <= STUDENT.length ? STUDENT[freedom - 1] : NORMAL + 2.372 / freedom;
    }

    /** 1 if the whole interval lies above 0, −1 if it lies below, and 0 if it holds 0 or there is none. */
    public int sign() {
        return Math.abs(mean) > half ? (int) Math.signum(mean) : 0;
    }
}
