package dev.limpid.experiment;

import java.util.List;

/** A table in Markdown whose columns are even, so that it can be read in a terminal and put into a page as it is. */
public final class MarkdownTable {
    private MarkdownTable() {}

    /**
     * Lays out a table; every cell is set right.
     *
     * @param table rows of as many cells each, the first one the head
     * @return lines, each with its end
     */
    public static String of(List<List<String>> table) {
        List<List<String>> cells = table.stream()
                .map(row -> row.stream().map(cell -> cell.replace("|", "\\|")).toList())
                .toList();
        int columns = cells.get(0).size();
        var widths = new int[columns];
        for (List<String> row : cells) {
            for (int i = 0; i < columns; i++) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        }
        var text = new StringBuilder();
        for (int r = 0; r < cells.size(); r++) {
            for (int i = 0; i < columns; i++) {
                // Not by format, whose width must not be 0.
                String cell = cells.get(r).get(i);
                text.append("| ")
                        .append(" ".repeat(widths[i] - cell.length()))
                        .append(cell)
                        .append(' ');
            }
            text.append("|\n");
            if (r == 0) {
                for (int width : widths) {
                    text.append('|').append("-".repeat(width + 1)).append(':');
                }
                text.append("|\n");
            }
        }
        return text.toString();
    }
}
