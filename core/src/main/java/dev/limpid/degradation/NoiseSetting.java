package dev.limpid.degradation;

import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A measurement's noise as users say it.
 *
 * @param sigma standard deviation in the units of a [0, 1] image, or null where it is to be estimated
 * @param lenient whether a picture whose noise cannot be estimated has that of the task
 */
public record NoiseSetting(@Nullable Double sigma, boolean lenient) {
    private static final String AUTO_NAME = "auto";
    private static final String LENIENT_NAME = "auto-or-default";

    /** To be estimated where it can be: where the user says nothing. */
    public static final NoiseSetting UNSAID = new NoiseSetting(null, true);

    /** To be estimated. */
    public static final NoiseSetting AUTO = new NoiseSetting(null, false);

    /** There is none. */
    public static final NoiseSetting NONE = new NoiseSetting(0.0);

    /** The option of every task. */
    public static final Option<NoiseSetting> NOISE = Option.of(
            "noise",
            "SIGMA|auto",
            NoiseSetting::parse,
            "Standard deviation of the noise where black is 0 and white is 1, or auto to estimate it from the"
                    + " measurement. Default: auto for denoising and deblurring of one's own pictures, 0 for inpainting them,"
                    + " else the task's.");

    /** A level, or null for an estimate. */
    public NoiseSetting(@Nullable Double sigma) {
        this(sigma, false);
    }

    public NoiseSetting {
        if (sigma != null && !(sigma >= 0 && sigma < 1)) {
            throw new IllegalArgumentException(
                    "the noise is auto or a number from 0 to below 1, the standard deviation where black is 0 and white 1,"
                            + " got " + sigma);
        }
    }

    static NoiseSetting parse(String text) {
        if (text.equals(AUTO_NAME)) {
            return new NoiseSetting(null);
        }
        if (text.equals(LENIENT_NAME)) {
            return UNSAID;
        }
        try {
            return new NoiseSetting(Double.parseDouble(text));
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(
                    "the noise is auto or a number from 0 to below 1, got '" + text + "'", e);
        }
    }

    /** Whether it is to be estimated from the measurement. */
    public boolean auto() {
        return sigma == null;
    }

    /** σ_y in the units of a [−1, 1] image; empty where it is to be estimated. */
    Optional<Double> level() {
        return Optional.ofNullable(sigma).map(s -> 2 * s);
    }

    /** Such as "sigma 0.02 of a [0, 1] image, 5.1 of 255, 0.04 of [-1, 1]", or "none". */
    public static String describe(double sigma) {
        if (sigma == 0) {
            return "none";
        }
        return String.format(
                Locale.ROOT,
                "sigma %.4g of a [0, 1] image, %.3g of 255, %.4g of [-1, 1]",
                sigma,
                255 * sigma,
                2 * sigma);
    }

    @Override
    public String toString() {
        return sigma != null ? sigma.toString() : lenient ? LENIENT_NAME : AUTO_NAME;
    }
}
