package dev.limpid.experiment;

import dev.limpid.io.InvalidRequestException;
import dev.limpid.io.Sha256;
import dev.limpid.job.ImageList;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The SHA-256 of pictures: as {@code limpid dataset prepare} lists them, by their numbers, or as {@code sha256sum} does, by their names.
 *
 * @param numbered hashes of pictures 0, 1, …; empty in a list by names
 * @param named by the names of the files, without folders
 */
record HashList(Path file, List<String> numbered, Map<String, String> named) {
    private static final String PREPARED = "# limpid images";
    private static final Pattern LINE = Pattern.compile("([0-9a-f]{64}) [ *](.+)");

    HashList {
        numbered = List.copyOf(numbered);
        named = Map.copyOf(named);
    }

    /** @throws InvalidRequestException in one line, if it is no such list */
    static HashList read(Path file) throws IOException {
        List<String> lines = Files.readAllLines(file);
        if (!lines.isEmpty() && lines.get(0).startsWith(PREPARED)) {
            var numbered = new ArrayList<String>();
            ImageList.read(file).entries().forEach(entry -> numbered.add(entry.written()));
            return new HashList(file, numbered, Map.of());
        }
        var named = new HashMap<String, String>();
        for (String line : lines) {
            Matcher parts = LINE.matcher(line);
            if (!parts.matches()) {
                throw new InvalidRequestException(
                        file + ": is no list of hashes of 'limpid dataset prepare' or sha256sum: '" + line + "'");
            }
            named.put(String.valueOf(Path.of(parts.group(2)).getFileName()), parts.group(1));
        }
        return new HashList(file, List.of(), named);
    }

    /**
     * Holds pictures to the list.
     *
     * @throws InvalidRequestException naming the first one that is not listed, or has another hash
     */
    void requireListed(List<Path> pictures) throws IOException {
        for (int i = 0; i < pictures.size(); i++) {
            String listed = listed(i, pictures.get(i));
            if (listed == null) {
                throw new InvalidRequestException(pictures.get(i) + ": is picture " + i + " of the experiment, and "
                        + file + " does not list it");
            }
            String hash = Sha256.of(pictures.get(i));
            if (!hash.equals(listed)) {
                throw new InvalidRequestException(pictures.get(i) + ": has the SHA-256 " + hash + ", and " + file
                        + " has " + listed + " for picture " + i);
            }
        }
    }

    private @Nullable String listed(int number, Path picture) {
        if (numbered.isEmpty()) {
            return named.get(String.valueOf(picture.getFileName()));
        }
        return number < numbered.size() ? numbered.get(number) : null;
    }
}
