package dev.limpid.spark;

import dev.limpid.job.FailureText;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileAlreadyExistsException;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocatedFileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RemoteIterator;

/** Files in the file systems and object stores that Hadoop knows. */
record StoreFiles(Configuration configuration) implements Place {
    private FileSystem of(Path path) throws IOException {
        return path.getFileSystem(configuration);
    }

    @Override
    public List<Found> matching(String pattern) throws IOException {
        Path path = new Path(pattern);
        if (of(path).exists(path)) {
            return List.of(found(of(path).getFileStatus(path)));
        }
        try {
            FileStatus[] found = of(path).globStatus(path);
            return found == null
                    ? List.of()
                    : Arrays.stream(found).map(StoreFiles::found).toList();
        } catch (IllegalArgumentException | IOException e) {
            throw new IllegalArgumentException("its wildcards cannot be looked for: " + FailureText.of(e), e);
        }
    }

    private static Found found(FileStatus status) {
        return new Found(status.getPath().toString(), status.isDirectory());
    }

    @Override
    public List<String> below(String folder) throws IOException {
        Path path = new Path(folder);
        var files = new ArrayList<String>();
        RemoteIterator<LocatedFileStatus> all = of(path).listFiles(path, true);
        while (all.hasNext()) {
            files.add(all.next().getPath().toString());
        }
        return files;
    }

    @Override
    public boolean exists(String address) throws IOException {
        Path path = new Path(address);
        return of(path).exists(path);
    }

    @Override
    public InputStream open(String address) throws IOException {
        Path path = new Path(address);
        return of(path).open(path);
    }

    @Override
    public List<String> names(String folder) throws IOException {
        Path path = new Path(folder);
        try {
            return Arrays.stream(of(path).listStatus(path))
                    .map(status -> status.getPath().getName())
                    .toList();
        } catch (FileNotFoundException e) {
            return List.of();
        }
    }

    @Override
    public void fetch(String address, java.nio.file.Path to) throws IOException {
        Path path = new Path(address);
        of(path).copyToLocalFile(false, path, new Path(to.toUri()), true);
    }

    @Override
    public void mark(String address) throws IOException {
        Path path = new Path(address);
        of(path).create(path, true).close();
    }

    @Override
    public void put(java.nio.file.Path file, String address, String partial) throws IOException {
        Path part = new Path(partial);
        Path target = new Path(address);
        FileSystem system = of(target);
        try {
            system.copyFromLocalFile(false, true, new Path(file.toUri()), part);
            rename(system, part, target);
        } finally {
            system.delete(part, false);
        }
    }

    @Override
    public void move(String from, String to) throws IOException {
        Path target = new Path(to);
        FileSystem system = of(target);
        system.delete(target, true);
        rename(system, new Path(from), target);
    }

    /** Some systems replace a file at once; others refuse, and are asked again without it. */
    private static void rename(FileSystem system, Path from, Path to) throws IOException {
        system.mkdirs(to.getParent());
        if (renamed(system, from, to)) {
            return;
        }
        system.delete(to, true);
        if (!renamed(system, from, to)) {
            throw new IOException(to + ": cannot be written: " + from + " cannot be moved there");
        }
    }

    private static boolean renamed(FileSystem system, Path from, Path to) throws IOException {
        try {
            return system.rename(from, to);
        } catch (FileAlreadyExistsException e) {
            return false;
        }
    }

    @Override
    public void delete(String address) throws IOException {
        Path path = new Path(address);
        of(path).delete(path, true);
    }
}
