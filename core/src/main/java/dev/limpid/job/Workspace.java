package dev.limpid.job;

import dev.limpid.io.RunRecord;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * A hidden folder beside a result for what is not finished: the snapshot of a solve, and files on their way to the result. One
 * process has it at a time; what a killed one left in it is found again by the next.
 */
final class Workspace implements AutoCloseable {
    private static final String LOCK = "lock";
    private static final String SNAPSHOT = "snapshot.safetensors";
    private static final String RESULT = "result";

    private final Path result;
    private final Path folder;
    private final FileChannel lock;
    private boolean kept;

    private Workspace(Path result, Path folder, FileChannel lock) {
        this.result = result;
        this.folder = folder;
        this.lock = lock;
    }

    private static Path beside(Path result) {
        return result.resolveSibling("." + result.getFileName() + ".partial");
    }

    /** Whether a run before left something for this result. */
    static boolean isLeft(Path result) {
        return Files.isDirectory(beside(result));
    }

    /**
     * Takes the workspace of a result; what a killed process left in it is removed but for its snapshot.
     *
     * @throws IOException if another process has it
     */
    static Workspace open(Path result) throws IOException {
        Path folder = beside(result);
        Files.createDirectories(folder);
        FileChannel channel =
                FileChannel.open(folder.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        if (!locked(channel)) {
            channel.close();
            throw new IOException(result + ": another run is restoring into this folder");
        }
        var workspace = new Workspace(result, folder, channel);
        workspace.clear(file -> !file.endsWith(LOCK) && !file.endsWith(SNAPSHOT));
        return workspace;
    }

    private static boolean locked(FileChannel channel) throws IOException {
        try {
            FileLock lock = channel.tryLock();
            return lock != null;
        } catch (OverlappingFileLockException e) {
            return false; // by this process
        }
    }

    /** Where a snapshot is, or is to be written. */
    Path snapshot() {
        return folder.resolve(SNAPSHOT);
    }

    /** Leaves the snapshot, if there is one, for a later run. */
    void keepSnapshot() {
        kept = true;
    }

    /** The result is there, and the snapshot needed no more. */
    void dropSnapshot() {
        kept = false;
    }

    /** Lets {@code writer} write a result here, then moves it and its record to their place; a former result gives way. */
    RunRecord finish(ResultFolder.Writer<RunRecord> writer) throws IOException {
        Path partial = Files.createDirectories(folder.resolve(RESULT));
        RunRecord record = ResultFolder.withRecord(writer).writeInto(partial);
        ResultFolder.moveInto(result, ResultFolder.RECORD, partial);
        return record;
    }

    @Override
    public void close() throws IOException {
        clear(file -> !file.endsWith(LOCK) && !(kept && file.endsWith(SNAPSHOT)));
        lock.close();
        if (!Files.exists(snapshot())) {
            try {
                Files.deleteIfExists(folder.resolve(LOCK));
                Files.deleteIfExists(folder);
            } catch (DirectoryNotEmptyException e) {
                // Another run has just taken it.
            }
        }
    }

    private void clear(Predicate<Path> which) throws IOException {
        List<Path> files;
        try (Stream<Path> all = Files.walk(folder)) {
            files = all.filter(file -> !file.equals(folder) && which.test(file))
                    .sorted(Comparator.reverseOrder())
                    .toList();
        }
        for (Path file : files) {
            Files.deleteIfExists(file);
        }
    }
}
