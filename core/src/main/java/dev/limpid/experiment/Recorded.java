package dev.limpid.experiment;

import dev.limpid.io.InvalidRequestException;
import dev.limpid.metric.Metrics;
import dev.limpid.metric.Quantity;
import dev.limpid.tensor.Device;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
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
    /** The setting of a table with the device. */
    static final String DEVICE = "device";

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
        if (!Files.exists(scores)) {
            throw new InvalidRequestException(
                    scores.resolveSibling("") + ": has no " + scores.getFileName() + " to report");
        }
        List<String> columns = ResultTable.columns(scores).orElse(List.of());
        List<Quantity> quantities = columns.stream()
                .flatMap(key ->
                        known().stream().filter(quantity -> quantity.key().equals(key)))
                .toList();
        ResultTable table = ResultTable.open(scores, quantities, Map.of());
        if (table.rows().isEmpty()) {
            throw new InvalidRequestException(scores + ": has no results to report yet");
        }
        for (String setting : List.of(PriorHashes.USUAL, "crop", "seed")) {
            if (!table.settings().containsKey(setting)) {
                throw new IOException(scores + ": has no line '# " + setting + " = …', so that it is not known what"
                        + " its scores belong to");
            }
        }
        return new Recorded(quantities, table.settings(), table.rows());
    }

    private static List<Quantity> known() {
        return Stream.concat(Metrics.known().stream(), SolveQuantities.all().stream())
                .toList();
    }

    Device device() {
        String name = settings.getOrDefault(DEVICE, "cpu");
        return Stream.of(Device.values())
                .filter(device -> device.name().equalsIgnoreCase(name))
                .findFirst()
                .orElseThrow(() -> new InvalidRequestException(
                        "the scores are said to be from the device '" + name + "', which is none"));
    }

    /** The hashes of the priors' files. */
    PriorHashes priors(Set<String> solvers) {
        var own = new LinkedHashMap<String, String>();
        solvers.forEach(label -> own.put(label, settings.getOrDefault(PriorHashes.setting(label), "")));
        return new PriorHashes(settings.getOrDefault(PriorHashes.USUAL, ""), own);
    }

    /**
     * The pictures that were measured: those of the experiment's own folder if they are still there, else as they are kept among the
     * results.
     *
     * @throws IOException if the rows do not tell which picture has a number
     */
    List<CleanPicture> pictures(Experiment experiment, List<? extends TestProblem> problems, KeptPictures kept)
            throws IOException {
        var pictures = new ArrayList<CleanPicture>();
        for (int i = 0; i < experiment.pictures().count(); i++) {
            String pixels = settings.getOrDefault(truth(i), "");
            pictures.add(new CleanPicture(kept.truth(problems, i, pixels), hash(i)));
        }
        try {
            List<CleanPicture> found = CleanPicture.all(experiment.pictures().files(experiment.name(), null));
            return hashes(found).equals(hashes(pictures)) ? found : pictures;
        } catch (InvalidRequestException | IOException e) {
            return pictures; // gone, or others by now
        }
    }

    /** The setting of a table with the hash of a clean picture's pixels, as they are kept. */
    static String truth(int number) {
        return "truth " + number;
    }

    private static List<String> hashes(List<CleanPicture> pictures) {
        return pictures.stream().map(CleanPicture::hash).toList();
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
