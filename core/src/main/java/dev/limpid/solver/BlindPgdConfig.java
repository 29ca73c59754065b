package dev.limpid.solver;

/**
 * Parameters of {@link BlindPgd}; the presets are in {@code restoration}.
 *
 * @param chains independent searches for the kernel, whose results are averaged
 * @param particles P, images that are sought at once with one kernel, from different noise
 * @param kernelTime t of the first step that looks for the kernel
 * @param kernelSteps steps that look for the kernel, at equal distances down to t = 0
 * @param frozenSteps the first of these, which leave the kernel as it began
 * @param kernelWeight λ of the prior's estimate against the measurement while the kernel is sought
 * @param imageTime t of the first step with the final kernel
 * @param imageSteps steps with the final kernel
 * @param imageWeight λ in these steps
 * @param startDeviation standard deviation of the Gaussian kernel that begins, as a share of the kernel's size
 * @param compactness weight of a kernel's squared distances from its centre
 * @param islandShare taps below this share of the largest one are cut from a kernel, and what they separate
 * @param sharpShare where the largest tap of the kernels found has this weight or more on average, there is no blur
 * @param fitIterations FISTA steps of a kernel fit
 * @param proxIterations conjugate gradient steps of an image step
 */
public record BlindPgdConfig(
        int chains,
        int particles,
        int kernelTime,
        int kernelSteps,
        int frozenSteps,
        double kernelWeight,
        int imageTime,
        int imageSteps,
        double imageWeight,
        double startDeviation,
        double compactness,
        double islandShare,
        double sharpShare,
        int fitIterations,
        int proxIterations)
        implements BlindConfig {

    private static final int LAST_TIME = 999;

    public BlindPgdConfig {
        Require.positive("chains", chains);
        Require.positive("particles", particles);
        requireTimes("kernel", kernelTime, kernelSteps);
        requireTimes("image", imageTime, imageSteps);
        Require.check(
                frozenSteps >= 0 && frozenSteps < kernelSteps,
                "frozenSteps must be from 0 to less than kernelSteps, got " + frozenSteps);
        Require.positive("kernelWeight", kernelWeight);
        Require.positive("imageWeight", imageWeight);
        Require.positive("startDeviation", startDeviation);
        Require.notNegative("compactness", compactness);
        Require.check(islandShare >= 0 && islandShare < 1, "islandShare must be in [0, 1), got " + islandShare);
        Require.check(sharpShare > 0 && sharpShare <= 1, "sharpShare must be in (0, 1], got " + sharpShare);
        Require.positive("fitIterations", fitIterations);
        Require.positive("proxIterations", proxIterations);
    }

    private static void requireTimes(String stage, int time, int steps) {
        Require.positive(stage + "Steps", steps);
        Require.check(
                time >= steps && time <= LAST_TIME,
                stage + "Time must be from " + stage + "Steps (" + steps + ") to " + LAST_TIME + ", got " + time);
    }

    @Override
    public long backwardEvaluations() {
        return 0;
    }

    @Override
    public long forwardEvaluations() {
        return (long) particles * (chains * kernelSteps + imageSteps);
    }
}
