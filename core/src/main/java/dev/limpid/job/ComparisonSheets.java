package dev.limpid.job;

import dev.limpid.io.Images;
import dev.limpid.io.InvalidRequestException;
import dev.limpid.io.Panels;
import dev.limpid.io.Panels.Panel;
import dev.limpid.io.ReadLimits;
import dev.limpid.io.RunRecord;
import dev.limpid.metric.Quantity;
import dev.limpid.tensor.Scope;
import dev.limpid.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The results of several solvers in one picture for each image: its measurement, every result with its name, and the truth where the
 * image was degraded.
 *
 * @param records of the results that are finished
 */
record ComparisonSheets(JobRequest request, RestoreImage image, Map<Job, RunRecord> records) {
    private static final int COLUMNS = 6;
    private static final Quantity FIRST = JobSummary.quantities().get(0);

    /**
     * Refuses to write over files of others, or over one that is read.
     *
     * @throws InvalidRequestException in one line
     */
    static void requireFree(JobRequest request) throws IOException {
        for (Job job : request.jobs()) {
            Path sheet = request.comparison(job);
            if (job.isCompared() && Files.exists(sheet)) {
                boolean redo = request.finished() == JobRequest.Finished.REDO;
                requireFree(sheet, redo || liesBesideResults(sheet), request);
            }
        }
    }

    /** Whether a solver has a result in a folder beside a file. */
    private static boolean liesBesideResults(Path file) throws IOException {
        try (Stream<Path> beside = Files.list(file.resolveSibling(""))) {
            return beside.anyMatch(folder -> RunRecord.isRecord(folder.resolve(ResultFolder.RECORD)));
        }
    }

    /** @param ours whether a file that is there may be replaced */
    private static void requireFree(Path file, boolean ours, JobRequest request) throws IOException {
        for (Path read : request.read()) {
            if (Files.exists(read) && Files.isSameFile(read, file)) {
                throw new InvalidRequestException(
                        file + ": this run reads it, and would write its comparison there; give another --out");
            }
        }
        if (!ours) {
            throw new InvalidRequestException(
                    file + ": is there already, without results of Limpid beside it; give another --out, or --force");
        }
    }

    /** Writes the sheet of every image that has a result. */
    void write(List<Job> jobs) throws IOException {
        Map<Path, List<Job>> sheets = new LinkedHashMap<>();
        for (Job job : jobs) {
            if (job.isCompared() && records.containsKey(job)) {
                sheets.computeIfAbsent(request.comparison(job), path -> new ArrayList<>())
                        .add(job);
            }
        }
        for (Map.Entry<Path, List<Job>> sheet : sheets.entrySet()) {
            write(sheet.getValue(), sheet.getKey());
        }
    }

    private void write(List<Job> jobs, Path file) throws IOException {
        try (var scope = Scope.open()) {
            var panels = new ArrayList<Panel>();
            panels.add(panel("measurement", jobs.get(0), "measurement"));
            for (Job job : jobs) {
                panels.add(panel(job.solver().method().name(), job, ResultPicture.RESTORED));
            }
            if (request.simulate()) {
                Tensor truth = image.read(jobs.get(0)).truth();
                if (truth != null) {
                    panels.add(new Panel("truth", truth));
                }
            }
            Panels.rows(panels, COLUMNS, file);
        }
    }

    /** A picture of a result's folder, with the first of its scores. */
    private Panel panel(String name, Job job, String picture) throws IOException {
        Tensor pixels = Images.read(
                        request.folder(job).resolve(picture + ".png"), ReadLimits.ofPixels(Integer.MAX_VALUE))
                .pixels();
        RunRecord record = records.get(job);
        Map<String, Double> scores =
                record == null ? Map.of() : record.metrics().getOrDefault(picture, Map.of());
        Double first = scores.get(FIRST.key());
        return new Panel(first == null ? name : name + " " + FIRST.text(first), pixels);
    }
}
