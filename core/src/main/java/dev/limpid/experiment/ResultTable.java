package dev.limpid.experiment;

import dev.limpid.io.AtomicFile;
import dev.limpid.io.ProcessLock;
import dev.limpid.metric.Quantity;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Numbers by task, picture and method in a CSV file that grows by a row at a time, so that an experiment that is stopped goes on
 * where it was.
 *
 * <p>The file begins with {@value #FIRST} and has a line {@code # key = value} for every setting that its numbers belong to. A run
 * that is killed leaves at most one row without its end; it is dropped, and measured again. Where two rows are of the same task,
 * picture and method, the first counts.
 */
final class ResultTable {
    /** Measures one cell of an experiment, which may take minutes. */
    @FunctionalInterface
    public interface Measure {
        /** The numbers by the keys of their quantities; NaN counts as not measured. */
        Map<String, Double> numbers() throws IOException;
    }

    /** The first line of the file, with the version of its form. */
    public static final String FIRST = "# limpid results 1";

    private static final String COMMENT = "# ";
    private static final String IS = " = ";
    private static final List<String> NAMES = List.of("task", "picture", "method");

    private final Path file;
    private final List<Quantity> quantities;
    private final Map<String, String> settings = new LinkedHashMap<>();
    private final List<ResultRow> rows = new ArrayList<>();
    private final List<String> lines = new ArrayList<>();

    /** So many of the lines are in the file, and nothing else is; negative where the file is to be written as a whole. */
    private int written = -1;

    private ResultTable(Path file, List<Quantity> quantities) {
        this.file = file;
        this.quantities = List.copyOf(quantities);
    }

    /**
     * Opens a table; a file that is not there begins with the first row. Settings that the file does not have are added.
     *
     * @param quantities the numbers of a row
     * @param settings everything else that the numbers depend on, by name, one line each
     * @throws IOException in one line that names the file: it is no such table, is damaged, has other numbers, or belongs to other
     *     settings
     */
    public static ResultTable open(Path file, List<Quantity> quantities, Map<String, String> settings)
            throws IOException {
        var table = new ResultTable(file, quantities);
        table.load();
        table.belongsTo(settings);
        return table;
    }

    /** The columns of a table that is there, so that a run goes on with those; empty where there is none, or it is another file. */
    static Optional<List<String>> columns(Path file) throws IOException {
        if (!Files.isRegularFile(file)) {
            return Optional.empty();
        }
        try (Stream<String> lines = Files.lines(file)) {
            return lines.filter(line -> !line.startsWith(COMMENT)).findFirst().map(CsvLine::split);
        } catch (UncheckedIOException e) {
            return Optional.empty();
        }
    }

    private void load() throws IOException {
        rows.clear();
        lines.clear();
        settings.clear();
        written = -1;
        if (Files.isDirectory(file)) {
            throw new IOException(file + ": is a folder, and must be a table of results");
        }
        if (Files.exists(file)) {
            read();
        } else {
            lines.add(FIRST);
            lines.add(CsvLine.join(header()));
        }
    }

    private List<String> header() {
        var header = new ArrayList<>(NAMES);
        quantities.forEach(quantity -> header.add(quantity.key()));
        return header;
    }

    private void read() throws IOException {
        String text = Files.readString(file);
        int end = text.lastIndexOf('\n') + 1;
        text.substring(0, end).lines().forEach(lines::add);
        written = end == text.length() ? lines.size() : -1;
        if (lines.isEmpty() || !lines.get(0).equals(FIRST)) {
            String first = text.lines().findFirst().orElse("");
            throw new IOException(file + ": is no table of results that this version goes on with, which begins with '"
                    + FIRST + "', not '" + first + "': choose another folder, or move it away");
        }
        boolean headed = false;
        for (int i = 1; i < lines.size(); i++) {
            String line = lines.get(i);
            if (line.startsWith(COMMENT)) {
                String[] setting = line.substring(COMMENT.length()).split(IS, 2);
                settings.put(setting[0], setting.length == 2 ? setting[1] : "");
            } else if (headed) {
                rows.add(row(line, i + 1));
            } else {
                requireHeader(line);
                headed = true;
            }
        }
        if (!headed) {
            throw new IOException(file + ": has no header: choose another folder, or move it away");
        }
    }

    private void requireHeader(String line) throws IOException {
        String expected = CsvLine.join(header());
        if (!line.equals(expected)) {
            throw new IOException(file + ": has the columns " + line + ", and this run measures " + expected
                    + ": choose another folder, or move it away");
        }
    }

    private ResultRow row(String line, int number) throws IOException {
        List<String> cells = CsvLine.split(line);
        int columns = NAMES.size() + quantities.size();
        if (cells.size() != columns) {
            throw new IOException(file + ": line " + number + " has " + cells.size() + " cells instead of " + columns
                    + ": correct or remove it");
        }
        var values = new LinkedHashMap<String, Double>();
        try {
            for (int i = 0; i < quantities.size(); i++) {
                String cell = cells.get(NAMES.size() + i);
                if (!cell.isEmpty()) {
                    values.put(quantities.get(i).key(), Double.valueOf(cell));
                }
            }
            return new ResultRow(cells.get(0), cells.get(1), cells.get(2), values);
        } catch (IllegalArgumentException e) {
            throw new IOException(file + ": line " + number + " is no row of results: " + e.getMessage(), e);
        }
    }

    /**
     * Adds settings that the numbers belong to, such as those of one more method.
     *
     * @throws IOException if the table has another value for one of them, naming both
     */
    public void belongsTo(Map<String, String> more) throws IOException {
        for (Map.Entry<String, String> setting : more.entrySet()) {
            CsvLine.requireCell("the value of setting '" + setting.getKey() + "'", setting.getValue());
            if (!setting.getKey().matches("[^=\\v]+")) {
                throw new IllegalArgumentException(
                        "the name of a setting must be one line without '=', got '" + setting.getKey() + "'");
            }
            String known = settings.putIfAbsent(setting.getKey(), setting.getValue());
            if (known == null) {
                lines.add(COMMENT + setting.getKey() + IS + setting.getValue());
            } else if (!known.equals(setting.getValue())) {
                throw new IOException(file + ": was made with " + setting.getKey() + IS + known + ", and this run has "
                        + setting.getValue() + ": choose another folder, or move it away");
            }
        }
    }

    /**
     * Keeps other runs from measuring into the file, until it is closed, and reads what they have written since it was opened.
     *
     * @throws IOException if another run measures into it, or it belongs to other settings by now
     */
    ProcessLock take() throws IOException {
        ProcessLock mine = ProcessLock.take(
                file.resolveSibling(file.getFileName() + ".lock"), file + ": another run measures into it");
        boolean read = false;
        try {
            var asked = new LinkedHashMap<>(settings);
            load();
            belongsTo(asked);
            read = true;
            return mine;
        } finally {
            if (!read) {
                mine.close();
            }
        }
    }

    /** Everything that the numbers belong to, by name. */
    Map<String, String> settings() {
        return Map.copyOf(settings);
    }

    /** The rows in the order in which they were measured. */
    public List<ResultRow> rows() {
        return List.copyOf(rows);
    }

    public List<Quantity> quantities() {
        return quantities;
    }

    /** The row of a task, picture and method, if it was measured. */
    public Optional<ResultRow> find(String task, String picture, String method) {
        return rows.stream().filter(row -> row.is(task, picture, method)).findFirst();
    }

    /**
     * Gives the row of a task, picture and method. Where it is not there, it is measured, and is on the disk when this returns.
     *
     * @throws IOException if it cannot be measured, or the file cannot be written
     */
    public ResultRow findOrMeasure(String task, String picture, String method, Measure measure) throws IOException {
        Optional<ResultRow> known = find(task, picture, method);
        if (known.isPresent()) {
            return known.get();
        }
        var row = new ResultRow(task, picture, method, measure.numbers());
        add(row);
        return row;
    }

    /** Appends a row that is not there yet. */
    void add(ResultRow row) throws IOException {
        add(List.of(row));
    }

    /**
     * Appends rows that are not there yet; they are on the disk when this returns.
     *
     * @throws IllegalArgumentException if one has a number that is none of the table's quantities
     */
    public void add(List<ResultRow> more) throws IOException {
        for (ResultRow row : more) {
            if (find(row.task(), row.picture(), row.method()).isEmpty()) {
                lines.add(line(row));
                rows.add(row);
            }
        }
        write();
    }

    private String line(ResultRow row) {
        List<String> keys = quantities.stream().map(Quantity::key).toList();
        if (!keys.containsAll(row.values().keySet())) {
            throw new IllegalArgumentException(
                    "a row of " + keys + " has other numbers: " + row.values().keySet());
        }
        var cells = new ArrayList<>(List.of(row.task(), row.picture(), row.method()));
        for (String key : keys) {
            double value = row.values().getOrDefault(key, Double.NaN);
            cells.add(Double.isNaN(value) ? "" : Double.toString(value));
        }
        return CsvLine.join(cells);
    }

    /** Puts on the disk what is not there yet. */
    void write() throws IOException {
        if (written == lines.size()) {
            return;
        }
        if (written < 0) {
            AtomicFile.write(file, text(0));
        } else {
            try {
                Files.write(file, text(written), StandardOpenOption.APPEND, StandardOpenOption.DSYNC);
            } catch (IOException e) {
                written = -1; // a part of a line may be there
                throw new IOException("cannot write " + file + ": " + e.getMessage(), e);
            }
        }
        written = lines.size();
    }

    private byte[] text(int from) {
        String text = String.join("\n", lines.subList(from, lines.size())) + "\n";
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
