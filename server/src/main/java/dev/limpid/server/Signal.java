package dev.limpid.server;

import java.time.Duration;

/** Wakes those who wait for any change of any job. */
final class Signal {
    private long changes;

    synchronized void give() {
        changes++;
        notifyAll();
    }

    synchronized long changes() {
        return changes;
    }

    /** Waits until something has changed since that count, or the time is over. */
    synchronized void await(long since, Duration most) throws InterruptedException {
        long end = System.nanoTime() + most.toNanos();
        while (changes == since) {
            long left = (end - System.nanoTime()) / 1_000_000;
            if (left <= 0) {
                return;
            }
            wait(left);
        }
    }
}
