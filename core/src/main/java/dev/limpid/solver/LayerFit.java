package dev.limpid.solver;

import dev.limpid.prior.TimeGrid;

/** The parameters of the inner problem that DMILO and DMILO-PGD share: fitting one layer g_i. */
interface LayerFit {
    /** N, reverse steps of the generator. */
    int steps();

    /** E. */
    int outerIterations();

    /** J, Adam steps per layer and outer iteration. */
    int innerIterations();

    /** Adam's rate for z. */
    double latentRate();

    /** Adam's rate for ν; 0: no deviation. */
    double deviationRate();

    /** λ, the weight of the mean of |ν|. */
    double deviationWeight();

    /** λ_z, the weight of the mean of z². */
    double latentWeight();

    /** Layers of the generator that are fitted, from the image side; 0: all of them. */
    int layers();

    /** Layers that are fitted, of a generator of N steps. */
    default int fitted(int steps) {
        return layers() == 0 ? steps : layers();
    }

    /** Back-propagated evaluations of all fits. */
    default long fittingEvaluations() {
        return (long) outerIterations() * innerIterations() * fitted(steps());
    }

    /** Evaluations without gradients: one fills each latent below the seed, and the layers are run after every outer iteration. */
    default long runningEvaluations() {
        return (long) outerIterations() * fitted(steps()) + steps() - 1;
    }

    /** Checks what every solver with layers to fit is given; E is the number of its outer iterations. */
    static void require(
            int steps,
            String grid,
            int outerIterations,
            int innerIterations,
            double latentRate,
            double deviationRate,
            double deviationWeight,
            double latentWeight,
            int layers) {
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
}
