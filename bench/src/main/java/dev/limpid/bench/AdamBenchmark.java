package dev.limpid.bench;

import dev.limpid.optim.Adam;
import dev.limpid.tensor.Rng;
import dev.limpid.tensor.Scope;
import dev.limpid.tensor.Tensor;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
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

/** One step of Adam on DMILO's two variables, as they are and in one buffer. */
@State(org.openjdk.jmh.annotations.Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(1)
public class AdamBenchmark {
    private static final double RATE = 0.01;

    /** Side of the square images of three channels. */
    @Param({"64", "256"})
    public int side;

    /** Buffers that hold the two images. */
    @Param({"2", "1"})
    public int buffers;

    private @Nullable Scope scope;
    private @Nullable Adam adam;
    private Tensor[] gradients = {};

    /** Makes the variables; its thread is the one that measures, and closes the scope. */
    @Setup
    public void open() {
        scope = Scope.open();
        Rng rng = Rng.of(0);
        gradients = IntStream.range(0, buffers).mapToObj(i -> image(rng)).toArray(Tensor[]::new);
        adam = Adam.of(IntStream.range(0, buffers)
                .mapToObj(i -> Adam.group(image(rng).variable(), RATE))
                .toArray(Adam.Group[]::new));
    }

    private Tensor image(Rng rng) {
        return rng.normal(2 / buffers, 3, side, side);
    }

    @TearDown
    public void close() {
        Objects.requireNonNull(scope).close();
    }

    /** One step along gradients that stay the same. */
    @Benchmark
    public void step() {
        Objects.requireNonNull(adam).step(gradients);
    }
}
