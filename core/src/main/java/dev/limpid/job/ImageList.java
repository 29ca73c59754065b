package dev.limpid.job;

import dev.limpid.io.AtomicFile;
import dev.limpid.io.InvalidRequestException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The pictures of a test set by their hashes: a first line with their size, and a line for each.
 *
 * @param size side of the pictures
 * @param seed by which they were drawn
 * @param entries in the order of their numbers from 0
 */
public record ImageList(int size, long seed, List<Entry> entries) {
    private static final Pattern FIRST = Pattern.compile("# limpid images 1: size (\\d{1,6}), seed (-?\\d{1,19})");
    private static final Pattern LINE =
            Pattern.compile("(\\d{1,9}) ([0-9a-f]{64}) ([0-9a-f]{64}) (\\d{1,9}x\\d{1,9}) (.+)");

    /**
     * One picture.
     *
     * @param source SHA-256 of the file that it was made from
     * @param written SHA-256 of the picture
     * @param shape of the source, such as {@code 178x218}
     * @param path of the source in its folder, with slashes
     */
    public record Entry(String source, String written, String shape, String path) {
        private String line(int number) {
            return String.join(" ", Integer.toString(number), source, written, shape, path) + "\n";
        }
    }

    public ImageList {
        entries = List.copyOf(entries);
    }

    /**
     * Reads a list. A last line without its end is that of a run that was killed, and is left out.
     *
     * @throws InvalidRequestException in one line, if it is none
     */
    public static ImageList read(Path file) throws IOException {
        String text = Files.readString(file);
        List<String> lines =
                text.substring(0, text.lastIndexOf('\n') + 1).lines().toList();
        Matcher first = FIRST.matcher(lines.isEmpty() ? "" : lines.get(0));
        if (!first.matches()) {
            throw new InvalidRequestException(
                    file + ": is no list of images, which begins with '# limpid images 1: size'");
        }
        var entries = new ArrayList<Entry>();
        for (String line : lines.subList(1, lines.size())) {
            Matcher parts = LINE.matcher(line);
            if (!parts.matches() || Integer.parseInt(parts.group(1)) != entries.size()) {
                throw new InvalidRequestException(file + ": line " + (entries.size() + 2)
                        + " is not 'NUMBER SHA256 SHA256 WIDTHxHEIGHT PATH' with the next number");
            }
            entries.add(new Entry(parts.group(2), parts.group(3), parts.group(4), parts.group(5)));
        }
        return new ImageList(Integer.parseInt(first.group(1)), seed(file, first.group(2)), entries);
    }

    private static long seed(Path file, String text) {
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw new InvalidRequestException(file + ": has the seed " + text + ", which is beyond 64 bits", e);
        }
    }

    void write(Path file) throws IOException {
        var text = new StringBuilder("# limpid images 1: size " + size + ", seed " + seed + "\n");
        for (int i = 0; i < entries.size(); i++) {
            text.append(entries.get(i).line(i));
        }
        AtomicFile.write(file, text.toString().getBytes(StandardCharsets.UTF_8));
    }

    static void append(Path file, int number, Entry entry) throws IOException {
        Files.writeString(file, entry.line(number), StandardOpenOption.APPEND);
    }
}
