package dev.limpid.experiment;

import dev.limpid.io.InvalidRequestException;
import dev.limpid.metric.Metrics;
import dev.limpid.metric.Quantity;
import dev.limpid.tensor.Device;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The scores in a folder, with the pictures and the priors that they were measured with, so that a report needs neither.
 *
 * @param quantities the columns
 * @param settings everything that the scores belong to, by name
 */
record Recorded(List<Quantity> quantities, Map<String, String> settings, List<ResultRow> rows) {
    Recorded {
        quantities = List.copyOf(quantities);
        settings = Map.copyOf(settings);
        rows = List.copyOf(rows);
    }

    /**
     * Reads a table of results.
     *
     * @throws InvalidRequestException if there is none
     * @throws IOException if it is damaged
     */
    static Recorded of(Path scores) throws IOException {
        List<String> columns = ResultTable.columns(scores)
                .orElseThrow(() -> new InvalidRequestException(
                        scores.resolveSibling("") + ": has no " + scores.getFileName() + " to report"));
        List<Quantity> quantities = columns.stream()
                .flatMap(key ->
                        known().stream().filter(quantity -> quantity.key().equals(key)))
                .toList();
        ResultTable table = ResultTable.open(scores, quantities, Map.of());
        return new Recorded(quantities, table.settings(), table.rows());
    }

    private static List<Quantity> known() {
        return Stream.concat(
                        Metrics.known().stream(),
                        Stream.of(
                                SolveQuantities.KERNEL_ERROR,
                                ResidualScore.RESIDUAL,
                                ResidualScore.CORRELATION,
                                SolveQuantities.MEMORY,
                                SolveQuantities.EVALUATIONS,
                                SolveQuantities.SECONDS))
                .toList();
    }

    Device device() {
        return Device.valueOf(settings.getOrDefault("device", "cpu").toUpperCase(Locale.ROOT));
    }

    /** The hashes of the priors' files. */
    PriorHashes priors(Set<String> solvers) {
        var own = new LinkedHashMap<String, String>();
        solvers.forEach(label -> own.put(label, settings.getOrDefault(PriorHashes.setting(label), "")));
        return new PriorHashes(settings.getOrDefault(PriorHashes.USUAL, ""), own);
    }

    /**
     * The pictures that were measured, as they are kept among the results.
     *
     * @param count how many the experiment has
     * @throws IOException if the rows do not tell which picture has a number
     */
    List<CleanPicture> pictures(int count, List<? extends TestProblem> problems, KeptPictures kept) throws IOException {
        var pictures = new ArrayList<CleanPicture>();
        for (int i = 0; i < count; i++) {
            pictures.add(new CleanPicture(kept.truth(problems, i), hash(i)));
        }
        return pictures;
    }

    private String hash(int number) throws IOException {
        String set = settings.get(Evaluation.setting(number));
        if (set != null) {
            return set;
        }
        String start = number + ":";
        var found = new LinkedHashSet<String>();
        rows.stream()
                .map(ResultRow::picture)
                .filter(picture -> picture.startsWith(start))
                .forEach(picture -> found.add(picture.substring(start.length())));
        if (found.size() > 1) {
            throw new InvalidRequestException("the scores are of several pictures " + number + ", "
                    + String.join(" and ", found) + ": name the folder of the clean ones with --data");
        }
        return String.join("", found);
    }
}
