package dev.limpid.restoration;

import dev.limpid.io.Memory;
import dev.limpid.operator.Measurement;
import dev.limpid.operator.blur.Blur;
import dev.limpid.operator.blur.BlurKernel;
import dev.limpid.operator.blur.KernelBlur;
import dev.limpid.operator.blur.KernelEquations;
import dev.limpid.prior.DiffusionPrior;
import dev.limpid.solver.BlindPgdConfig;
import dev.limpid.solver.DmiloPgdBlindConfig;
import dev.limpid.solver.DmiloPgdConfig;
import dev.limpid.solver.MethodConfig;
import dev.limpid.tensor.Gradients;
import dev.limpid.tensor.Scope;
import dev.limpid.tensor.Tensor;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.function.DoubleSupplier;
import java.util.stream.DoubleStream;

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
    /** As weighs the prior in an image step, more or less. */
    private static final double WEIGHT = 1e-3;

    /** Seconds of an evaluation that is repeated. */
    private static final double SHORT = 1;

    /**
     * What a solve will take.
     *
     * @param evaluation of the prior, see {@link #evaluation}
     * @param x any images of the size to be restored
     */
    public static Estimate of(Evaluation evaluation, MethodConfig config, Measurement measurement, Tensor x) {
        long backward = config.backwardEvaluations();
        double seconds = evaluation.backward() * backward + evaluation.forward() * (config.evaluations() - backward);
        long dataSteps = dataSteps(config);
        if (dataSteps > 0) {
            dataStep(measurement, x);
            seconds += dataStep(measurement, x) * dataSteps;
        }
        if (config instanceof BlindPgdConfig pgd && measurement.a() instanceof Blur blur) {
            blindSteps(pgd, blur, measurement.y(), x);
            seconds += blindSteps(pgd, blur, measurement.y(), x);
        }
        return new Estimate(seconds, Memory.peak());
    }

    /** Seconds of all kernel fits and image steps, from one of each. */
    private static double blindSteps(BlindPgdConfig config, Blur blur, Tensor y, Tensor x) {
        BlurKernel kernel = blur.kernel();
        var a = KernelBlur.same(blur.border().boundary(), kernel.height(), (int) x.size(2), (int) x.size(3));
        try (var off = Gradients.off();
                var scope = Scope.open()) {
            Tensor images = x.expand(config.particles(), x.size(1), x.size(2), x.size(3))
                    .contiguous();
            long start = System.nanoTime();
            KernelEquations equations = a.equations(images, y);
            double formed = secondsSince(start);
            long product = System.nanoTime();
            equations.times(kernel.values());
            double fit = formed + config.fitIterations() * secondsSince(product);
            long step = System.nanoTime();
            blur.prox(images, y, WEIGHT, config.proxIterations()).sum().item();
            int kernelSteps = config.chains() * config.kernelSteps();
            return fit * kernelSteps + secondsSince(step) * (kernelSteps + config.imageSteps());
        }
    }

    private static long dataSteps(MethodConfig config) {
        if (config instanceof DmiloPgdConfig pgd) {
            return (long) pgd.dataSteps() * pgd.outerIterations();
        }
        return config instanceof DmiloPgdBlindConfig blind ? (long) blind.dataSteps() * blind.outerIterations() : 0;
    }

    /**
     * What one evaluation of one image takes.
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

    private static double dataStep(Measurement measurement, Tensor x) {
        long start = System.nanoTime();
        try (var scope = Scope.open()) {
            Tensor variable = x.variable();
            Tensor residual = measurement.known().apply(variable).sub(measurement.y());
            Gradients.of(residual.square().sum(), variable)[0].sum().item();
        }
        return secondsSince(start);
    }

    private static double secondsSince(long start) {
        return (System.nanoTime() - start) / 1e9;
    }
}
