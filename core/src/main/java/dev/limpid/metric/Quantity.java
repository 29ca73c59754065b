package dev.limpid.metric;

import java.util.Locale;

/**
 * The name and the sense of a measured number, for files, tables and people.
 *
 * @param key its name in files: lower-case letters, digits, {@code -} and {@code _}
 * @param label its name for people, such as {@code PSNR}
 * @param unit such as {@code dB}; empty for a number without one
 * @param better which numbers are better results
 * @param digits decimals that are worth reading
 */
public record Quantity(String key, String label, String unit, Better better, int digits) {
    /** The end of the numbers where the better results are. */
    public enum Better {
        HIGHER,
        LOWER,
        /** A number that describes a result and does not rank it, such as a residual, which should be that of the noise. */
        NEITHER
    }

    public Quantity {
        if (!key.matches("[a-z0-9_-]+")) {
            throw new IllegalArgumentException(
                    "the key of a quantity has lower-case letters, digits, - and _, got '" + key + "'");
        }
        if (digits < 0 || digits > 9) {
            throw new IllegalArgumentException("digits must be between 0 and 9, got " + digits);
        }
    }

    public boolean higherIsBetter() {
        return better == Better.HIGHER;
    }

    /** The label with the unit, for the head of a column: {@code PSNR, dB}. */
    public String head() {
        return unit.isEmpty() ? label : label + ", " + unit;
    }

    /** A value with its digits: {@code 23.30}. */
    public String number(double value) {
        return number("", value);
    }

    /** The same with its sign where it is positive, too: {@code +0.30}. */
    public String signed(double value) {
        return number("+", value);
    }

    private String number(String sign, double value) {
        if (Double.isInfinite(value)) {
            return (value < 0 ? "-" : sign) + "∞";
        }
        return String.format(Locale.ROOT, "%" + sign + "." + digits + "f", value);
    }

    /** A value with its unit: {@code 23.30 dB}. */
    public String text(double value) {
        return unit.isEmpty() ? number(value) : number(value) + " " + unit;
    }
}
