package dev.limpid.priorcheck;

import dev.limpid.tensor.Tensor;
import java.util.Locale;

/**
 * The Gaussian denoiser that a prior is measured beside, never fitted to the pictures that it denoises: to those that the
 * prior was trained on, or, where these are not at hand, to the half of the measured pictures in which a picture is not.
 */
public final class WienerBaseline {
    private final int split;
    private final WienerPrior before;
    private final WienerPrior after;
    private final String fitted;

    private WienerBaseline(int split, WienerPrior before, WienerPrior after, String fitted) {
        this.split = split;
        this.before = before;
        this.after = after;
        this.fitted = fitted;
    }

    /**
     * Fitted to the other half each; its tensors belong to the scope that is open.
     *
     * @param measured at least two pictures
     */
    public static WienerBaseline ofHalves(PictureSet measured) {
        int n = measured.count();
        if (n < 2) {
            throw new IllegalArgumentException("two pictures are needed to measure a prior, got " + n);
        }
        WienerPrior first = WienerPrior.of(measured.pictures().narrow(0, 0, n / 2));
        WienerPrior second = WienerPrior.of(measured.pictures().narrow(0, n / 2, n - n / 2));
        return new WienerBaseline(n / 2, second, first, "the other half of these, " + (n - n / 2) + " pictures");
    }

    /** Fitted to pictures that the prior was trained on. */
    public static WienerBaseline of(PictureSet learned) {
        WienerPrior prior = WienerPrior.of(learned.pictures());
        return new WienerBaseline(0, prior, prior, learned.count() + " training pictures");
    }

    /** The first picture after {@code index} that is not denoised with the same fit. */
    int end(int index, int count) {
        return index < split ? split : count;
    }

    /** Denoises pictures of which the first is number {@code index}. */
    Tensor denoise(int index, Tensor y, double sigma) {
        return (index < split ? before : after).denoise(y, sigma);
    }

    /** To what it was fitted, and what few pictures made of it; one line. */
    public String description() {
        double smoothed = (before.smoothed() + after.smoothed()) / 2;
        return String.format(
                Locale.ROOT,
                "Wiener: fitted to %s; its spectrum is drawn by %.0f %% towards the mean over the directions.",
                fitted,
                100 * smoothed);
    }
}
