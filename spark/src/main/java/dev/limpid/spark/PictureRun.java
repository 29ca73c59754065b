package dev.limpid.spark;

import dev.limpid.io.InvalidRequestException;
import dev.limpid.io.RunRecord;
import dev.limpid.job.FailureText;
import dev.limpid.job.Job;
import dev.limpid.job.JobRequest;
import dev.limpid.job.JobRunner;
import dev.limpid.job.JobSummary;
import dev.limpid.job.Jobs;
import dev.limpid.restoration.Selection;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.apache.spark.TaskKilledException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Restores one picture by the engine, in a folder of the executor's own, and brings its results to the output.
 *
 * @param stop asked often; true ends the picture
 */
record PictureRun(Settings settings, Layout layout, Storage storage, BooleanSupplier stop) {
    private static final Logger LOG = LoggerFactory.getLogger(PictureRun.class);

    /** A picture takes less than to find out where a lost one stood. */
    private static final double NO_SNAPSHOTS = 1e9;

    /**
     * The rows of the picture's pages.
     *
     * @throws TaskKilledException where the task was told to end
     */
    List<Outcome> of(Picture picture) {
        try (var scratch = Scratch.make()) {
            Fetched fetched = Fetched.of(picture, storage, scratch.folder());
            try {
                return restore(picture, fetched, scratch.folder());
            } catch (InvalidRequestException e) {
                return List.of(failed(picture, fetched.shown(FailureText.of(e))));
            }
        } catch (TaskKilledException e) {
            throw e;
        } catch (IOException | RuntimeException | OutOfMemoryError | StackOverflowError e) {
            LOG.info("{} failed", picture.file(), e);
            return List.of(failed(picture, FailureText.of(e)));
        }
    }

    private List<Outcome> restore(Picture picture, Fetched fetched, Path scratch) throws IOException {
        var heard = new Heard();
        Jobs jobs = settings.jobs(heard);
        jobs.addRow(picture.file(), fetched.row(), Path.of(Storage.isAddress(picture.base()) ? "" : picture.base()));
        Path out = scratch.resolve("out");
        List<Job> pages = jobs.inFoldersOfTheirOwn(out);
        long seed = pages.isEmpty() ? 0 : Seeds.of(settings.compute().seed(), fetched.sha256());
        var outcomes = new ArrayList<Outcome>();
        var left = new ArrayList<Job>();
        var all = new JobRunner(request(pages, out, seed), heard, stop, ExecutorPriors.INSTANCE);
        for (Job page : pages) {
            Optional<RunRecord> former = former(page, scratch);
            if (former.isEmpty()) {
                left.add(page);
            } else if (all.isOf(page, former.get())) {
                outcomes.add(outcome(picture, page, Outcome.State.FOUND, former.get()));
            } else {
                heard.fail(
                        page.page(),
                        layout.of(page.name().toString())
                                + " holds a result with other settings; give another --output");
            }
        }
        if (!left.isEmpty()) {
            JobSummary summary = new JobRunner(request(left, out, seed), heard, stop, ExecutorPriors.INSTANCE).run();
            if (summary.stopped()) {
                throw new TaskKilledException("told to end while it restored " + picture.file());
            }
            for (var restored : summary.results().entrySet()) {
                RunRecord record = publish(out, restored.getKey(), fetched);
                outcomes.add(outcome(picture, restored.getKey(), Outcome.State.RESTORED, record));
            }
        }
        heard.failures().forEach((page, reason) -> outcomes.add(failed(picture, page, pages, fetched.shown(reason))));
        return outcomes;
    }

    /** The row of a page, in whose folder its result would lie. */
    private static Outcome failed(Picture picture, int page, List<Job> pages, String reason) {
        String folder = pages.stream()
                .filter(job -> Objects.equals(job.page(), page))
                .map(job -> job.name().toString())
                .findFirst()
                .orElse(picture.name());
        return new Outcome(
                picture.file(), page == Heard.NO_PAGE ? null : page, folder, Outcome.State.FAILED, reason, null);
    }

    private JobRequest request(List<Job> pages, Path out, long seed) {
        return new JobRequest(
                pages,
                out,
                null,
                settings.simulate(),
                false,
                null,
                JobRequest.Finished.KEEP,
                NO_SNAPSHOTS,
                Selection.LAST,
                settings.reading(),
                settings.compute(seed),
                0,
                null,
                settings.tiling(),
                settings.form());
    }

    /** The record of a former result with all its files. */
    private Optional<RunRecord> former(Job page, Path scratch) throws IOException {
        String folder = layout.of(page.name().toString());
        List<String> there = storage.names(folder);
        if (!there.contains(Layout.RECORD)) {
            return Optional.empty();
        }
        Path copy = scratch.resolve("former.json");
        storage.fetch(folder + "/" + Layout.RECORD, copy);
        RunRecord record = RunRecord.read(copy);
        return record.finished() && there.containsAll(record.results().keySet())
                ? Optional.of(record)
                : Optional.empty();
    }

    /** Every file as a whole, and the record last: as long as it is missing, the picture counts as not restored. */
    private RunRecord publish(Path out, Job page, Fetched fetched) throws IOException {
        Path folder = out.resolve(page.name());
        Path own = folder.resolve(Layout.RECORD);
        Files.writeString(own, fetched.shownInJson(Files.readString(own)));
        RunRecord record = RunRecord.read(own);
        for (String name : record.results().keySet()) {
            put(folder.resolve(name), page);
        }
        put(own, page);
        return record;
    }

    private void put(Path file, Job page) throws IOException {
        String target = layout.of(page.name() + "/" + file.getFileName());
        try {
            storage.put(file, target, layout.temporary());
        } catch (IOException e) {
            LOG.info("{} is written once more", target, e);
            storage.put(file, target, layout.temporary());
        }
    }

    private static Outcome outcome(Picture picture, Job page, Outcome.State state, RunRecord record) {
        return new Outcome(picture.file(), page.page(), page.name().toString(), state, null, record);
    }

    private static Outcome failed(Picture picture, String reason) {
        return new Outcome(picture.file(), null, picture.name(), Outcome.State.FAILED, reason, null);
    }
}
