package dev.limpid.io;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The files of a folder and of the folders in it, in the order of their names. Links are followed, each folder is read once, and hidden
 * files are no part of it.
 *
 * @param pictures files whose content is a picture that is read, and damaged ones whose names end as those of pictures do
 * @param measurements files {@code measurement.json}; each stands for all that lies beside it
 * @param leftOut files and folders that were left out
 */
public record FoundPictures(List<Path> pictures, List<Path> measurements, List<LeftOut> leftOut) {
    private static final String RUN_RECORD = "run.json";

    /**
     * A file or a folder that was left out.
     *
     * @param reason goes behind the name and a verb, such as "is no picture"
     */
    public record LeftOut(Path file, String reason) {}

    public FoundPictures {
        pictures = List.copyOf(pictures);
        measurements = List.copyOf(measurements);
        leftOut = List.copyOf(leftOut);
    }

    /**
     * Looks through a folder. Results of an earlier run below it are left out; the folder itself was asked for.
     *
     * @throws IOException if the folder cannot be read; those below it are left out then
     */
    public static FoundPictures below(Path root) throws IOException {
        var walk = new Walk(root);
        walk.folder(root);
        // After all that is really there: a folder keeps its own name where a link leads to it as well.
        while (!walk.links.isEmpty()) {
            walk.below(walk.links.remove());
        }
        return new FoundPictures(
                sorted(walk.pictures),
                sorted(walk.measurements),
                walk.leftOut.stream()
                        .sorted(Comparator.comparing(left -> left.file().toString()))
                        .toList());
    }

    /** Whether a file's name ends as those of pictures do. */
    public static boolean isPictureName(String name) {
        return FileKind.isPictureName(name);
    }

    private static List<Path> sorted(List<Path> files) {
        return files.stream().sorted(Comparator.comparing(Path::toString)).toList();
    }

    private static final class Walk {
        private final Path root;
        private final Set<Path> seen = new HashSet<>();
        private final Queue<Path> links = new ArrayDeque<>();
        private final List<Path> pictures = new ArrayList<>();
        private final List<Path> measurements = new ArrayList<>();
        private final List<LeftOut> leftOut = new ArrayList<>();

        Walk(Path root) {
            this.root = root;
        }

        void below(Path folder) {
            try {
                Path real = folder.toRealPath();
                if (seen.contains(real)) {
                    boolean around = folder.toAbsolutePath()
                            .resolveSibling("")
                            .toRealPath()
                            .startsWith(real);
                    leave(
                            folder,
                            around ? "is a link to a folder around it" : "is a link to a folder that is read already");
                } else {
                    folder(folder);
                }
            } catch (IOException e) {
                leave(folder, "cannot be read");
            }
        }

        void folder(Path folder) throws IOException {
            seen.add(folder.toRealPath());
            List<Path> entries;
            try (Stream<Path> all = Files.list(folder)) {
                entries = all.filter(entry -> !isHidden(entry)).sorted().toList();
            }
            boolean known = holdsTogether(folder);
            for (Path entry : entries) {
                if (!Files.isDirectory(entry)) {
                    if (!known) {
                        file(entry);
                    }
                } else if (Files.isSymbolicLink(entry)) {
                    links.add(entry);
                } else {
                    below(entry);
                }
            }
        }

        /** Whether the files of a folder are one measurement or one result. */
        private boolean holdsTogether(Path folder) {
            Path measurement = folder.resolve(MeasurementRecord.FILE);
            if (!folder.equals(root) && RunRecord.isRecord(folder.resolve(RUN_RECORD))) {
                leave(folder, "holds a result");
                return true;
            } else if (Files.isRegularFile(measurement)) {
                measurements.add(measurement);
                return true;
            }
            return false;
        }

        private void file(Path file) {
            if (!Files.exists(file)) {
                leave(file, "is a link to nothing");
            } else if (!Files.isRegularFile(file)) {
                leave(file, "is a pipe or a device");
            } else {
                byContent(file);
            }
        }

        private void byContent(Path file) {
            try (InputStream in = Files.newInputStream(file)) {
                FileKind kind = FileKind.of(in.readNBytes(FileKind.MAGIC_BYTES));
                // The reader of a file that is named as a picture says what is wrong with it.
                if (kind.isRead() || FileKind.isPictureName(String.valueOf(file.getFileName()))) {
                    pictures.add(file);
                } else if (!file.endsWith(RUN_RECORD)) {
                    leave(file, kind == FileKind.UNKNOWN ? "is no picture" : "is a " + kind.label() + " file");
                }
            } catch (IOException e) {
                pictures.add(file); // so that it fails, and nobody thinks that it is done
            }
        }

        private void leave(Path file, String reason) {
            leftOut.add(new LeftOut(file, reason));
        }

        private static boolean isHidden(Path file) {
            return String.valueOf(file.getFileName()).startsWith(".");
        }
    }
}
