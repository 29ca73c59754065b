package dev.limpid.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** Folders of the server's own, with everything in them. */
final class Folders {
    private Folders() {}

    /** The files and folders in a folder, by name; none where it is not there. */
    static List<Path> in(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.sorted().toList();
        }
    }

    /** Removes the folders in a folder that are named by an id of ours, unless it is known; anything else is somebody's. */
    static void removeUnknown(Path folder, Predicate<String> known) throws IOException {
        for (Path own : in(folder)) {
            String name = String.valueOf(own.getFileName());
            if (name.matches("[0-9a-f]{32}") && Files.isDirectory(own) && !known.test(name)) {
                remove(own);
            }
        }
    }

    /** Removes a folder with everything in it; links are removed, and not followed. */
    static void remove(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        List<Path> all;
        try (Stream<Path> files = Files.walk(folder)) {
            all = files.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path file : all) {
            Files.deleteIfExists(file);
        }
    }
}
