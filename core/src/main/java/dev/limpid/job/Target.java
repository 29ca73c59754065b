package dev.limpid.job;

import dev.limpid.io.RunRecord;
import dev.limpid.restoration.Compute;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The folder of a result, and what must not be lost by it: files of others that lie there, and files that the run itself reads.
 *
 * @param root the folder that the user named; below it no link is followed, which could lead the result outside
 * @param folder of the result: {@code root}, or a folder below it
 * @param record the name of the record that marks the folder as Limpid's
 * @param force whether files of others may be replaced
 * @param read the files that the run reads; nothing is written beside them, whatever their names
 */
record Target(Path root, Path folder, String record, boolean force, List<Path> read) {
    Target {
        read = List.copyOf(read);
    }

    /** The folder that the user named for the result itself, of a run that reads no more than a prior. */
    static Target of(Path folder, boolean force, Compute compute) {
        return new Target(folder, folder, ResultFolder.RECORD, force, List.of(Path.of(compute.recorded())));
    }

    /**
     * Accepts a folder that may be written into.
     *
     * @param begun whether a former run was killed while it moved its result there
     * @throws IOException otherwise, in one line that says what lies there
     */
    void require(boolean begun) throws IOException {
        requireNoLink();
        if (Files.exists(folder) && !Files.isDirectory(folder)) {
            throw new IOException(folder + ": is a file, where the folder of the result would be; give another --out");
        }
        List<Path> there = files(folder);
        if (there.isEmpty()) {
            return;
        }
        Optional<Path> input = firstRead(there);
        if (input.isPresent()) {
            throw new IOException("its result would be written into " + folder + " beside "
                    + input.get().getFileName() + ", which this run reads; give another --out");
        }
        if (!force && !begun && !RunRecord.isRecord(folder.resolve(record))) {
            throw new IOException(folder + ": holds files, such as "
                    + there.get(0).getFileName() + ", and no " + record
                    + " of Limpid; give another --out, or --force to write among them");
        }
    }

    private void requireNoLink() throws IOException {
        for (Path path = folder; path != null && !path.equals(root); path = path.getParent()) {
            requireNoLink(path);
        }
        requireNoLink(Workspace.beside(folder));
    }

    private static void requireNoLink(Path path) throws IOException {
        if (Files.isSymbolicLink(path)) {
            throw new IOException(path + ": is a link to " + Files.readSymbolicLink(path)
                    + "; results are not led outside of --out; remove the link, or give another --out");
        }
    }

    /** The files of a folder, but for hidden ones, which systems leave everywhere. */
    static List<Path> files(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> all = Files.list(folder)) {
            return all.filter(file -> !Files.isDirectory(file)
                            && !String.valueOf(file.getFileName()).startsWith("."))
                    .sorted()
                    .toList();
        }
    }

    private Optional<Path> firstRead(List<Path> files) throws IOException {
        Set<Object> inputs = new HashSet<>();
        for (Path file : read) {
            identity(file).ifPresent(inputs::add);
        }
        for (Path file : files) {
            if (identity(file).filter(inputs::contains).isPresent()) {
                return Optional.of(file);
            }
        }
        return Optional.empty();
    }

    /** Equal for two names of one file, whether by symbolic links or by hard ones; empty where there is no file. */
    private static Optional<Object> identity(Path file) throws IOException {
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        Object key = Files.readAttributes(file, BasicFileAttributes.class).fileKey();
        return Optional.of(key == null ? file.toRealPath() : key); // Windows has none
    }
}
