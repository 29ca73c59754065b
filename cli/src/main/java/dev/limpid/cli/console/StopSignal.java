package dev.limpid.cli.console;

import java.util.concurrent.CountDownLatch;

/**
 * Turns the end of the process (Ctrl-C, a kill that can be caught) into a request that a run meets at its next safe place:
 * the process ends when the run has closed this.
 */
public final class StopSignal implements AutoCloseable {
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Thread hook = new Thread(this::stop, "stop");
    private volatile boolean requested;

    private StopSignal() {}

    /** Waits for the process to be told to end. */
    public static StopSignal install() {
        var signal = new StopSignal();
        Runtime.getRuntime().addShutdownHook(signal.hook);
        return signal;
    }

    private void stop() {
        requested = true;
        try {
            closed.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // the process ends all the same
        }
    }

    /** Whether to stop. */
    public boolean requested() {
        return requested;
    }

    @Override
    public void close() {
        closed.countDown();
        if (!requested) {
            try {
                Runtime.getRuntime().removeShutdownHook(hook);
            } catch (IllegalStateException e) {
                requested = true; // told to end just now; the hook finds the latch open
            }
        }
    }
}
