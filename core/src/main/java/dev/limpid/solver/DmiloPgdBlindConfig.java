package dev.limpid.solver;

/**
 * Parameters of {@link DmiloPgdBlind}; the presets are in {@code restoration}.
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
 * @param dataSteps joint gradient steps on the image and the unknowns per outer iteration
 * @param dataRate η, their step size in the image, along the gradient of ‖A(x, θ) − y‖
 * @param kernelRate Adam's rate for the logits κ of a kernel
 * @param tiltRate Adam's rate for tilts, in pixels
 */
public record DmiloPgdBlindConfig(
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
        double kernelRate,
        double tiltRate)
        implements BlindConfig, LayerFit, BlindRates {

    public DmiloPgdBlindConfig {
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
        Require.positive("dataRate", dataRate);
        Require.notNegative("kernelRate", kernelRate);
        Require.notNegative("tiltRate", tiltRate);
    }

    @Override
    public long backwardEvaluations() {
        return fittingEvaluations();
    }

    @Override
    public long forwardEvaluations() {
        return runningEvaluations();
    }
}
