package dev.limpid.training;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Prepares the next batches on a thread of its own while the network learns from the one before. */
final class Prefetch implements BatchSource, AutoCloseable {
    /** Batches ahead: a photograph that takes long to be read is then awaited less. */
    private static final int DEPTH = 4;

    private final BatchSource source;
    private final ExecutorService thread = Executors.newSingleThreadExecutor(task -> {
        var worker = new Thread(task, "batches");
        worker.setDaemon(true);
        return worker;
    });
    private final Deque<Future<Batch>> ahead = new ArrayDeque<>();
    /** Number of the first batch of {@link #ahead}. */
    private long first;

    public Prefetch(BatchSource source) {
        this.source = source;
    }

    @Override
    public Batch at(long number) throws IOException {
        if (number != first) {
            ahead.clear();
            first = number;
        }
        while (ahead.size() <= DEPTH) {
            long wanted = first + ahead.size();
            ahead.add(thread.submit(() -> source.at(wanted)));
        }
        first++;
        return await(ahead.remove());
    }

    private static Batch await(Future<Batch> batch) throws IOException {
        try {
            return batch.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw (IOException) new InterruptedIOException("interrupted while a batch was prepared").initCause(e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof IOException failure) {
                throw failure;
            }
            throw new IllegalStateException("a batch could not be prepared: " + e.getCause(), e);
        }
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
