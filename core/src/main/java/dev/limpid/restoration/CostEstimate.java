package dev.limpid.restoration;

import dev.limpid.io.Memory;
import dev.limpid.operator.Measurement;
import dev.limpid.operator.Proximable;
import dev.limpid.operator.blur.Blur;
import dev.limpid.operator.blur.BlurKernel;
import dev.limpid.operator.blur.KernelBlur;
import dev.limpid.operator.blur.KernelEquations;
import dev.limpid.prior.DiffusionPrior;
import dev.limpid.solver.Cost;
import dev.limpid.tensor.Gradients;
import dev.limpid.tensor.Scope;
import dev.limpid.tensor.Tensor;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.function.DoubleSupplier;
import java.util.stream.DoubleStream;

/**
 * The time and memory of a solve on this machine, estimated from one evaluation that is timed before it.
 *
 * @param seconds of wall time for one image, or one batch
 * @param peakMemory bytes of the process, empty where the system does not tell
 */
public record CostEstimate(double seconds, OptionalLong peakMemory) {
    /** A time in the middle of the schedule; the cost does not depend on it. */
    private static final double TIME = 500;

    private static final int REPETITIONS = 3;
    /** As weighs the prior in an image step, more or less. */
    private static final double WEIGHT = 1e-3;

    /** Conjugate gradient steps in double precision that take as long as an inexact proximal step, more or less: thirty in single. */
    private static final int PROX_ITERATIONS = 18;

    /** Seconds of an evaluation that is repeated. */
    private static final double SHORT = 1;

    /** Steps of a kernel fit, more or less. */
    private static final int FIT_ITERATIONS = 100;

    /**
     * Estimates a solve from one of each of its parts.
     *
     * @param evaluation of the prior, see {@link #evaluation}
     * @param measurement such as will be restored; its values do not matter
     * @param x any images of the size to be restored
     */
    public static CostEstimate of(Evaluation evaluation, Cost cost, Measurement measurement, Tensor x) {
        double seconds = evaluation.backward() * cost.backward() + evaluation.forward() * cost.forward();
        if (cost.gradients() > 0) {
            seconds += cost.gradients() * timed(() -> gradient(measurement, x));
        }
        if (cost.proxes() > 0 && measurement.a() instanceof Proximable a) {
            seconds += cost.proxes() * timed(() -> prox(a, measurement.y(), x));
        }
        if (cost.kernelFits() > 0 && measurement.a() instanceof Blur blur) {
            seconds += cost.kernelFits() * timed(() -> kernelFit(blur, measurement.y(), x));
        }
        return new CostEstimate(seconds, Memory.peak());
    }

    /** Seconds of a second run: the first prepares kernels and memory. */
    private static double timed(Runnable part) {
        part.run();
        long start = System.nanoTime();
        part.run();
        return secondsSince(start);
    }

    private static void gradient(Measurement measurement, Tensor x) {
        try (var scope = Scope.open()) {
            Tensor variable = x.variable();
            Tensor residual = measurement.known().apply(variable).sub(measurement.y());
            Gradients.of(residual.square().sum(), variable)[0].sum().item();
        }
    }

    private static void prox(Proximable a, Tensor y, Tensor x) {
        try (var off = Gradients.off();
                var scope = Scope.open()) {
            (a instanceof Blur blur ? blur.prox(x, y, WEIGHT, PROX_ITERATIONS) : a.prox(x, y, WEIGHT))
                    .sum()
                    .item();
        }
    }

    private static void kernelFit(Blur blur, Tensor y, Tensor x) {
        BlurKernel kernel = blur.kernel();
        var a = KernelBlur.same(blur.border().boundary(), kernel.height(), (int) x.size(2), (int) x.size(3));
        try (var off = Gradients.off();
                var scope = Scope.open()) {
            KernelEquations equations = a.equations(x, y);
            for (int i = 0; i < FIT_ITERATIONS; i++) {
                equations.times(kernel.values());
            }
        }
    }

    /**
     * The time of one evaluation of one image.
     *
     * @param forward seconds without its back-propagation
     * @param backward seconds with it
     */
    public record Evaluation(double forward, double backward) {}

    /** Medians of some evaluations, after one that prepares kernels and memory. */
    public static Evaluation evaluation(DiffusionPrior prior, Tensor x) {
        int repetitions = backward(prior, x) < SHORT ? REPETITIONS : 1;
        return new Evaluation(
                median(repetitions, () -> forward(prior, x)), median(repetitions, () -> backward(prior, x)));
    }

    private static double median(int repetitions, DoubleSupplier timed) {
        double[] seconds =
                DoubleStream.generate(timed).limit(repetitions).sorted().toArray();
        return seconds[repetitions / 2];
    }

    /** The estimate of this one and another after it. */
    public CostEstimate plus(CostEstimate next) {
        return new CostEstimate(seconds + next.seconds, peakMemory.isPresent() ? peakMemory : next.peakMemory);
    }

    /** The estimate of a solve that takes so many times as long. */
    public CostEstimate times(double factor) {
        return new CostEstimate(factor * seconds, peakMemory);
    }

    /** The estimate of a solve that is known to hold at least so many bytes. */
    public CostEstimate withMemory(long bytes) {
        return new CostEstimate(
                seconds,
                peakMemory.isPresent() ? OptionalLong.of(Math.max(bytes, peakMemory.getAsLong())) : peakMemory);
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

    private static double forward(DiffusionPrior prior, Tensor x) {
        long start = System.nanoTime();
        try (var off = Gradients.off();
                var scope = Scope.open()) {
            prior.denoiser().epsilon(x, TIME).sum().item();
        }
        return secondsSince(start);
    }

    private static double backward(DiffusionPrior prior, Tensor x) {
        long start = System.nanoTime();
        try (var scope = Scope.open()) {
            Tensor variable = x.variable();
            Tensor epsilon = prior.denoiser().epsilon(variable, TIME);
            Gradients.vjp(epsilon, epsilon.detach(), variable)[0].sum().item();
        }
        return secondsSince(start);
    }

    private static double secondsSince(long start) {
        return (System.nanoTime() - start) / 1e9;
    }
}
