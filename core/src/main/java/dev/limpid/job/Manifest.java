package dev.limpid.job;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.limpid.degradation.Option;
import dev.limpid.degradation.Task;
import dev.limpid.degradation.Tasks;
import dev.limpid.degradation.Values;
import dev.limpid.io.InvalidRequestException;
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
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A batch in a file: one image per line of CSV, or per element of a YAML list, with what is particular to it. Its keys are
 * the names of the options; paths are relative to the manifest's folder.
 */
final class Manifest {
    static final String FILE = "file";
    static final String NAME = "name";
    static final String TASK = "task";
    private static final List<String> PATHS = List.of(FILE, NAME);

    /** Keys whose values are names, in which a comma is itself. */
    private static final Set<String> TEXTS = Stream.concat(
                    Stream.of(FILE, NAME, TASK),
                    Tasks.options().stream()
                            .filter(option -> option.file() != null)
                            .map(Option::name))
            .collect(Collectors.toUnmodifiableSet());

    private static final Pattern DECIMAL = Pattern.compile("\\s*[+-]?[0-9]*,[0-9]+([eE][+-]?[0-9]+)?\\s*");

    static final List<String> KEYS = Stream.concat(
                    Stream.of(FILE, NAME, TASK), Tasks.options().stream().map(Option::name))
            .toList();

    /** A hundred bytes for each of some hundred thousand images. */
    private static final long LARGEST = 16L << 20;

    private final Path file;
    private final WrongRows wrong;
    private final List<Row> rows = new ArrayList<>();

    private Manifest(Path file, WrongRows wrong) {
        this.file = file;
        this.wrong = wrong;
    }

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

        /** The task that stands there, or else the common one. */
        @Nullable
        Task task(@Nullable Task common) {
            String text = values.get(TASK);
            try {
                return text == null ? common : Tasks.named(text);
            } catch (IllegalArgumentException e) {
                throw new InvalidRequestException(place + ": " + e.getMessage(), e);
            }
        }

        /** The values of options that stand there; files are relative to the manifest's folder, and can be read. */
        Values options(Path manifest) {
            Values given = Values.NONE;
            for (Option<?> option : Tasks.options()) {
                String text = values.get(option.name());
                try {
                    given = text == null ? given : given.parsed(option, text, manifest);
                } catch (InvalidPathException e) {
                    throw new InvalidRequestException(
                            place + ": " + option.name() + " is no path: " + e.getReason(), e);
                } catch (IllegalArgumentException e) {
                    throw new InvalidRequestException(place + ": " + e.getMessage(), e);
                }
            }
            Requirements.readable(place + ": ", given);
            return given;
        }
    }

    /**
     * Reads a manifest, YAML where its name ends in .yaml or .yml, and CSV with a line of keys otherwise.
     *
     * @param wrong gets rows with an unknown key, without a file, or of another length than the line of keys
     * @return the other rows
     * @throws InvalidRequestException for what is neither CSV nor YAML, and where there is no row
     */
    static List<Row> read(Path file, WrongRows wrong) throws IOException {
        return parse(file, text(file), wrong);
    }

    /** The same of a file's content. */
    static List<Row> parse(Path file, String text, WrongRows wrong) throws IOException {
        var manifest = new Manifest(file, wrong);
        String name = file.toString().toLowerCase(Locale.ROOT);
        int found = name.endsWith(".yaml") || name.endsWith(".yml") ? manifest.yaml(text) : manifest.csv(text);
        if (found == 0) {
            throw new InvalidRequestException("--manifest " + file + ": names no image");
        }
        return manifest.rows;
    }

    private static String text(Path file) throws IOException {
        try {
            long bytes = Files.size(file);
            if (bytes > LARGEST) {
                throw new InvalidRequestException(
                        "--manifest " + file + ": " + bytes + " bytes are more than the limit of " + LARGEST);
            }
            return Files.readString(file, StandardCharsets.UTF_8);
        } catch (MalformedInputException e) {
            throw new InvalidRequestException("--manifest " + file + ": is not in UTF-8", e);
        }
    }

    private String place(int line) {
        return "--manifest " + file + ", line " + line;
    }

    private void add(int line, Map<String, String> row) {
        for (String key : row.keySet()) {
            if (!KEYS.contains(key)) {
                wrong.add(new InvalidRequestException(unknown(line, key)));
                return;
            }
        }
        if (!row.containsKey(FILE)) {
            wrong.add(new InvalidRequestException(place(line) + ": has no 'file'"));
        } else if (PATHS.stream().allMatch(key -> isPath(line, key, row.getOrDefault(key, "")))) {
            rows.add(new Row(place(line), row));
        }
    }

    @SuppressWarnings("ReturnValueIgnored") // asked only whether there is one
    private boolean isPath(int line, String key, String text) {
        try {
            Path.of(text);
            return true;
        } catch (InvalidPathException e) {
            wrong.add(new InvalidRequestException(place(line) + ": " + key + " is no path: " + e.getReason(), e));
            return false;
        }
    }

    private String unknown(int line, String key) {
        return place(line) + ": unknown key '" + key + "': " + String.join(", ", KEYS);
    }

    private int yaml(String text) throws IOException {
        var mapper = YAMLMapper.builder()
                .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                .build();
        try (JsonParser parser = mapper.createParser(text)) {
            if (parser.nextToken() != JsonToken.START_ARRAY) {
                throw notAList("it begins with no element", null);
            }
            int found = 0;
            while (parser.nextToken() != JsonToken.END_ARRAY) {
                int line = parser.currentTokenLocation().getLineNr();
                if (parser.currentToken() != JsonToken.START_OBJECT) {
                    throw notAList("the one in line " + line + " has no keys", null);
                }
                add(line, texts(parser.readValueAs(new TypeReference<Map<String, @Nullable String>>() {})));
                found++;
            }
            if (parser.nextToken() != null) {
                throw notAList("something follows it", null);
            }
            return found;
        } catch (JsonProcessingException e) {
            throw notAList(
                    String.valueOf(e.getOriginalMessage()).lines().findFirst().orElse(""), e);
        }
    }

    private InvalidRequestException notAList(String reason, @Nullable Exception cause) {
        return new InvalidRequestException("--manifest " + file + ": is no YAML list of images: " + reason, cause);
    }

    /** Numbers are as they are written: 1.10 is a name of its own. */
    private static Map<String, String> texts(Map<String, @Nullable String> row) {
        var texts = new LinkedHashMap<String, String>();
        row.forEach((key, value) -> {
            if (value != null && !value.isBlank()) {
                texts.put(key, value.strip());
            }
        });
        return texts;
    }

    private int csv(String text) throws IOException {
        Csv table = table(text);
        List<Csv.Line> lines = table.lines();
        List<String> keys = lines.isEmpty()
                ? List.of()
                : lines.get(0).fields().stream().map(String::strip).toList();
        if (!keys.contains(FILE)) {
            throw new InvalidRequestException("--manifest " + file
                    + ": its first line must name the columns, among them '" + FILE + "', between commas, semicolons or"
                    + " tabs: " + String.join(", ", KEYS));
        } else if (keys.stream().filter(key -> !key.isEmpty()).distinct().count()
                != keys.stream().filter(key -> !key.isEmpty()).count()) {
            throw new InvalidRequestException("--manifest " + file + ": two columns have the same name");
        }
        for (String key : keys) {
            if (!key.isEmpty() && !KEYS.contains(key)) {
                throw new InvalidRequestException(unknown(lines.get(0).number(), key));
            }
        }
        for (Csv.Line line : lines.subList(1, lines.size())) {
            if (line.fields().size() == keys.size()) {
                add(line.number(), row(keys, line.fields(), table.separator() != ','));
            } else {
                wrong.add(new InvalidRequestException(place(line.number()) + ": has "
                        + line.fields().size() + " values for " + keys.size() + " columns"));
            }
        }
        return lines.size() - 1;
    }

    private Csv table(String text) throws IOException {
        try {
            // Spreadsheets put a byte order mark before the first key.
            return Csv.parse(text.startsWith("\uFEFF") ? text.substring(1) : text, KEYS);
        } catch (JsonProcessingException e) {
            int line = e.getLocation() == null ? 1 : e.getLocation().getLineNr();
            throw new InvalidRequestException(
                    place(line) + ": is no CSV: "
                            + String.valueOf(e.getOriginalMessage())
                                    .lines()
                                    .findFirst()
                                    .orElse(""),
                    e);
        }
    }

    /** @param decimalCommas whether numbers may have them, because no comma separates the fields */
    private static Map<String, String> row(List<String> keys, List<String> fields, boolean decimalCommas) {
        var row = new LinkedHashMap<String, @Nullable String>();
        for (int i = 0; i < keys.size(); i++) {
            String key = keys.get(i);
            boolean number = decimalCommas
                    && !TEXTS.contains(key)
                    && DECIMAL.matcher(fields.get(i)).matches();
            row.put(key, number ? fields.get(i).replace(',', '.') : fields.get(i));
        }
        return texts(row);
    }
}
