package dev.limpid.experiment;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.limpid.io.AtomicFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.List;

/**
 * The rows of a table as JSON, one on each line, for programs. It follows the table, and is made from it anew where it does not.
 */
final class JsonLines {
    private static final JsonMapper MAPPER = new JsonMapper();

    private final Path file;

    /** Rows that this run has put into the file; negative before it has looked at it. */
    private int written = -1;

    JsonLines(Path file) {
        this.file = file;
    }

    /** Brings the file to the rows, which only grow; it has them when this returns. */
    void follow(List<ResultRow> rows) throws IOException {
        if (written < 0) {
            AtomicFile.write(file, text(rows));
        } else if (rows.size() > written) {
            Files.write(file, text(rows.subList(written, rows.size())), StandardOpenOption.APPEND);
        }
        written = rows.size();
    }

    private static byte[] text(List<ResultRow> rows) throws JsonProcessingException {
        var text = new StringBuilder();
        for (ResultRow row : rows) {
            var values = new LinkedHashMap<String, Object>();
            values.put("problem", row.task());
            values.put("picture", row.picture());
            values.put("solver", row.method());
            // JSON has no infinity.
            row.values().forEach((key, value) -> values.put(key, Double.isInfinite(value) ? null : value));
            text.append(MAPPER.writeValueAsString(values)).append('\n');
        }
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }
}
