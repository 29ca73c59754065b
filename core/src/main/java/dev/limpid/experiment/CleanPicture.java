package dev.limpid.experiment;

import dev.limpid.io.Sha256;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A picture of an experiment, which its solvers do not see.
 *
 * @param file where it lies
 * @param hash the beginning of its SHA-256; empty where nothing is known of it
 */
public record CleanPicture(Path file, String hash) {
    private static final int HASH_DIGITS = 12;

    /**
     * Looks at the files.
     *
     * @throws IOException if one cannot be read
     */
    public static List<CleanPicture> all(List<Path> files) throws IOException {
        var all = new ArrayList<CleanPicture>();
        for (Path file : files) {
            all.add(new CleanPicture(file, beginning(Sha256.of(file))));
        }
        return List.copyOf(all);
    }

    /** So much of a hash as tells pictures apart. */
    static String beginning(String sha256) {
        return sha256.substring(0, Math.min(HASH_DIGITS, sha256.length()));
    }

    /** Its name in a table of results. */
    String label(int number) {
        return number + ":" + hash;
    }
}
