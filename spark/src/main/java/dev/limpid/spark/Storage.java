package dev.limpid.spark;

import dev.limpid.job.FailureText;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.LocatedFileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RemoteIterator;

/** Files of the file systems and object stores that Hadoop knows, by their addresses. */
final class Storage {
    /** The scheme of files that nodes see by their paths. */
    private static final String FILE = "file";

    private final Configuration configuration;

    Storage(Configuration configuration) {
        this.configuration = configuration;
    }

    /** Whether an address is of a store, and no path or rule of a user. */
    static boolean isAddress(String text) {
        return text.matches("[A-Za-z][A-Za-z0-9+.-]+:/.*");
    }

    /** The path of a file that nodes see as one, and the whole address of another. */
    static String shown(Path path) {
        return FILE.equals(path.toUri().getScheme()) ? path.toUri().getPath() : path.toString();
    }

    private FileSystem of(Path path) throws IOException {
        FileSystem system = path.getFileSystem(configuration);
        // The local one would lay a file with sums beside each of ours.
        return system instanceof LocalFileSystem local ? local.getRawFileSystem() : system;
    }

    /** The path with its scheme. */
    Path qualified(String address) throws IOException {
        // Names of files may hold what addresses take for their own.
        Path path = isAddress(address) ? new Path(address) : new Path(null, null, address);
        return of(path).makeQualified(path);
    }

    /** The files and folders that a name with wildcards stands for, or that of one; empty where there is none. */
    List<FileStatus> matching(String pattern) throws IOException {
        try {
            return List.of(of(qualified(pattern)).getFileStatus(qualified(pattern)));
        } catch (FileNotFoundException e) {
            return matchingWildcards(pattern);
        }
    }

    private List<FileStatus> matchingWildcards(String pattern) throws IOException {
        if (!pattern.matches(".*[\\[{*?].*")) {
            return List.of();
        }
        try {
            FileStatus[] found = of(new Path(pattern)).globStatus(new Path(pattern));
            return found == null ? List.of() : Arrays.asList(found);
        } catch (IllegalArgumentException | IOException e) {
            // Hadoop's wildcards do not go with colons, and unclosed brackets are a mistake.
            throw new IOException(pattern + ": its wildcards cannot be read: " + FailureText.of(e), e);
        }
    }

    /** All files below a folder. */
    List<Path> below(Path folder) throws IOException {
        var files = new ArrayList<Path>();
        RemoteIterator<LocatedFileStatus> all = of(folder).listFiles(folder, true);
        while (all.hasNext()) {
            files.add(all.next().getPath());
        }
        return files;
    }

    boolean exists(String address) throws IOException {
        Path path = qualified(address);
        return of(path).exists(path);
    }

    InputStream open(String address) throws IOException {
        Path path = qualified(address);
        return of(path).open(path);
    }

    /** Names of the files in a folder; none where there is no folder. */
    List<String> names(String folder) throws IOException {
        Path path = qualified(folder);
        try {
            return Arrays.stream(of(path).listStatus(path))
                    .map(status -> status.getPath().getName())
                    .toList();
        } catch (FileNotFoundException e) {
            return List.of();
        }
    }

    /** A file as nodes see it: itself, or a copy of that name in a folder. */
    java.nio.file.Path local(String address, java.nio.file.Path folder, String name) throws IOException {
        if (!isAddress(address)) {
            return java.nio.file.Path.of(address);
        }
        return copy(address, folder.resolve(name));
    }

    /** Copies a file to a path. Returns that. */
    java.nio.file.Path copy(String address, java.nio.file.Path to) throws IOException {
        Path path = qualified(address);
        of(path).copyToLocalFile(false, path, new Path(to.toUri()), true);
        return to;
    }

    /** An empty file, whether or not it was there. */
    void mark(String address) throws IOException {
        Path path = qualified(address);
        of(path).create(path, true).close();
    }

    /**
     * Writes a file as a whole: into a folder for files on their way, and then at its place.
     *
     * @param temporary in the same file system
     */
    void put(java.nio.file.Path file, String address, String temporary) throws IOException {
        Path target = qualified(address);
        Path partial = qualified(temporary + "/" + UUID.randomUUID() + ".tmp");
        FileSystem system = of(target);
        system.copyFromLocalFile(false, true, new Path(file.toUri()), partial);
        system.mkdirs(target.getParent());
        move(system, partial, target);
    }

    /** Moves a file or a folder; whatever was at its place gives way. */
    void move(String from, String to) throws IOException {
        Path target = qualified(to);
        FileSystem system = of(target);
        system.mkdirs(target.getParent());
        if (system.exists(target)) {
            system.delete(target, true);
        }
        move(system, qualified(from), target);
    }

    /** Some systems replace a file at once; others refuse, and are asked again without it. */
    private static void move(FileSystem system, Path from, Path to) throws IOException {
        if (renamed(system, from, to)) {
            return;
        }
        system.delete(to, true);
        if (!renamed(system, from, to)) {
            throw new IOException(shown(to) + ": cannot be written: " + shown(from) + " cannot be moved there");
        }
    }

    private static boolean renamed(FileSystem system, Path from, Path to) throws IOException {
        try {
            return system.rename(from, to);
        } catch (org.apache.hadoop.fs.FileAlreadyExistsException e) {
            return false;
        }
    }

    void delete(String address) throws IOException {
        Path path = qualified(address);
        of(path).delete(path, true);
    }
}
