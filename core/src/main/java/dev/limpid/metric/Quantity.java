package dev.limpid.metric;

import java.util.Locale;

/**
 * The name and the sense of a measured number, for files, tables and people.
 *
 * @param key its name in files: lower-case letters, digits, {@code -} and {@code _}
 * @param label its name for people, such as {@code PSNR}
 * @param unit such as {@code dB}; empty for a number without one
 * @param higherIsBetter whether a larger number is a better result
 * @param digits decimals that are worth reading
 */
public record Quantity(String key, String label, String unit, boolean higherIsBetter, int digits) {
    public Quantity {
        if (!key.matches("[a-z0-9_-]+")) {
            throw new IllegalArgumentException(
                    "the key of a quantity has lower-case letters, digits, - and _, got '" + key + "'");
        }
        if (digits < 0 || digits > 9) {
            throw new IllegalArgumentException("digits must be between 0 and 9, got " + digits);
        }
    }

    /** The label with the unit, for the head of a column: {@code PSNR, dB}. */
    public String head() {
        return unit.isEmpty() ? label : label + ", " + unit;
    }

    /** A value with its unit: {@code 23.30 dB}. */
    public String text(double value) {
        String number = String.format(Locale.ROOT, "%." + digits + "f", value);
        return unit.isEmpty() ? number : number + " " + unit;
    }
}
