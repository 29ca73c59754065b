package dev.limpid.experiment;

import dev.limpid.io.InvalidRequestException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A folder with another program's results, as {@code NAME=DIR} names it.
 *
 * @param name letters, digits and {@code . _ -}, so that it is no name of a selection or of changed settings
 */
public record ResultsFolder(String name, Path folder) {
    private static final String NAME = "[A-Za-z0-9][A-Za-z0-9._-]*";

    /** Names of other pictures among the results. */
    private static final List<String> TAKEN = List.of(KeptPictures.TRUTH, KeptPictures.MEASUREMENT);

    public ResultsFolder {
        if (!name.matches(NAME)) {
            throw new InvalidRequestException(
                    "a name of results has letters, digits and '.', '_', '-', got '" + name + "'");
        }
        if (TAKEN.contains(name) || isSolver(name)) {
            throw new InvalidRequestException(
                    "'" + name + "' is a name of Limpid: give the results another, such as " + name + "-others");
        }
        if (!Files.isDirectory(folder)) {
            throw new InvalidRequestException(
                    folder + ": " + (Files.exists(folder) ? "is not a folder" : "no such folder") + " of results");
        }
    }

    /**
     * Reads {@code NAME=DIR}.
     *
     * @throws InvalidRequestException in one line for anything else, and if there is no such folder
     */
    public static ResultsFolder parse(String text) {
        String[] parts = text.split("=", 2);
        if (parts.length < 2 || parts[1].isEmpty()) {
            throw new InvalidRequestException("results are named NAME=DIR, got '" + text + "'");
        }
        return new ResultsFolder(parts[0], Path.of(parts[1]));
    }

    private static boolean isSolver(String name) {
        try {
            NamedSolver.parse(name);
            return true;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
