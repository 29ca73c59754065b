package dev.limpid.job;

import dev.limpid.io.AtomicFile;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A hidden folder beside a result for what is not finished: the snapshot of a solve, and files on their way to the result. One
 * process has it at a time; what a killed one left in it is found again by the next.
 */
final class Workspace implements AutoCloseable {
    private static final String LOCK = "lock";
    private static final String SNAPSHOT = "snapshot.safetensors";
    private static final String RESULT = "result";
    /** The result while it is moved to its place: until then the place is somebody else's, or empty. */
    private static final String MOVING = "moving";

    private static final int MILLISECONDS = 200;

    /** Sizes below it tell one lock's file from another; nothing but the last byte is written. */
    private static final int LARGEST_LOCK = 1 << 20;

    /** The locks that this process has. */
    private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

    private final Target target;
    private final boolean begun;
    private final MadeFolders made;
    private final Path folder;
    private final FileChannel lock;
    private boolean kept;

    /** @param begun whether the result's folder holds what a killed run moved there */
    private Workspace(Target target, boolean begun, MadeFolders made, Path folder, FileChannel lock) {
        this.target = target;
        this.begun = begun;
        this.made = made;
        this.folder = folder;
        this.lock = lock;
    }

    static Path beside(Path result) {
        return AtomicFile.beside(result.toAbsolutePath(), ".partial");
    }

    /** Whether a run before left something for this result. */
    static boolean isLeft(Path result) {
        return Files.isDirectory(beside(result));
    }

    /** Whether a run before was killed while it moved its result to its place. */
    static boolean isMoving(Path result) {
        return Files.isDirectory(beside(result).resolve(MOVING));
    }

    /**
     * Takes the workspace of a result, unless another run has it; what a killed process left in it is removed but for its
     * snapshot.
     *
     * @throws IOException if the result must not be written where it is to lie
     */
    static Optional<Workspace> tryOpen(Target target) throws IOException {
        Path folder = beside(target.folder());
        boolean begun = isMoving(target.folder());
        target.require(begun);
        MadeFolders made = MadeFolders.make(folder);
        FileChannel lock = lock(folder.resolve(LOCK));
        if (lock == null) {
            return Optional.empty();
        }
        var workspace = new Workspace(target, begun, made, folder, lock);
        try {
            workspace.clear();
        } catch (IOException e) {
            workspace.unlock();
            throw e;
        }
        return Optional.of(workspace);
    }

    /**
     * The same, and waits for a run that has it.
     *
     * @param listener is told when it waits
     * @param stop asked often; true ends the waiting, and nothing is returned
     */
    static Optional<Workspace> await(Target target, Listener listener, BooleanSupplier stop) throws IOException {
        Optional<Workspace> workspace = tryOpen(target);
        if (workspace.isEmpty()) {
            listener.note(target.folder() + ": another run is writing into this folder; it is waited for");
        }
        while (workspace.isEmpty() && !stop.getAsBoolean()) {
            pause();
            workspace = tryOpen(target);
        }
        return workspace;
    }

    /** Waits until no other run has the workspace of a result, or until it is told to stop. */
    static void awaitOther(Target target, BooleanSupplier stop) throws IOException {
        Optional<Workspace> workspace = await(target, event -> {}, stop);
        if (workspace.isPresent()) {
            workspace.get().keepSnapshot();
            workspace.get().close();
        }
    }

    private static void pause() throws IOException {
        try {
            Thread.sleep(MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while another run was waited for");
        }
    }

    /**
     * The lock, or null where another run has it or has just given it up. Systems free the lock of a process as soon as it closes
     * any channel to the file: while it is held here, the file is not opened a second time.
     */
    private static @Nullable FileChannel lock(Path file) throws IOException {
        if (!HELD.add(file)) {
            return null;
        }
        FileChannel locked = null;
        try {
            FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            if (channel.tryLock() != null && isAt(file, channel)) {
                locked = channel;
            } else {
                channel.close();
            }
        } catch (NoSuchFileException e) {
            // The other run has removed the folder.
        } finally {
            if (locked == null) {
                HELD.remove(file);
            }
        }
        return locked;
    }

    /**
     * Whether a file that was opened is still the one of that name: the run that had it may have removed it. Told by its size,
     * which needs no second channel.
     */
    private static boolean isAt(Path file, FileChannel channel) throws IOException {
        int size = ThreadLocalRandom.current().nextInt(LARGEST_LOCK);
        channel.truncate(0).write(ByteBuffer.allocate(1), size);
        try {
            return Files.size(file) == size + 1;
        } catch (NoSuchFileException e) {
            return false;
        }
    }

    /** The folder of the result. */
    Path result() {
        return target.folder();
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

    /** Lets {@code writer} write a result here, then moves it to its place, the record last; a former result gives way. */
    <R> R finish(ResultFolder.Writer<R> writer) throws IOException {
        Path partial = Files.createDirectories(folder.resolve(RESULT));
        R written = writer.writeInto(partial);
        target.require(begun); // again, for a solve takes its time
        Path moving = Files.move(partial, folder.resolve(MOVING));
        ResultFolder.moveInto(target.folder(), target.record(), moving);
        Files.delete(moving); // it is empty; another result may follow
        return written;
    }

    @Override
    public void close() throws IOException {
        clear();
        if (!kept) {
            Files.deleteIfExists(snapshot());
        }
        boolean empty = !Files.exists(snapshot());
        if (empty) {
            Files.deleteIfExists(folder.resolve(LOCK)); // while it is locked: another run would lose its own
        }
        unlock();
        if (empty) {
            made.removeEmpty();
        }
    }

    private void unlock() throws IOException {
        lock.close();
        HELD.remove(folder.resolve(LOCK));
    }

    /** Removes what a run leaves on its way, and nothing else: a folder of that name may be anybody's. */
    private void clear() throws IOException {
        AtomicFile.sweepIn(folder);
        for (String name : List.of(RESULT, MOVING)) {
            remove(folder.resolve(name));
        }
    }

    private static void remove(Path tree) throws IOException {
        if (!Files.isDirectory(tree)) {
            return;
        }
        List<Path> files;
        try (Stream<Path> all = Files.walk(tree)) {
            files = all.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path file : files) {
            Files.deleteIfExists(file);
        }
    }
}
