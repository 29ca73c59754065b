package dev.limpid.io;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Writes a file as a whole or not at all. */
public final class AtomicFile {
    /** The longest name that file systems allow, in bytes. */
    private static final int LONGEST = 255;

    private static final String PART = ".part";
    private static final Pattern UNIQUE = Pattern.compile("\\.[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\\.part");

    /** A dot, a UUID, and the ending. */
    private static final int UNIQUE_BYTES = 1 + 36 + PART.length();

    private AtomicFile() {}

    /**
     * A hidden name beside a target: the target's own between a dot and {@code ending}. A name that would be longer than file
     * systems allow is cut, and its hash keeps it apart from others.
     */
    public static Path beside(Path target, String ending) {
        return target.resolveSibling(stem(target, ending.length()) + ending);
    }

    /** A new name beside a target for what is to be moved there. */
    public static Path part(Path target) {
        return beside(target, "." + UUID.randomUUID() + PART);
    }

    private static String stem(Path target, int endingBytes) {
        String name = "." + target.getFileName();
        if (bytes(name) + endingBytes <= LONGEST) {
            return name;
        }
        String hash = "-" + Sha256.of(name.getBytes(StandardCharsets.UTF_8)).substring(0, 16);
        int end = name.length();
        while (bytes(name.substring(0, end)) + hash.length() + endingBytes > LONGEST) {
            end = name.offsetByCodePoints(end, -1);
        }
        return name.substring(0, end) + hash;
    }

    private static int bytes(String name) {
        return name.getBytes(StandardCharsets.UTF_8).length;
    }

    /** Removes what killed processes left of writing {@code target}; no other process may be writing it. */
    public static void sweep(Path target) throws IOException {
        String stem = stem(target, UNIQUE_BYTES);
        sweep(
                target.toAbsolutePath().resolveSibling(""),
                name -> name.startsWith(stem)
                        && UNIQUE.matcher(name.substring(stem.length())).matches());
    }

    /** Removes what killed processes left of writing any file into a folder; no other process may be writing there. */
    public static void sweepIn(Path folder) throws IOException {
        sweep(folder, name -> name.startsWith(".") && UNIQUE.matcher(name).find());
    }

    private static void sweep(Path folder, Predicate<String> parts) throws IOException {
        List<Path> left;
        try (Stream<Path> files = Files.list(folder)) {
            left = files.filter(file -> parts.test(String.valueOf(file.getFileName())))
                    .toList();
        }
        for (Path file : left) {
            Files.deleteIfExists(file);
        }
    }

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
        Path part = part(target);
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
