package dev.limpid.solver;

/**
 * Parameters of {@link DmiloPgd}; the presets per task are in {@code restoration}.
 *
 * @param steps N, reverse steps of the generator
 * @param grid time grid of the steps: dmilo, dmplug, consistent, or the times themselves, such as 300-120
 * @param outerIterations E
 * @param innerIterations J, Adam steps per layer and outer iteration
 * @param latentRate Adam's rate for z
 * @param deviationRate Adam's rate for ν; 0: no deviation
 * @param deviationWeight λ, the weight of the mean of |ν|
 * @param latentWeight λ_z, the weight of the mean of z²
 * @param layers layers of the generator that are fitted, from the image side; 0: all; 1: the last-time-step variant
 * @param dataSteps gradient steps on the image per outer iteration
 * @param dataRate η, their step size; 0: for the squared norm, 1 / (2 ‖AᵀA‖) for a linear A, and for another A steps that find
 *     their own length (Barzilai and Borwein)
 * @param normalised whether a step descends ‖A(x) − y‖ instead of its square, as the authors do for blur
 * @param plainProjection whether the projection's target is the image itself instead of A of it: the contrast of the
 *     paper, not a recommendation
 */
public record DmiloPgdConfig(
        int steps,
        String grid,
        int outerIterations,
        int innerIterations,
        double latentRate,
        double deviationRate,
        double deviationWeight,
        double latentWeight,
        int layers,
        int dataSteps,
        double dataRate,
        boolean normalised,
        boolean plainProjection)
        implements SolverConfig, LayerFit {

    public DmiloPgdConfig {
        LayerFit.require(
                steps,
                grid,
                outerIterations,
                innerIterations,
                latentRate,
                deviationRate,
                deviationWeight,
                latentWeight,
                layers);
        Require.positive("dataSteps", dataSteps);
        Require.notNegative("dataRate", dataRate);
        Require.check(!normalised || dataRate > 0, "dataRate must be given for normalised data steps, got " + dataRate);
    }

    @Override
    public long backwardEvaluations() {
        return fittingEvaluations();
    }
}
