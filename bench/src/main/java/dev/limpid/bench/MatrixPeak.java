package dev.limpid.bench;

import dev.limpid.tensor.Gradients;
import dev.limpid.tensor.Rng;
import dev.limpid.tensor.Scope;
import dev.limpid.tensor.Tensor;
import java.util.Collections;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * How fast the machine multiplies large float32 matrices: the yardstick for the speed of the hot loop.
 *
 * <p>A product takes one thread here (the threads of the matrix library are off, because they wait spinning), so that as
 * many products run at once as there are threads.
 */
final class MatrixPeak {
    private static final int SIDE = 1536;
    private static final int PRODUCTS = 4;
    private static final int ROUNDS = 8;

    private MatrixPeak() {}

    /** GFLOP/s of {@code threads} threads together, the best of some rounds; a multiply-add is two operations. */
    static double gigaflops(int threads) throws InterruptedException {
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try (var scope = Scope.open()) {
            Tensor a = Rng.of(0).normal(SIDE, SIDE);
            Tensor b = Rng.of(1).normal(SIDE, SIDE);
            var tasks = Collections.nCopies(threads, (Callable<Double>) () -> multiply(a, b));
            double flops = 2.0 * SIDE * SIDE * SIDE * PRODUCTS * threads;
            double best = 0;
            for (int round = 0; round < ROUNDS; round++) {
                long start = System.nanoTime();
                for (Future<Double> task : pool.invokeAll(tasks)) {
                    task.get();
                }
                best = Math.max(best, flops / (System.nanoTime() - start));
            }
            return best;
        } catch (ExecutionException e) {
            throw new IllegalStateException("matrix product failed: " + e.getMessage(), e);
        } finally {
            pool.shutdown();
        }
    }

    /** The result is asked for, so that nothing may leave the products out. */
    private static double multiply(Tensor a, Tensor b) {
        double last = 0;
        for (int i = 0; i < PRODUCTS; i++) {
            try (var off = Gradients.off();
                    var scope = Scope.open()) {
                last = a.matmul(b).narrow(0, 0, 1).narrow(1, 0, 1).sum().item();
            }
        }
        return last;
    }
}
