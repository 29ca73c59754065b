package dev.limpid.bench;

import dev.limpid.tensor.Functional;
import dev.limpid.tensor.Gradients;
import dev.limpid.tensor.Rng;
import dev.limpid.tensor.Scope;
import dev.limpid.tensor.Tensor;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Supplier;

/**
 * How fast the machine multiplies large float32 matrices: the yardstick for the speed of the hot loop.
 *
 * <p>The faster of two ways. The matrix library multiplies with one thread (its own threads are off, because they wait
 * spinning), so that as many products run at once as there are threads; it may not know the processor's widest
 * instructions. The convolution library does; a convolution of width 1 over as many pixels is the same product.
 */
final class MatrixPeak {
    private static final int SIDE = 1536;
    private static final double FLOPS = 2.0 * SIDE * SIDE * SIDE;
    private static final int PRODUCTS = 4;
    private static final int ROUNDS = 8;

    /** One convolution that is a product of SIDE × SIDE matrices: so many images of so many pixels. */
    private static final int IMAGES = 16;

    private static final int HEIGHT = 8;
    private static final int WIDTH = SIDE / (IMAGES * HEIGHT);

    private MatrixPeak() {}

    /** GFLOP/s of {@code threads} threads together, the best of some rounds; a multiply-add is two operations. */
    static double gigaflops(int threads) throws InterruptedException {
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try (var off = Gradients.off();
                var scope = Scope.open()) {
            double best = 0;
            Tensor a = Rng.of(0).normal(SIDE, SIDE);
            Tensor x = Rng.of(1).normal(IMAGES, SIDE, HEIGHT, WIDTH);
            for (int round = 0; round < ROUNDS; round++) {
                best = Math.max(best, product(pool, threads, a));
                best = Math.max(best, convolution(x, a.reshape(SIDE, SIDE, 1, 1)));
            }
            return best;
        } finally {
            pool.shutdown();
        }
    }

    private static double product(ExecutorService pool, int threads, Tensor a) throws InterruptedException {
        List<Callable<Double>> tasks = Collections.nCopies(threads, () -> repeat(() -> a.matmul(a)));
        long start = System.nanoTime();
        for (Future<Double> task : pool.invokeAll(tasks)) {
            try {
                task.get();
            } catch (ExecutionException e) {
                throw new IllegalStateException("matrix product failed: " + e.getMessage(), e);
            }
        }
        return FLOPS * PRODUCTS * threads / (System.nanoTime() - start);
    }

    private static double convolution(Tensor x, Tensor weight) {
        long start = System.nanoTime();
        repeat(() -> Functional.conv2d(x, weight, null, 1, 0, 1));
        return FLOPS * PRODUCTS / (System.nanoTime() - start);
    }

    /** The last value of a result is asked for, so that nothing may leave the products out. */
    private static double repeat(Supplier<Tensor> product) {
        double last = 0;
        for (int i = 0; i < PRODUCTS; i++) {
            try (var off = Gradients.off();
                    var scope = Scope.open()) {
                Tensor result = product.get();
                last = result.reshape(result.count())
                        .narrow(0, result.count() - 1, 1)
                        .item();
            }
        }
        return last;
    }
}
