package dev.limpid.server;

import dev.limpid.io.DecodingCost;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Java's heap, shared by all that decode pictures: uploads, requests that are looked at, and the job that runs. Whoever finds no room waits
 * for those before; so small uploads go beside large ones, and together they never take more than there is.
 */
final class HeapRoom {
    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final int PART = 20; // a part of the room is a MiB

    private final int all;
    private final Semaphore free;

    /** @param bytes that are shared */
    HeapRoom(long bytes) {
        all = parts(bytes);
        free = new Semaphore(all, true);
    }

    /** The heap of this process, without what the program itself needs. */
    static HeapRoom ofProcess() {
        return new HeapRoom(shared());
    }

    /** Bytes of the heap for pictures. */
    static long shared() {
        return Math.max(DecodingCost.PROGRAM, Runtime.getRuntime().maxMemory() - DecodingCost.PROGRAM);
    }

    /** The pixels of the largest picture that can be restored. */
    static long pixels() {
        return shared() / DecodingCost.RESTORED;
    }

    private static int parts(long bytes) {
        return (int) Math.min(Integer.MAX_VALUE, 1 + (bytes >> PART));
    }

    /** Whether so many bytes ever find room. */
    boolean holds(long bytes) {
        return parts(bytes) <= all;
    }

    /**
     * Takes room, for a request.
     *
     * @throws Refusal where there is none for a long time
     */
    Share take(long bytes) {
        int parts = Math.min(all, parts(bytes));
        try {
            if (free.tryAcquire(parts, PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                return new Share(parts);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        throw new Refusal(Refusal.BUSY, "the server's memory is taken by other pictures; wait a moment, and try again");
    }

    /** Takes room, for the job that runs: requests do not hold it for long. */
    Share await(long bytes) {
        int parts = Math.min(all, parts(bytes));
        free.acquireUninterruptibly(parts);
        return new Share(parts);
    }

    /** Room that was taken; it is free again when it is closed. */
    final class Share implements AutoCloseable {
        private int parts;

        private Share(int parts) {
            this.parts = parts;
        }

        /** Gives some of it back, or waits for more. */
        void keep(long bytes) {
            int wanted = Math.min(all, parts(bytes));
            if (wanted > parts) {
                free.acquireUninterruptibly(wanted - parts);
            } else {
                free.release(parts - wanted);
            }
            parts = wanted;
        }

        @Override
        public void close() {
            free.release(parts);
            parts = 0;
        }
    }
}
