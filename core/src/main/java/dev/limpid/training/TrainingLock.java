package dev.limpid.training;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.StandardOpenOption;

/** Keeps a second process from training into the same files; the system frees it when the process ends, however it does. */
final class TrainingLock implements AutoCloseable {
    private final FileChannel channel;

    private TrainingLock(FileChannel channel) {
        this.channel = channel;
    }

    /** @throws IOException if another training has them */
    static TrainingLock take(TrainingFiles files) throws IOException {
        FileChannel channel = FileChannel.open(files.lock(), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            if (channel.tryLock() != null) {
                return new TrainingLock(channel);
            }
        } catch (OverlappingFileLockException e) {
            channel.close();
            throw new IOException(taken(files), e);
        }
        channel.close();
        throw new IOException(taken(files));
    }

    private static String taken(TrainingFiles files) {
        return files.folder() + ": another training is running there";
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
