package dev.limpid.solver;

import dev.limpid.prior.NoiseSchedule;
import java.util.Arrays;
import java.util.function.DoubleFunction;

/** Samplers of {@link Rows} whose step is affine in x_t: a mean and a variance in every row follow from the formulas. */
final class AffineRows {
    private static final NoiseSchedule SCHEDULE = NoiseSchedule.linear();

    private AffineRows() {}

    /** A number that is affine in x_t. */
    record Affine(double slope, double offset) {
        static final Affine X_T = new Affine(1, 0);

        static Affine constant(double value) {
            return new Affine(0, value);
        }

        Affine times(double factor) {
            return new Affine(factor * slope, factor * offset);
        }

        Affine plus(Affine other) {
            return new Affine(slope + other.slope, offset + other.offset);
        }

        Affine minus(Affine other) {
            return plus(other.times(-1));
        }
    }

    /** Mean and variance of a row. */
    record Moments(double mean, double variance) {
        /** Those of a first image that is noise. */
        static final Moments STANDARD = new Moments(0, 1);

        /** Those of a value that is affine in one with these, with fresh noise of that standard deviation. */
        Moments after(Affine value, double fresh) {
            return new Moments(
                    value.slope() * mean + value.offset(), value.slope() * value.slope() * variance + fresh * fresh);
        }
    }

    static double alpha(int t) {
        return SCHEDULE.alpha(t);
    }

    static double sigma(int t) {
        return SCHEDULE.sigma(t);
    }

    static double alphaBar(int t) {
        return SCHEDULE.alphaBar(t);
    }

    /** c_1 of a DDIM step. */
    static double fresh(int t, int s, double eta) {
        return eta * Math.sqrt(SCHEDULE.variance(t, s));
    }

    /** c_2. */
    static double kept(int t, int s, double eta) {
        return Math.sqrt(1 - alphaBar(s) - Math.pow(fresh(t, s, eta), 2));
    }

    /** ∂x̂_0 / ∂x_t. */
    static double weight(int t) {
        double a = alpha(t);
        return a * Rows.VARIANCE / (a * a * Rows.VARIANCE + sigma(t) * sigma(t));
    }

    static Affine x0Hat(int t) {
        return new Affine(weight(t), (1 - weight(t) * alpha(t)) * Rows.MEAN);
    }

    static Affine epsilon(int t) {
        return Affine.X_T.minus(x0Hat(t).times(alpha(t))).times(1 / sigma(t));
    }

    /** The values of the row that is measured with that singular value. */
    static double[] row(double[] x, double s) {
        return Rows.of(x, number(s));
    }

    /** The posterior's mean there. */
    static double posterior(double s) {
        return Rows.posteriorMean(number(s));
    }

    private static int number(double s) {
        return Arrays.binarySearch(Rows.SINGULAR, s);
    }

    /** Every row has the moments of its singular value, as far as that many samples tell. */
    static void requireMoments(double[] x, DoubleFunction<Moments> expected) {
        for (double s : Rows.SINGULAR) {
            Moments moments = expected.apply(s);
            Rows.requireMoments(row(x, s), moments.mean(), moments.variance(), "where s = " + s);
        }
    }
}
