package dev.limpid.training;

import dev.limpid.io.AtomicFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Numbers over the steps of a training, as CSV whose first column is the step. Rows are held until {@link #flush}, which
 * goes before the state: after a kill the file may know more steps than the state, and never fewer.
 */
final class CurveFile {
    private final Path file;
    private final List<String> rows = new ArrayList<>();
    private int written;

    private CurveFile(Path file, String header) {
        this.file = file;
        rows.add(header);
    }

    /** Begins a file anew. */
    static CurveFile begin(Path file, String header) throws IOException {
        var curve = new CurveFile(file, header);
        curve.rewrite();
        return curve;
    }

    /** Continues a file after {@code step}: what it knows of later steps is done again. */
    static CurveFile resume(Path file, String header, long step) throws IOException {
        var curve = new CurveFile(file, header);
        if (Files.exists(file)) {
            Files.readAllLines(file).stream()
                    .skip(1)
                    .filter(row -> stepOf(row) <= step)
                    .forEach(curve.rows::add);
        }
        curve.rewrite();
        return curve;
    }

    /** The number before the first comma; a row that was cut off by a kill counts as later than all. */
    private static long stepOf(String row) {
        String first = row.substring(0, Math.max(0, row.indexOf(',')));
        return first.matches("[0-9]{1,18}") ? Long.parseLong(first) : Long.MAX_VALUE;
    }

    private void rewrite() throws IOException {
        AtomicFile.write(file, text(0).getBytes(StandardCharsets.UTF_8));
        written = rows.size();
    }

    void add(long step, List<Double> values) {
        var row = new StringBuilder().append(step);
        values.forEach(value -> row.append(',').append(value));
        rows.add(row.toString());
    }

    /** Whether the last row is of that step. */
    boolean endsAt(long step) {
        return rows.size() > 1 && stepOf(rows.get(rows.size() - 1)) == step;
    }

    /** The numbers of the last row, without the step; empty where there is none. */
    List<Double> last() {
        return rows.size() == 1 ? List.of() : values(rows.get(rows.size() - 1));
    }

    /** The mean of a column, the first after the step being 0, over the last {@code count} rows. */
    double mean(int column, int count) {
        return rows.subList(Math.max(1, rows.size() - count), rows.size()).stream()
                .mapToDouble(row -> values(row).get(column))
                .average()
                .orElse(Double.NaN);
    }

    private static List<Double> values(String row) {
        return Arrays.stream(row.split(",")).skip(1).map(Double::valueOf).toList();
    }

    void flush() throws IOException {
        try {
            Files.writeString(file, text(written), StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new IOException("cannot write " + file + ": " + e.getMessage(), e);
        }
        written = rows.size();
    }

    private String text(int from) {
        return rows.stream().skip(from).map(row -> row + "\n").collect(Collectors.joining());
    }
}
