package dev.limpid.io;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Keeps others from work on the same files; the system frees it when the process ends, however it does. */
public final class ProcessLock implements AutoCloseable {
    private final FileChannel channel;

    private ProcessLock(FileChannel channel) {
        this.channel = channel;
    }

    /**
     * Takes a lock.
     *
     * @param file that stands for the work, made where it is missing; it stays
     * @param taken what the failure says where another process or thread has it
     * @throws IOException if another has it
     */
    public static ProcessLock take(Path file, String taken) throws IOException {
        FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        boolean mine = false;
        try {
            mine = channel.tryLock() != null;
        } catch (OverlappingFileLockException e) {
            throw new IOException(taken, e);
        } finally {
            if (!mine) {
                channel.close();
            }
        }
        if (!mine) {
            throw new IOException(taken);
        }
        return new ProcessLock(channel);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
