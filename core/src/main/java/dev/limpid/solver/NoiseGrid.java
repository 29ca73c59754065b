package dev.limpid.solver;

import dev.limpid.prior.DiffusionPrior;

/**
 * Falling noise levels, σ in the units of a [−1, 1] image.
 *
 * <p>Source: Karras et al., "Elucidating the design space of diffusion-based generative models", NeurIPS 2022, Eq. 5.
 */
final class NoiseGrid {
    private static final double RHO = 7;

    private NoiseGrid() {}

    /**
     * Levels at equal distances in σ^(1/7), which are densest near the end.
     *
     * @param largest σ of the first level
     * @param smallest σ of the last one, at most {@code largest}
     * @param levels how many, at least 2
     */
    static double[] edm(double largest, double smallest, int levels) {
        double from = Math.pow(largest, 1 / RHO);
        double to = Math.pow(Math.min(smallest, largest), 1 / RHO);
        var sigmas = new double[levels];
        for (int i = 0; i < levels; i++) {
            sigmas[i] = Math.pow(from + (to - from) * i / (levels - 1), RHO);
        }
        return sigmas;
    }

    /** The same, from no more noise than a prior was trained for. */
    static double[] edm(DiffusionPrior prior, double largest, double smallest, int levels) {
        return edm(Math.min(largest, prior.largestSigma()), smallest, levels);
    }

    /** Refuses levels that do not fall. */
    static void require(double sigmaMax, double sigmaMin) {
        Require.positive("sigmaMax", sigmaMax);
        Require.check(
                sigmaMin > 0 && sigmaMin < sigmaMax,
                "sigmaMin must be positive and less than sigmaMax (" + sigmaMax + "), got " + sigmaMin);
    }
}
