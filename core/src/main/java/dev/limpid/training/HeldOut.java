package dev.limpid.training;

import dev.limpid.io.AtomicFile;
import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Files that a training held out. As text, each has a line with its hash, two spaces and its name, as {@code sha256sum} writes
 * and checks them: a name with a backslash or a line's end has them escaped, and a backslash before its line.
 *
 * @param hashes SHA-256 of the contents by name below the data folder, with slashes, in order
 */
public record HeldOut(Map<String, String> hashes) {
    private static final Pattern LINE = Pattern.compile("(\\\\?)([0-9a-f]{64}) [ *](.+)");

    public HeldOut {
        hashes = Collections.unmodifiableMap(new TreeMap<>(hashes));
    }

    static HeldOut of(ImageFolder folder) {
        var hashes = new TreeMap<String, String>();
        folder.pictures().forEach(picture -> hashes.put(picture.name(), picture.hash()));
        return new HeldOut(hashes);
    }

    void write(Path file) throws IOException {
        var text = new StringBuilder();
        hashes.forEach((name, hash) -> {
            String escaped = name.replace("\\", "\\\\").replace("\n", "\\n").replace("\r", "\\r");
            text.append(escaped.equals(name) ? "" : "\\").append(hash).append("  ");
            text.append(escaped).append('\n');
        });
        AtomicFile.write(file, text.toString().getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Reads a list.
     *
     * @param path its file, or the folder that a training wrote it into
     * @throws IOException in one line that names the file: it is missing, empty, or has another line
     */
    public static HeldOut read(Path path) throws IOException {
        Path file = Files.isDirectory(path) ? path.resolve(TrainingFiles.HELD_OUT) : path;
        var hashes = new TreeMap<String, String>();
        try {
            int number = 0;
            for (String line : Files.readAllLines(file)) {
                number++;
                Matcher parts = LINE.matcher(line);
                if (!parts.matches()) {
                    throw new IOException(file + ": line " + number + " is not a SHA-256, two spaces and a name");
                }
                hashes.put(name(parts.group(3), !parts.group(1).isEmpty()), parts.group(2));
            }
        } catch (NoSuchFileException e) {
            throw new IOException(file + ": no such file", e);
        } catch (MalformedInputException e) {
            throw new IOException(file + ": is not in UTF-8", e);
        }
        if (hashes.isEmpty()) {
            throw new IOException(file + ": lists no picture; the training held out none");
        }
        return new HeldOut(hashes);
    }

    private static String name(String text, boolean escaped) {
        return escaped
                ? Pattern.compile("\\\\(.)")
                        .matcher(text)
                        .replaceAll(e -> Matcher.quoteReplacement(
                                switch (e.group(1)) {
                                    case "n" -> "\n";
                                    case "r" -> "\r";
                                    default -> e.group(1);
                                }))
                : text;
    }
}
