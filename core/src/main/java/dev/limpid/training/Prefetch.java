package dev.limpid.training;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/** Prepares the next batch on a thread of its own while the network learns from the one before. */
final class Prefetch implements BatchSource, AutoCloseable {
    private final BatchSource source;
    private final ExecutorService thread = Executors.newSingleThreadExecutor(task -> {
        var worker = new Thread(task, "batches");
        worker.setDaemon(true);
        return worker;
    });
    private long prepared = -1;
    private @Nullable Future<Batch> next;

    public Prefetch(BatchSource source) {
        this.source = source;
    }

    @Override
    public Batch at(long number) throws IOException {
        Future<Batch> asked = next;
        if (asked == null || number != prepared) {
            asked = thread.submit(() -> source.at(number));
        }
        Batch batch = await(asked);
        prepared = number + 1;
        next = thread.submit(() -> source.at(number + 1));
        return batch;
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
