package dev.limpid.experiment;

import dev.limpid.io.Memory;
import dev.limpid.operator.Measurement;
import dev.limpid.prior.DiffusionPrior;
import dev.limpid.solver.DmiloPgdConfig;
import dev.limpid.solver.SolverConfig;
import dev.limpid.tensor.Gradients;
import dev.limpid.tensor.Scope;
import dev.limpid.tensor.Tensor;
import java.util.Arrays;
import java.util.Locale;
import java.util.OptionalLong;

/**
 * What a solve will take on this machine, from one evaluation that is timed before it.
 *
 * @param seconds of wall time for one image, or one batch
 * @param peakMemory bytes of the process, empty where the system does not tell
 */
public record Estimate(double seconds, OptionalLong peakMemory) {
    /** A time in the middle of the schedule; the cost does not depend on it. */
    private static final double TIME = 500;

    private static final int REPETITIONS = 3;
    /** Seconds of an evaluation that is repeated. */
    private static final double SHORT = 1;

    /**
     * What a solve will take.
     *
     * @param evaluation seconds of one evaluation, see {@link #evaluation}
     * @param x any images of the size to be restored
     */
    public static Estimate of(double evaluation, SolverConfig config, Measurement measurement, Tensor x) {
        double seconds = evaluation * config.backwardEvaluations();
        if (config instanceof DmiloPgdConfig pgd) {
            dataStep(measurement, x);
            seconds += dataStep(measurement, x) * pgd.dataSteps() * pgd.outerIterations();
        }
        return new Estimate(seconds, Memory.peak());
    }

    /** Seconds of one evaluation with its back-propagation: the median of some, after one that prepares kernels and memory. */
    public static double evaluation(DiffusionPrior prior, Tensor x) {
        double first = timed(prior, x);
        int repetitions = first < SHORT ? REPETITIONS : 1;
        double[] seconds = new double[repetitions];
        for (int i = 0; i < repetitions; i++) {
            seconds[i] = timed(prior, x);
        }
        Arrays.sort(seconds);
        return seconds[repetitions / 2];
    }

    /** Of this one and another after it. */
    public Estimate plus(Estimate next) {
        return new Estimate(seconds + next.seconds, peakMemory.isPresent() ? peakMemory : next.peakMemory);
    }

    /** Such as "12 min, about 1.4 GB of memory". */
    public String describe() {
        return duration(seconds)
                + (peakMemory.isPresent()
                        ? String.format(Locale.ROOT, ", about %.1f GB of memory", peakMemory.getAsLong() / 1e9)
                        : "");
    }

    /** Such as "45 s", "12 min" or "3.5 h". */
    public static String duration(double seconds) {
        if (seconds < 100) {
            return String.format(Locale.ROOT, "%.0f s", Math.max(1, seconds));
        }
        return seconds < 6000
                ? String.format(Locale.ROOT, "%.0f min", seconds / 60)
                : String.format(Locale.ROOT, "%.1f h", seconds / 3600);
    }

    private static double timed(DiffusionPrior prior, Tensor x) {
        long start = System.nanoTime();
        try (var scope = Scope.open()) {
            Tensor variable = x.variable();
            Tensor epsilon = prior.denoiser().epsilon(variable, TIME);
            Gradients.vjp(epsilon, epsilon.detach(), variable)[0].sum().item();
        }
        return (System.nanoTime() - start) / 1e9;
    }

    private static double dataStep(Measurement measurement, Tensor x) {
        long start = System.nanoTime();
        try (var scope = Scope.open()) {
            Tensor variable = x.variable();
            Tensor residual = measurement.a().apply(variable).sub(measurement.y());
            Gradients.of(residual.square().sum(), variable)[0].sum().item();
        }
        return (System.nanoTime() - start) / 1e9;
    }
}
