package dev.limpid.spark;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemLoopException;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Stream;

/** Files that nodes see by their paths: their own, or a shared file system's. Hadoop would start a process for many of these steps. */
final class NodeFiles implements Place {
    private static final String WILDCARDS = ".*[\\[{*?].*";

    @Override
    public List<Found> matching(String pattern) throws IOException {
        Path path = Path.of(pattern).toAbsolutePath();
        if (Files.exists(path)) {
            return List.of(found(path));
        }
        var found = List.of(path.getRoot());
        for (Path part : path) {
            found = matching(found, part.toString());
        }
        return found.stream().sorted().map(NodeFiles::found).toList();
    }

    private static List<Path> matching(List<Path> folders, String part) throws IOException {
        var found = new ArrayList<Path>();
        for (Path folder : folders) {
            if (!part.matches(WILDCARDS)) {
                Stream.of(folder.resolve(part)).filter(Files::exists).forEach(found::add);
            } else if (Files.isDirectory(folder)) {
                try (DirectoryStream<Path> all = Files.newDirectoryStream(folder, part)) {
                    all.forEach(found::add);
                } catch (PatternSyntaxException e) {
                    throw new IllegalArgumentException("its wildcards cannot be understood: " + e.getDescription(), e);
                }
            }
        }
        return found;
    }

    private static Found found(Path path) {
        return new Found(path.toString(), Files.isDirectory(path));
    }

    @Override
    public List<String> below(String folder) throws IOException {
        var files = new ArrayList<String>();
        var links = EnumSet.of(FileVisitOption.FOLLOW_LINKS);
        Files.walkFileTree(Path.of(folder), links, Integer.MAX_VALUE, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                if (attributes.isRegularFile()) {
                    files.add(file.toString());
                }
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
                if (e instanceof FileSystemLoopException) {
                    return FileVisitResult.CONTINUE; // all that lies there is seen around it
                }
                throw e;
            }
        });
        return files;
    }

    @Override
    public boolean exists(String address) {
        return Files.exists(Path.of(address));
    }

    @Override
    public InputStream open(String address) throws IOException {
        return Files.newInputStream(Path.of(address));
    }

    @Override
    public List<String> names(String folder) throws IOException {
        try (Stream<Path> all = Files.list(Path.of(folder))) {
            return all.map(file -> String.valueOf(file.getFileName())).toList();
        } catch (NoSuchFileException | NotDirectoryException e) {
            return List.of();
        }
    }

    @Override
    public void fetch(String address, Path to) throws IOException {
        Files.copy(Path.of(address), to, StandardCopyOption.REPLACE_EXISTING);
    }

    @Override
    public void mark(String address) throws IOException {
        Files.write(inFolder(Path.of(address)), new byte[0]);
    }

    private static Path inFolder(Path file) throws IOException {
        Path folder = file.getParent();
        if (folder != null) {
            Files.createDirectories(folder);
        }
        return file;
    }

    @Override
    public void put(Path file, String address, String partial) throws IOException {
        Path part = inFolder(Path.of(partial));
        try {
            Files.copy(file, part);
            Files.move(part, inFolder(Path.of(address)), StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(part);
        }
    }

    @Override
    public void move(String from, String to) throws IOException {
        delete(to);
        Files.move(Path.of(from), inFolder(Path.of(to)));
    }

    @Override
    public void delete(String address) throws IOException {
        Path path = Path.of(address);
        if (!Files.exists(path)) {
            return;
        }
        List<Path> all;
        try (Stream<Path> tree = Files.walk(path)) {
            all = tree.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path one : all) {
            Files.deleteIfExists(one);
        }
    }
}
