package dev.limpid.cli;

import dev.limpid.io.AtomicFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Scores of restorations in a CSV file, by what determines them, so that none is computed twice. The file is whole at any
 * moment.
 */
final class ComparedScores {
    private static final String HEADER = "prior,task,settings,seed,picture,psnr";

    /** A row that somebody cut is computed again. */
    private static final Pattern ROW = Pattern.compile("[^,]+,[^,]+,[^,]+,[^,]+,[^,]+,-?[0-9]+\\.[0-9E.-]+");

    private final Path file;
    private final Map<String, Double> scores = new LinkedHashMap<>();

    /** Reads what the file knows, if there is one. */
    ComparedScores(Path file) throws IOException {
        this.file = file;
        if (Files.exists(file)) {
            Files.readAllLines(file).stream()
                    .skip(1)
                    .filter(ROW.asMatchPredicate())
                    .forEach(row -> {
                        int comma = row.lastIndexOf(',');
                        scores.put(row.substring(0, comma), Double.valueOf(row.substring(comma + 1)));
                    });
        }
    }

    /** What determines a score; hashes stand for the prior, the settings and the picture. */
    static String key(String prior, String task, String settings, long seed, String picture) {
        return String.join(",", prior, task, settings, Long.toString(seed), picture);
    }

    OptionalDouble find(String key) {
        Double score = scores.get(key);
        return score == null ? OptionalDouble.empty() : OptionalDouble.of(score);
    }

    void put(String key, double score) throws IOException {
        scores.put(key, score);
        String rows = scores.entrySet().stream()
                .map(e -> e.getKey() + "," + e.getValue())
                .collect(Collectors.joining("\n", HEADER + "\n", "\n"));
        AtomicFile.write(file, rows.getBytes(StandardCharsets.UTF_8));
    }
}
