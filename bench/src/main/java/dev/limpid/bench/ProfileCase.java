package dev.limpid.bench;

import dev.limpid.tensor.Operations;
import dev.limpid.tensor.Tensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/** The iterations of a fit of one layer, with the time of every operation. */
final class ProfileCase {
    private final Map<Key, Sum> sums = new LinkedHashMap<>();
    private final Subject subject;
    private final int warmUp;
    private final int iterations;
    private int ended;
    private long start;
    private long end;

    ProfileCase(Subject subject, int warmUp, int iterations) {
        this.subject = subject;
        this.warmUp = warmUp;
        this.iterations = iterations;
    }

    private record Key(String name, List<List<Long>> shapes) {}

    private static final class Sum {
        private long calls;
        private long nanos;
        private double flop;
    }

    ProfileResult measure() {
        start = System.nanoTime();
        try (var hearing = Operations.listen(this::add)) {
            new FitCase(Fit.DMILO, subject, 1).solve(warmUp + iterations, inner -> ends());
        }
        var operations = new ArrayList<OperationTime>();
        sums.forEach((key, sum) -> operations.add(new OperationTime(
                key.name(),
                key.shapes(),
                (double) sum.calls / iterations,
                sum.nanos / 1e6 / iterations,
                sum.flop / iterations)));
        return new ProfileResult((end - start) / 1e6 / iterations, operations);
    }

    private void ends() {
        ended++;
        if (ended == warmUp) {
            start = System.nanoTime();
        } else if (ended == warmUp + iterations) {
            end = System.nanoTime();
        }
    }

    private void add(String name, Tensor result, Tensor[] operands, long nanos) {
        if (ended < warmUp || ended >= warmUp + iterations) {
            return;
        }
        List<long[]> shapes = Stream.of(operands).map(Tensor::shape).toList();
        var key = new Key(
                name,
                shapes.stream().map(one -> LongStream.of(one).boxed().toList()).toList());
        Sum sum = sums.computeIfAbsent(key, any -> new Sum());
        sum.calls++;
        sum.nanos += nanos;
        sum.flop += OperationTime.flop(name, result.shape(), shapes);
    }
}
