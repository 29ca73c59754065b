package dev.limpid.experiment;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** One line of comma-separated values as RFC 4180 has them, without ends of lines in a cell. */
final class CsvLine {
    private CsvLine() {}

    /** @throws IllegalArgumentException if a cell is empty or has an end of a line in it */
    static void requireCell(String name, String cell) {
        if (cell.isBlank() || cell.lines().count() != 1) {
            throw new IllegalArgumentException(name + " must be one line that is not blank, got '" + cell + "'");
        }
    }

    static String join(List<String> cells) {
        return cells.stream().map(CsvLine::quoted).collect(Collectors.joining(","));
    }

    /** A first cell with # would be taken for a comment. */
    private static String quoted(String cell) {
        return cell.matches(".*[,\"#].*") ? '"' + cell.replace("\"", "\"\"") + '"' : cell;
    }

    static List<String> split(String line) {
        var cells = new ArrayList<String>();
        var cell = new StringBuilder();
        boolean quoted = false;
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            if (c == '"') {
                // Within quotes two of them stand for one.
                if (!quoted && i > 0 && line.charAt(i - 1) == '"') {
                    cell.append(c);
                }
                quoted = !quoted;
            } else if (c == ',' && !quoted) {
                cells.add(cell.toString());
                cell.setLength(0);
            } else {
                cell.append(c);
            }
        }
        cells.add(cell.toString());
        return cells;
    }
}
