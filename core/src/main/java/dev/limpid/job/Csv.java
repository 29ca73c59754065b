package dev.limpid.job;

import java.util.ArrayList;
import java.util.List;

/** Comma-separated values as RFC 4180 has them: quotes around what holds a comma, a quote or a line's end; quotes doubled. */
final class Csv {
    /**
     * A line that is not blank.
     *
     * @param number of its first line in the file, from 1: quoted fields may hold several
     */
    record Line(int number, List<String> fields) {
        Line {
            fields = List.copyOf(fields);
        }
    }

    private final String text;
    private int at;

    private Csv(String text) {
        this.text = text;
    }

    /** The lines that are not blank, in fields. */
    static List<Line> parse(String text) {
        var parser = new Csv(text);
        var lines = new ArrayList<Line>();
        int number = 1;
        while (parser.at < text.length()) {
            int from = parser.at;
            List<String> line = parser.line();
            // Spreadsheets end in rows of nothing but commas.
            if (!line.stream().allMatch(String::isBlank)) {
                lines.add(new Line(number, line));
            }
            number += (int) text.substring(from, parser.at)
                    .chars()
                    .filter(c -> c == '\n')
                    .count();
        }
        return lines;
    }

    private List<String> line() {
        var fields = new ArrayList<String>();
        do {
            fields.add(at < text.length() && text.charAt(at) == '"' ? quoted() : plain());
        } while (at < text.length() && text.charAt(at++) == ',');
        return fields;
    }

    /** Up to the comma or the line's end, which stays. */
    private String plain() {
        int from = at;
        while (at < text.length() && text.charAt(at) != ',' && text.charAt(at) != '\n') {
            at++;
        }
        String field = text.substring(from, at);
        return field.endsWith("\r") ? field.substring(0, field.length() - 1) : field;
    }

    private String quoted() {
        var field = new StringBuilder();
        for (at++; at < text.length(); at++) {
            if (text.charAt(at) != '"') {
                field.append(text.charAt(at));
            } else if (at + 1 < text.length() && text.charAt(at + 1) == '"') {
                field.append('"');
                at++;
            } else {
                break;
            }
        }
        at = Math.min(at + 1, text.length()); // a quote that is not closed ends with the text
        plain(); // what follows the quote up to the comma belongs to nothing
        return field.toString();
    }
}
