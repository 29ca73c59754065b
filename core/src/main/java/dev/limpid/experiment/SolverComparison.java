package dev.limpid.experiment;

import dev.limpid.io.AtomicFile;
import dev.limpid.io.InvalidRequestException;
import dev.limpid.io.RunRecord;
import dev.limpid.job.Job;
import dev.limpid.job.JobRequest;
import dev.limpid.job.JobSummary;
import dev.limpid.metric.Quantity;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The numbers of several solvers on the same images, from the records of their results: scores against the truth where it is known, the
 * residual of the data, and what each solver took.
 */
public final class SolverComparison {
    private static final List<String> FIRST = List.of("picture", "task", "solver", "preset");
    private static final String RESTORED = "restored";
    private static final String NONE = "-";

    private final Path file;
    private final Map<Job, RunRecord> results;
    private final List<Quantity> quantities;

    /** @param results the records of finished images, in the order of the rows */
    public SolverComparison(Path out, Map<Job, RunRecord> results) {
        file = file(out);
        this.results = results;
        quantities = Stream.concat(JobSummary.quantities().stream(), Stream.of(JobSummary.RESIDUAL))
                .filter(quantity -> results.values().stream()
                        .anyMatch(record -> restored(record).containsKey(quantity.key())))
                .toList();
    }

    private static Path file(Path out) {
        return out.resolve("comparison.csv");
    }

    /** The file of the table. */
    public Path file() {
        return file;
    }

    /**
     * Refuses to write over a file of others.
     *
     * @throws InvalidRequestException in one line
     */
    public static void requireFree(JobRequest request) throws IOException {
        Path file = file(request.out());
        boolean redo = request.finished() == JobRequest.Finished.REDO;
        if (Files.exists(file) && !redo && !isTable(file)) {
            throw new InvalidRequestException(
                    file + ": is no table of Limpid, which this run would write there; give another --out, or --force");
        }
    }

    private static boolean isTable(Path file) throws IOException {
        byte[] head = CsvLine.join(FIRST).getBytes(StandardCharsets.UTF_8);
        try (var in = Files.newInputStream(file)) {
            return Arrays.equals(in.readNBytes(head.length), head);
        }
    }

    /** Writes the table as CSV, with all digits. */
    public void write() throws IOException {
        var head = new ArrayList<>(FIRST);
        quantities.forEach(quantity -> head.add(quantity.key()));
        head.addAll(List.of("seconds", "forward", "backward", "peak_memory_bytes"));
        var lines = new ArrayList<String>();
        lines.add(CsvLine.join(head));
        results.forEach((job, record) -> lines.add(CsvLine.join(cells(job, record))));
        String text = lines.stream().map(line -> line + "\n").collect(Collectors.joining());
        AtomicFile.write(file, text.getBytes(StandardCharsets.UTF_8));
    }

    private List<String> cells(Job job, RunRecord record) {
        var cells = new ArrayList<>(List.of(
                picture(job), record.task(), record.solver(), job.solver().preset()));
        for (Quantity quantity : quantities) {
            Double value = restored(record).get(quantity.key());
            cells.add(value == null ? "" : value.toString());
        }
        RunRecord.Cost cost = record.cost();
        cells.add(Double.toString(cost.seconds()));
        cells.add(Long.toString(cost.forwardEvaluations()));
        cells.add(Long.toString(cost.backwardEvaluations()));
        cells.add(cost.peakMemoryBytes() == null ? "" : cost.peakMemoryBytes().toString());
        return cells;
    }

    /** The table in Markdown, as lines; the pictures are named where there are several. */
    public List<String> markdown() {
        boolean several = results.keySet().stream().map(Job::image).distinct().count() > 1;
        List<List<String>> table = new ArrayList<>();
        var head = new ArrayList<String>();
        if (several) {
            head.add("picture");
        }
        head.add("solver");
        quantities.forEach(quantity -> head.add(quantity.head()));
        head.addAll(List.of("seconds", "forward", "backward", "peak memory, MB"));
        table.add(head);
        results.forEach((job, record) -> {
            List<String> row = row(record);
            if (several) {
                row.add(0, picture(job));
            }
            table.add(row);
        });
        return MarkdownTable.of(table).lines().toList();
    }

    private List<String> row(RunRecord record) {
        var row = new ArrayList<>(List.of(record.solver()));
        for (Quantity quantity : quantities) {
            Double value = restored(record).get(quantity.key());
            row.add(value == null ? NONE : String.format(Locale.ROOT, "%." + quantity.digits() + "f", value));
        }
        RunRecord.Cost cost = record.cost();
        Long peak = cost.peakMemoryBytes();
        row.add(String.format(Locale.ROOT, "%.2f", cost.seconds()));
        row.add(Long.toString(cost.forwardEvaluations()));
        row.add(Long.toString(cost.backwardEvaluations()));
        row.add(peak == null ? NONE : String.format(Locale.ROOT, "%.0f", peak / 1e6));
        return row;
    }

    private static Map<String, Double> restored(RunRecord record) {
        return record.metrics().getOrDefault(RESTORED, Map.of());
    }

    /** The image's folder, with the slashes of all systems. */
    private static String picture(Job job) {
        return job.image().toString().replace('\\', '/');
    }
}
