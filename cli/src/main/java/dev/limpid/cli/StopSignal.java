package dev.limpid.cli;

import java.util.concurrent.CountDownLatch;

/**
 * Turns the end of the process (Ctrl-C, a kill that can be caught) into a request that a run meets at its next safe place:
 * the process ends when the run has closed this.
 */
final class StopSignal implements AutoCloseable {
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Thread hook = new Thread(this::stop, "stop");
    private volatile boolean requested;

    private StopSignal() {}

    /** Waits for the process to be told to end. */
    static StopSignal install() {
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
    boolean requested() {
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
