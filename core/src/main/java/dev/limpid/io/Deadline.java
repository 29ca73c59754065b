package dev.limpid.io;

import java.io.IOException;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Ends a decoder that runs away. */
final class Deadline {
    /** Time for the work to end in, once it was asked to: the heap lacks what it holds for as long as it goes on. */
    private static final int GRACE_SECONDS = 20;

    private Deadline() {}

    /**
     * Runs {@code work} on a thread of its own and waits for it.
     *
     * @param stop asks the work to end, once its time is over; it may not fail. The work has some seconds for it
     * @throws IOException naming the file if the time is over or this thread is interrupted
     */
    static <T> T within(int seconds, String name, Callable<T> work, Runnable stop) throws Exception {
        var task = new FutureTask<>(work);
        var thread = new Thread(task, "decoding " + name);
        // The program may end without it.
        thread.setDaemon(true);
        thread.start();
        try {
            return task.get(seconds, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            stop.run();
            thread.interrupt();
            thread.join(TimeUnit.SECONDS.toMillis(GRACE_SECONDS));
            throw new IOException(name + ": decoding takes longer than " + seconds + " s", e);
        } catch (InterruptedException e) {
            stop.run();
            thread.interrupt();
            Thread.currentThread().interrupt();
            throw new IOException(name + ": decoding was interrupted", e);
        } catch (ExecutionException e) {
            throw cause(e);
        }
    }

    private static Exception cause(ExecutionException e) {
        if (e.getCause() instanceof Error error) {
            throw error;
        }
        return e.getCause() instanceof Exception exception ? exception : e;
    }
}
