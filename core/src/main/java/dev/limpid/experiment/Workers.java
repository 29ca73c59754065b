package dev.limpid.experiment;

import dev.limpid.io.Memory;
import dev.limpid.restoration.Tiling;
import dev.limpid.tensor.Device;
import dev.limpid.tensor.LibTorch;
import dev.limpid.tensor.Scope;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * Measures cells side by side, each on one thread: small networks gain little from a second one, and a sum over two threads is another one
 * in its last digits.
 *
 * @param count how many cells are measured at a time
 */
record Workers(int count) {
    Workers {
        if (count < 1) {
            throw new IllegalArgumentException("workers must be positive, got " + count);
        }
    }

    /**
     * One for each thread that LibTorch takes, as long as all of them together take at most half of the memory that is free, by the
     * first picture's size; one where the prior's memory is not known, and for a GPU.
     */
    static int fitting(Grid grid, Priors priors) {
        if (grid.device() != Device.CPU) {
            return 1;
        }
        int cores = LibTorch.threads();
        long free = Memory.available().orElse(Long.MAX_VALUE) / 2;
        long[] shape;
        try (var scope = Scope.open()) {
            shape = grid.truth(grid.pictures().get(0).file()).shape();
        } catch (IOException e) {
            return cores; // its cells say why
        }
        long[] memories = grid.cells()
                .filter(cell -> cell.number() == 0 && cell.solver().isSolver())
                .filter(cell -> cell.solver().choice(cell.task()).method().usesPrior())
                .mapToLong(cell -> Tiling.ofWhole(
                        priors.of(cell.solver()),
                        cell.solver().choice(cell.task()).config(),
                        (int) shape[2],
                        (int) shape[3]))
                .toArray();
        if (LongStream.of(memories).anyMatch(memory -> memory == 0)) {
            return 1; // nobody has measured it
        }
        long largest = LongStream.of(memories).max().orElse(1);
        return (int) Math.max(1, Math.min(cores, free / largest));
    }

    /** Something to be done for one of many. */
    @FunctionalInterface
    interface Work<T> {
        void on(T one) throws IOException;
    }

    /**
     * Does some work for all cells, or whatever there is many of, begun in their order.
     *
     * @throws IOException the first one; cells that were not begun then are left
     */
    <T> void each(List<T> cells, Work<T> work) throws IOException {
        var queue = new Waiting<T>(cells);
        ExecutorService pool = Executors.newFixedThreadPool(count);
        try {
            var workers = new ArrayList<Future<?>>();
            for (int i = 0; i < count; i++) {
                workers.add(pool.submit(() -> {
                    work(queue, work);
                    return null;
                }));
            }
            await(workers);
        } finally {
            pool.shutdownNow();
        }
    }

    private static <T> void work(Waiting<T> queue, Work<T> work) throws IOException {
        LibTorch.useThreads(1);
        boolean done = false;
        try {
            for (Optional<T> cell = queue.next(); cell.isPresent(); cell = queue.next()) {
                work.on(cell.get());
            }
            done = true;
        } finally {
            if (!done) {
                queue.end();
            }
        }
    }

    /** Waits for all, since the cells use the prior; then throws what the first one threw. */
    private static void await(List<Future<?>> workers) throws IOException {
        Throwable failure = null;
        for (Future<?> worker : workers) {
            Throwable own = failureOf(worker);
            failure = failure == null ? own : failure;
        }
        if (failure instanceof IOException e) {
            throw e;
        } else if (failure instanceof RuntimeException e) {
            throw e;
        } else if (failure instanceof Error e) {
            throw e;
        } else if (failure != null) {
            throw new IllegalStateException(failure);
        }
    }

    private static @Nullable Throwable failureOf(Future<?> worker) {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    worker.get();
                    return null;
                } catch (InterruptedException e) {
                    interrupted = true;
                } catch (ExecutionException e) {
                    return e.getCause();
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** The cells that are not begun. */
    private static final class Waiting<T> {
        private final Queue<T> cells;

        Waiting(List<T> cells) {
            this.cells = new ArrayDeque<>(cells);
        }

        synchronized Optional<T> next() {
            return Optional.ofNullable(cells.poll());
        }

        synchronized void end() {
            cells.clear();
        }
    }
}
