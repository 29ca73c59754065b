package dev.limpid.bench;

import dev.limpid.prior.Denoiser;
import dev.limpid.prior.DiffusionPrior;
import dev.limpid.tensor.Gradients;
import dev.limpid.tensor.Rng;
import dev.limpid.tensor.Scope;
import dev.limpid.tensor.Tensor;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** One evaluation of the network alone: ε̂, and ε̂ with its gradient at the image. */
@State(org.openjdk.jmh.annotations.Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(1)
public class UNetBenchmark {
    private static final double TIME = 500;

    /** Name of the network in the catalogue. */
    @Param("cats64")
    public String prior = "";

    private @Nullable Scope scope;
    private @Nullable Tensor x;
    private @Nullable Denoiser denoiser;

    /** Makes the network; its thread is the one that measures, and closes the scope. */
    @Setup
    public void open() {
        scope = Scope.open();
        DiffusionPrior network = Subject.of(prior).prior();
        denoiser = network.denoiser();
        x = Rng.of(0).normal(1, network.channels(), network.imageSize(), network.imageSize());
    }

    @TearDown
    public void close() {
        Objects.requireNonNull(scope).close();
    }

    /** ε̂ without gradients. */
    @Benchmark
    public double epsilon() {
        try (var off = Gradients.off();
                var step = Scope.open()) {
            return first(evaluate(Objects.requireNonNull(x)));
        }
    }

    /** ε̂, and its vector-Jacobian product. */
    @Benchmark
    public double epsilonAndGradient() {
        try (var step = Scope.open()) {
            Tensor variable = Objects.requireNonNull(x).variable();
            Tensor epsilon = evaluate(variable);
            return first(Gradients.vjp(epsilon, epsilon.detach(), variable)[0]);
        }
    }

    private Tensor evaluate(Tensor image) {
        return Objects.requireNonNull(denoiser).epsilon(image, TIME);
    }

    private static double first(Tensor values) {
        return values.detach().narrow(3, 0, 1).narrow(2, 0, 1).narrow(1, 0, 1).item();
    }
}
