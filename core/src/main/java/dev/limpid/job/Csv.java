package dev.limpid.job;

import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.dataformat.csv.CsvFactory;
import com.fasterxml.jackson.dataformat.csv.CsvParser;
import com.fasterxml.jackson.dataformat.csv.CsvSchema;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/**
 * A table in text as RFC 4180 has it, with the separator of whoever wrote it: spreadsheets put semicolons where the comma is the
 * decimal one.
 *
 * @param separator a comma, a semicolon or a tab
 * @param lines those that are not blank
 */
record Csv(char separator, List<Line> lines) {
    /** The comma first, which is taken where a table has one column. */
    private static final List<Character> SEPARATORS = List.of(',', ';', '\t');

    private static final CsvFactory FACTORY =
            CsvFactory.builder().enable(CsvParser.Feature.WRAP_AS_ARRAY).build();

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

    Csv {
        lines = List.copyOf(lines);
    }

    /**
     * Reads a table.
     *
     * @param keys names that its first line may have; the separator is the one that finds most of them there
     * @throws IOException where a quote is not closed, or something follows a closed one
     */
    static Csv parse(String text, Collection<String> keys) throws IOException {
        String first = text.lines().filter(line -> !line.isBlank()).findFirst().orElse("");
        char separator = SEPARATORS.stream()
                .max(Comparator.<Character>comparingLong(c -> known(first, c, keys))
                        .thenComparing(c -> -SEPARATORS.indexOf(c)))
                .orElseThrow();
        return new Csv(separator, lines(text, separator));
    }

    private static long known(String line, char separator, Collection<String> keys) {
        try {
            return lines(line, separator).stream()
                    .flatMap(read -> read.fields().stream())
                    .filter(field -> keys.contains(field.strip()))
                    .count();
        } catch (IOException e) {
            return 0; // a quoted name of several lines is none of the keys
        }
    }

    private static List<Line> lines(String text, char separator) throws IOException {
        var lines = new ArrayList<Line>();
        try (CsvParser parser = FACTORY.createParser(text)) {
            parser.setSchema(CsvSchema.emptySchema().withColumnSeparator(separator));
            parser.nextToken(); // the table begins
            while (parser.nextToken() == JsonToken.START_ARRAY) {
                int number = parser.currentLocation().getLineNr();
                var fields = new ArrayList<String>();
                while (parser.nextToken() != JsonToken.END_ARRAY) {
                    fields.add(parser.getText());
                }
                // Spreadsheets end in rows of nothing but separators.
                if (!fields.stream().allMatch(String::isBlank)) {
                    lines.add(new Line(number, fields));
                }
            }
        }
        return lines;
    }
}
