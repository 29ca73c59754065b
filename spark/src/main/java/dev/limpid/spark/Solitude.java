package dev.limpid.spark;

import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/**
 * Lets a picture that an executor died with be restored alone in its executor: if this dies as well, no other picture is to blame, and
 * none is taken for its cause.
 */
final class Solitude {
    private static final ReadWriteLock LOCK = new ReentrantReadWriteLock(true);

    private Solitude() {}

    /** Something that is closed without a fault. */
    interface Held extends AutoCloseable {
        @Override
        void close();
    }

    /** Beside others, or with none. */
    static Held enter(boolean alone) throws InterruptedException {
        Lock lock = alone ? LOCK.writeLock() : LOCK.readLock();
        lock.lockInterruptibly();
        return lock::unlock;
    }
}
