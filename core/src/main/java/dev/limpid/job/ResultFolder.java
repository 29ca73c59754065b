package dev.limpid.job;

import dev.limpid.io.RunRecord;
import dev.limpid.io.Sha256;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Files that belong together: all of them appear, or none, and the record last. */
final class ResultFolder {
    static final String RECORD = "run.json";

    /** Writes files into a folder, and returns what describes them. */
    @FunctionalInterface
    interface Writer<R> {
        R writeInto(Path folder) throws IOException;
    }

    private ResultFolder() {}

    /** Writes the record of a run after its files. */
    static Writer<RunRecord> withRecord(Writer<RunRecord> writer) {
        return folder -> {
            RunRecord record = writer.writeInto(folder);
            record.write(folder.resolve(RECORD));
            return record;
        };
    }

    /** The hashes of the files in it, by their names. */
    static Map<String, String> hashes(Path folder) throws IOException {
        var hashes = new LinkedHashMap<String, String>();
        for (Path file : recordLast(folder, RECORD)) {
            hashes.put(String.valueOf(file.getFileName()), Sha256.of(file));
        }
        return hashes;
    }

    /**
     * Accepts a folder without the result of another command.
     *
     * @throws IOException otherwise
     */
    static void requireNoOther(Path folder, String command) throws IOException {
        Path file = folder.resolve(RECORD);
        if (Files.exists(file)) {
            Object other = commandOf(file);
            if (other != null && !command.equals(other)) {
                throw new IOException(
                        folder + ": holds a result of limpid " + other + "; give another --out, or --force");
            }
        }
    }

    private static @Nullable Object commandOf(Path record) {
        try {
            return RunRecord.read(record).request().get("command");
        } catch (IOException e) {
            return null; // of another version: it gives way
        }
    }

    /** Moves what is in {@code partial} into {@code folder}: an old record goes first, the new one comes last. */
    static void moveInto(Path folder, String record, Path partial) throws IOException {
        Files.createDirectories(folder);
        removeFormer(folder, record);
        for (Path file : recordLast(partial, record)) {
            Files.move(file, folder.resolve(file.getFileName()), StandardCopyOption.REPLACE_EXISTING);
        }
    }

    /**
     * An old record, and before the files of a run those that it names: the new result may have other ones. The record may be
     * anybody's: what it names outside the folder is left alone.
     */
    private static void removeFormer(Path folder, String record) throws IOException {
        Path file = folder.resolve(record);
        Set<String> names = record.equals(RECORD) && Files.exists(file) ? resultsOf(file) : Set.of();
        Files.deleteIfExists(file);
        for (String name : names) {
            if (isFileIn(folder, name)) {
                Files.deleteIfExists(folder.resolve(name));
            }
        }
    }

    private static boolean isFileIn(Path folder, String name) {
        try {
            Path file = Path.of(name);
            return file.equals(file.getFileName()) && Files.isRegularFile(folder.resolve(file));
        } catch (InvalidPathException e) {
            return false;
        }
    }

    private static Set<String> resultsOf(Path record) {
        try {
            return RunRecord.read(record).results().keySet();
        } catch (IOException e) {
            // A record of another version, or damaged: what it names is not known, and it gives way all the same.
            return Set.of();
        }
    }

    /** Whether a folder holds a finished result: its record, unless that tells of a run that was stopped, and every file that it names. */
    static boolean isFinished(Path folder) {
        Path record = folder.resolve(RECORD);
        if (!Files.exists(record)) {
            return false;
        }
        try {
            RunRecord read = RunRecord.read(record);
            return read.finished()
                    && read.results().keySet().stream().allMatch(name -> Files.exists(folder.resolve(name)));
        } catch (IOException e) {
            return true; // the reader of the record will say what is wrong with it
        }
    }

    /** The files of a folder, the record at the end. */
    static List<Path> recordLast(Path folder, String record) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.sorted(Comparator.<Path, Boolean>comparing(file -> file.endsWith(record))
                            .thenComparing(Comparator.naturalOrder()))
                    .toList();
        }
    }
}
