package dev.limpid.solver;

import dev.limpid.prior.TimeGrid;
import java.util.Map;

/**
 * The inner problem that DMILO's family shares: fitting one layer g_i of a generator.
 *
 * @param steps N, reverse steps of the generator
 * @param grid time grid of the steps: dmilo, dmplug, consistent, respaced, or the times themselves, such as 300-120
 * @param outerIterations E
 * @param innerIterations J, Adam steps per layer and outer iteration
 * @param latentRate Adam's rate for z
 * @param deviationRate Adam's rate for ν; 0: no deviation
 * @param deviationWeight λ, the weight of the mean of |ν|
 * @param latentWeight λ_z, the weight of the mean of z²
 * @param layers layers of the generator that are fitted, from the image side; 0: all; 1: the last-time-step variant
 */
public record LayerFit(
        int steps,
        String grid,
        int outerIterations,
        int innerIterations,
        double latentRate,
        double deviationRate,
        double deviationWeight,
        double latentWeight,
        int layers) {
    /**
     * Short schedules by task [D]: they start at the classical estimate, whose structure is right, so that the noisiest steps
     * have nothing to add. At most 100 evaluations, chosen on four tune images; docs/experiments/brief-preset.md has the runs.
     */
    static final Map<String, LayerFit> BRIEF = Map.of(
            "inpainting", of(2, "300-120", 2, 23, 0.03),
            "super-resolution", of(1, "200", 3, 32, 0.014),
            "gaussian-deblur", of(1, "70", 2, 48, 0.02),
            "motion-deblur", of(1, "70", 2, 48, 0.02),
            "nonlinear-deblur", of(1, "70", 3, 32, 0.03),
            // y is an image already: more iterations fit its noise.
            "denoise", of(1, "150", 1, 5, 0.02));

    public LayerFit {
        Require.positive("steps", steps);
        TimeGrid.named(grid, steps);
        Require.positive("outerIterations", outerIterations);
        Require.positive("innerIterations", innerIterations);
        Require.positive("latentRate", latentRate);
        Require.notNegative("deviationRate", deviationRate);
        Require.notNegative("deviationWeight", deviationWeight);
        Require.notNegative("latentWeight", latentWeight);
        Require.check(layers >= 0 && layers <= steps, "layers must be between 0 and steps, got " + layers);
    }

    /** On the published grid of three steps [C, all tasks]. */
    static LayerFit published(int outer, int inner, double rate) {
        return of(3, "dmilo", outer, inner, rate);
    }

    /** With the published rate of ν, λ and λ_z [C, all tasks]. */
    private static LayerFit of(int steps, String grid, int outer, int inner, double rate) {
        return new LayerFit(steps, grid, outer, inner, rate, 1e-3, 0.1, 1e-4, 0);
    }

    /** The steps' times. */
    TimeGrid times() {
        return TimeGrid.named(grid, steps);
    }

    /** Layers that are fitted, of a generator of N steps. */
    int fitted(int n) {
        return layers == 0 ? n : layers;
    }

    /** Adam's steps are back-propagated; one evaluation fills each latent below z_N, and the layers are run after every outer iteration. */
    Cost cost(long gradients) {
        long n = fitted(steps);
        return new Cost(outerIterations * n + steps - 1, outerIterations * n * innerIterations, gradients, 0, 0);
    }
}
