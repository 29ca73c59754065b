package dev.limpid.training;

import dev.limpid.prior.NoiseSchedule;

/**
 * The weight of a time in the loss: min(snr, γ) / snr with snr = ᾱ / (1 − ᾱ), so that no noise level dominates. γ = 0
 * weighs all times alike.
 *
 * <p>Source: Hang et al., "Efficient diffusion training via min-SNR weighting strategy", ICCV 2023, §3.3, for networks that
 * predict the noise.
 *
 * @param gamma γ
 */
public record MinSnr(double gamma) {
    public MinSnr {
        if (!(gamma >= 0) || Double.isInfinite(gamma)) {
            throw new IllegalArgumentException("min-SNR takes a gamma of 0 (off) or more, got " + gamma);
        }
    }

    /** The weight of time t. */
    public double weight(NoiseSchedule schedule, int t) {
        if (gamma == 0) {
            return 1;
        }
        double snr = schedule.alphaBar(t) / (1 - schedule.alphaBar(t));
        return Math.min(snr, gamma) / snr;
    }
}
