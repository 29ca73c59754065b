package dev.limpid.experiment;

import dev.limpid.io.PeakMemory;
import dev.limpid.operator.Measurement;
import dev.limpid.prior.DiffusionPrior;
import dev.limpid.solver.DmiloPgdConfig;
import dev.limpid.solver.SolverConfig;
import dev.limpid.tensor.Gradients;
import dev.limpid.tensor.Scope;
import dev.limpid.tensor.Tensor;
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

    /**
     * Times one evaluation and one data-consistency step.
     *
     * @param x any images of the size to be restored
     */
    public static Estimate of(DiffusionPrior prior, SolverConfig config, Measurement measurement, Tensor x) {
        evaluation(prior, x); // the first one also prepares kernels and memory
        double evaluation = evaluation(prior, x);
        double seconds = evaluation * config.backwardEvaluations();
        if (config instanceof DmiloPgdConfig pgd) {
            seconds += dataStep(measurement, x) * pgd.dataSteps() * pgd.outerIterations();
        }
        return new Estimate(seconds, PeakMemory.bytes());
    }

    private static double evaluation(DiffusionPrior prior, Tensor x) {
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
