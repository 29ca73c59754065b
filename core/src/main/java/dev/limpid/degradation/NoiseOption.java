package dev.limpid.degradation;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a measurement's noise.
 *
 * @param sigma standard deviation in the units of a [0, 1] image, or null where it is to be estimated
 */
public record NoiseOption(@Nullable Double sigma) {
    private static final String AUTO_NAME = "auto";

    public NoiseOption {
        if (sigma != null && !(sigma >= 0 && sigma < 1)) {
            throw new IllegalArgumentException(
                    "the noise is auto or a number from 0 to below 1, the standard deviation where black is 0 and white 1,"
                            + " got " + sigma);
        }
    }

    public static NoiseOption parse(String text) {
        if (text.equals(AUTO_NAME)) {
            return new NoiseOption(null);
        }
        try {
            return new NoiseOption(Double.parseDouble(text));
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(
                    "the noise is auto or a number from 0 to below 1, got '" + text + "'", e);
        }
    }

    public boolean auto() {
        return sigma == null;
    }

    /** Such as "σ = 0.02 (5.1 of 255; 0.04 of a [-1, 1] image)". */
    public static String describe(double sigma) {
        return String.format(
                Locale.ROOT,
                "sigma %.4g of a [0, 1] image, %.3g of 255, %.4g of [-1, 1]",
                sigma,
                255 * sigma,
                2 * sigma);
    }

    @Override
    public String toString() {
        return sigma == null ? AUTO_NAME : sigma.toString();
    }
}
