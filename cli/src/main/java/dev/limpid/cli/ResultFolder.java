package dev.limpid.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.stream.Stream;

/** Files that belong together: all of them appear, or none, and the record last. */
final class ResultFolder {
    static final String RECORD = "run.json";

    /** Writes files into a folder. */
    @FunctionalInterface
    interface Writer {
        void writeInto(Path folder) throws IOException;
    }

    private ResultFolder() {}

    /** Lets {@code writer} write beside {@code folder}, and then moves what it wrote there; an old record goes first. */
    static void write(Path folder, Writer writer) throws IOException {
        Path parent = folder.toAbsolutePath().getParent();
        Files.createDirectories(parent);
        Path partial = Files.createTempDirectory(parent, "." + folder.getFileName() + ".");
        try {
            writer.writeInto(partial);
            Files.createDirectories(folder);
            Files.deleteIfExists(folder.resolve(RECORD));
            for (Path file : recordLast(partial)) {
                Files.move(file, folder.resolve(file.getFileName()), StandardCopyOption.REPLACE_EXISTING);
            }
        } finally {
            for (Path file : recordLast(partial)) {
                Files.delete(file);
            }
            Files.delete(partial);
        }
    }

    private static List<Path> recordLast(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.sorted((a, b) -> Boolean.compare(a.endsWith(RECORD), b.endsWith(RECORD)))
                    .toList();
        }
    }
}
