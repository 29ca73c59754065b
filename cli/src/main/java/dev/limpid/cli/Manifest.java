package dev.limpid.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A batch in a file: one image per line of CSV, or per element of a YAML list, with what is particular to it. Its keys are
 * the names of the options; paths are relative to the manifest's folder.
 */
final class Manifest {
    static final String FILE = "file";
    static final String NAME = "name";
    private static final List<String> KEYS = List.of(FILE, NAME, "task", "mask", "psf", "noise", "scale");
    private static final List<String> PATHS = List.of(FILE, NAME, "mask", "psf");

    private Manifest() {}

    /**
     * One image.
     *
     * @param place where it stands, for messages
     * @param values by key, none of them blank; {@code file} is always there
     */
    record Row(String place, Map<String, String> values) {
        Row {
            values = Map.copyOf(values);
        }
    }

    /**
     * Reads a manifest, YAML where its name ends in .yaml or .yml, and CSV with a line of keys otherwise.
     *
     * @throws UsageException for what is neither, an unknown key, or an image without a file
     */
    static List<Row> read(Path file) throws IOException {
        return parse(file, text(file));
    }

    static List<Row> parse(Path file, String text) {
        String name = file.toString().toLowerCase(Locale.ROOT);
        List<Map<String, String>> rows =
                name.endsWith(".yaml") || name.endsWith(".yml") ? yaml(file, text) : csv(file, text);
        var checked = new ArrayList<Row>();
        for (Map<String, String> row : rows) {
            String place = "--manifest " + file + ", image " + (checked.size() + 1);
            for (String key : row.keySet()) {
                if (!KEYS.contains(key)) {
                    throw new UsageException(place + ": unknown key '" + key + "': " + String.join(", ", KEYS));
                }
            }
            if (!row.containsKey(FILE)) {
                throw new UsageException(place + ": has no 'file'");
            }
            PATHS.stream().filter(row::containsKey).forEach(key -> path(place, key, row.getOrDefault(key, "")));
            checked.add(new Row(place, row));
        }
        if (checked.isEmpty()) {
            throw new UsageException("--manifest " + file + ": names no image");
        }
        return checked;
    }

    /** @throws UsageException for a text that is no path */
    private static Path path(String place, String key, String text) {
        try {
            return Path.of(text);
        } catch (InvalidPathException e) {
            throw new UsageException(place + ": " + key + " is no path: " + e.getReason(), e);
        }
    }

    private static String text(Path file) throws IOException {
        try {
            return Files.readString(file, StandardCharsets.UTF_8);
        } catch (MalformedInputException e) {
            throw new UsageException("--manifest " + file + ": is not in UTF-8", e);
        }
    }

    private static List<Map<String, String>> yaml(Path file, String text) {
        var mapper = YAMLMapper.builder()
                .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                .build();
        try {
            @Nullable
            List<@Nullable Map<String, @Nullable Object>> rows =
                    mapper.readValue(text, new TypeReference<List<@Nullable Map<String, @Nullable Object>>>() {});
            if (rows == null || rows.contains(null)) {
                throw new UsageException("--manifest " + file + ": is no YAML list of images: one of them is empty");
            }
            return rows.stream().map(Manifest::texts).toList();
        } catch (JsonProcessingException e) {
            String reason =
                    String.valueOf(e.getOriginalMessage()).lines().findFirst().orElse("");
            throw new UsageException("--manifest " + file + ": is no YAML list of images: " + reason, e);
        }
    }

    private static Map<String, String> texts(Map<String, Object> row) {
        var texts = new LinkedHashMap<String, String>();
        row.forEach((key, value) -> {
            if (value != null && !value.toString().isBlank()) {
                texts.put(key, value.toString().strip());
            }
        });
        return texts;
    }

    private static List<Map<String, String>> csv(Path file, String text) {
        // Spreadsheets put a byte order mark before the first key.
        List<List<String>> lines = Csv.parse(text.startsWith("\uFEFF") ? text.substring(1) : text);
        if (lines.isEmpty()
                || !lines.get(0).stream().map(String::strip).toList().contains(FILE)) {
            throw new UsageException("--manifest " + file + ": its first line must name the columns, among them '"
                    + FILE + "': " + String.join(", ", KEYS));
        }
        List<String> keys = lines.get(0).stream().map(String::strip).toList();
        if (Set.copyOf(keys).size() != keys.size()) {
            throw new UsageException("--manifest " + file + ": two columns have the same name");
        }
        var rows = new ArrayList<Map<String, String>>();
        for (List<String> line : lines.subList(1, lines.size())) {
            if (line.size() != keys.size()) {
                throw new UsageException("--manifest " + file + ", image " + (rows.size() + 1) + ": has " + line.size()
                        + " values for " + keys.size() + " columns");
            }
            var row = new LinkedHashMap<String, Object>();
            for (int i = 0; i < keys.size(); i++) {
                row.put(keys.get(i), line.get(i));
            }
            rows.add(texts(row));
        }
        return rows;
    }
}
