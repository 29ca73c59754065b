package dev.limpid.io;

/**
 * Which stored values are black and white: {@code min} becomes −1 and {@code max} becomes 1.
 *
 * @param min a finite number below max, so far that single samples between them can be told apart in float64
 */
public record ValueRange(double min, double max) {
    public ValueRange {
        if (!(min < max) || Double.isInfinite(max - min)) {
            throw new IllegalArgumentException(
                    "a range is min:max, finite numbers with min below max; got " + number(min) + ":" + number(max));
        }
        if (max - min < Double.MIN_NORMAL) {
            throw new IllegalArgumentException("a range is min:max, at least " + Double.MIN_NORMAL + " apart; got "
                    + number(min) + ":" + number(max));
        }
    }

    /** The value in [−1, 1] units of a stored one; beyond them where that lies outside the range. */
    float toUnit(double stored) {
        return (float) (2 * (stored - min) / (max - min) - 1);
    }

    /** The inverse of {@link #toUnit}. */
    double fromUnit(double unit) {
        return min + (max - min) * ((unit + 1) / 2);
    }

    boolean contains(double stored) {
        return stored >= min && stored <= max;
    }

    /** Such as {@code 0:4095}. */
    @Override
    public String toString() {
        return number(min) + ":" + number(max);
    }

    static String number(double value) {
        return value == Math.rint(value) && Math.abs(value) < 1e15
                ? Long.toString((long) value)
                : Double.toString(value);
    }
}
