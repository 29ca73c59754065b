package dev.limpid.io;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.AccessDeniedException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.UUID;

/** Writes a file as a whole or not at all. */
public final class AtomicFile {
    private AtomicFile() {}

    /**
     * Writes {@code content} beside {@code target}, to the disk and not only towards it, and moves it there: after a power
     * cut, too, the name stands for the former content or for this one.
     *
     * @throws IOException naming the target and the reason; a former target is then untouched
     */
    public static void write(Path target, byte[] content) throws IOException {
        if (Files.isDirectory(target)) {
            throw new IOException("cannot write " + target + ": it is a folder");
        }
        Path part = target.resolveSibling("." + target.getFileName() + "." + UUID.randomUUID() + ".part");
        try {
            write(content, part);
            move(part, target);
        } catch (IOException e) {
            throw abandoned(part, new IOException("cannot write " + target + ": " + reason(e), e));
        }
    }

    /** Without a channel, which an interrupted thread cannot use: a result is written after an interruption, too. */
    private static void write(byte[] content, Path part) throws IOException {
        Files.write(part, content, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        try (var file = new RandomAccessFile(part.toFile(), "rw")) {
            file.getFD().sync();
        }
    }

    /** Removes what a failed write left; that a removal fails, too, is a detail of the first failure. */
    private static IOException abandoned(Path part, IOException failure) {
        try {
            Files.deleteIfExists(part);
        } catch (IOException e) {
            failure.addSuppressed(e);
        }
        return failure;
    }

    private static void move(Path part, Path target) throws IOException {
        try {
            Files.move(part, target, StandardCopyOption.ATOMIC_MOVE);
        } catch (AtomicMoveNotSupportedException e) {
            Files.move(part, target, StandardCopyOption.REPLACE_EXISTING);
        }
    }

    /** The reason alone: the exceptions of java.nio repeat the path, and some say nothing else. */
    static String reason(IOException e) {
        if (e instanceof NoSuchFileException) {
            return "no such file or folder";
        }
        if (e instanceof AccessDeniedException) {
            return "permission denied";
        }
        if (e instanceof FileSystemException f && f.getReason() != null) {
            return f.getReason();
        }
        return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    }
}
