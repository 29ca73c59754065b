package dev.limpid.server;

import dev.limpid.degradation.Option;
import dev.limpid.degradation.Task;
import dev.limpid.degradation.Tasks;
import dev.limpid.degradation.Values;
import dev.limpid.io.DecodingCost;
import dev.limpid.io.InvalidRequestException;
import dev.limpid.io.RangeChoice;
import dev.limpid.job.Admission;
import dev.limpid.job.FailureText;
import dev.limpid.job.JobRequest;
import dev.limpid.job.Jobs;
import dev.limpid.job.Listener;
import dev.limpid.job.Reading;
import dev.limpid.job.ResultForm;
import dev.limpid.restoration.Compute;
import dev.limpid.restoration.SolverChoice;
import dev.limpid.restoration.Tiling;
import dev.limpid.solver.Preset;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Makes the engine's request of a client's: the same that the command line makes of the same options. */
final class JobPlan {
    private static final String REALISM = "realism";
    private static final double SNAPSHOT_SECONDS = 1;

    /** Bytes of the heap for each pixel of a picture that a job is looked at for: its mask by a rule, or one that is decoded. */
    private static final int LOOKED_AT = 8;

    private static final int MASKED = 24;

    private final JobStore store;
    private final Uploads uploads;
    private final HeapRoom room;
    private final ServeRequest server;

    JobPlan(JobStore store, Uploads uploads, HeapRoom room, ServeRequest server) {
        this.store = store;
        this.uploads = uploads;
        this.room = room;
        this.server = server;
    }

    /**
     * The engine's request of a job whose turn has come.
     *
     * @param out folder of the job
     * @throws Refusal in one line, where the engine would refuse it before anything is computed
     */
    JobRequest of(Asked asked, Path out, Listener listener) throws IOException {
        return refusing(() -> request(
                asked, out, settled().orElseGet(() -> Tiling.ofFree(Tiling.AUTO).unlimited()), listener));
    }

    /**
     * Finds at once whatever would end a job when its turn comes. Where the server has a limit of memory, the plan of the job is the same then,
     * whatever the process holds: it counts with fixed bytes for the program. Without one the job must fit into what is free now, and its
     * turn takes the tiles that memory then allows.
     *
     * @throws Refusal in one line, where the job cannot be done as it is asked for
     */
    void admit(Asked asked, Path out) throws IOException {
        try (HeapRoom.Share share = room.take(looked(asked))) {
            Tiling tiling = settled().orElseGet(() -> Tiling.ofFree(Tiling.AUTO));
            long pixels = Admission.require(refusing(() -> request(asked, out, tiling, event -> {})));
            if (!room.holds(heap(pixels))) {
                throw new IllegalArgumentException("the result would have " + pixels
                        + " pixels, more than the limit of " + HeapRoom.pixels() + ": a smaller picture takes less");
            }
        } catch (IOException | InvalidRequestException | IllegalArgumentException e) {
            Refusal.whereDiskIsFull(e);
            throw refusal(e);
        }
    }

    /** Bytes of the heap that looking at a job takes. */
    private long looked(Asked asked) {
        StoredPicture picture = store.picture(asked.picture());
        long bytes = asked.pictures().isEmpty() ? LOOKED_AT : MASKED;
        return bytes * picture.width() * picture.height();
    }

    /** Bytes of the heap that a job takes while its picture is read, and while its results are written. */
    long heap(Asked asked, JobRequest request) throws IOException {
        try (HeapRoom.Share share = room.await(looked(asked))) {
            return heap(Admission.require(request));
        }
    }

    private static long heap(long pixels) {
        return DecodingCost.RESTORED * pixels;
    }

    @FunctionalInterface
    private interface Making {
        JobRequest make() throws IOException;
    }

    private JobRequest refusing(Making making) throws IOException {
        try {
            return making.make();
        } catch (InvalidRequestException | IllegalArgumentException e) {
            throw refusal(e);
        }
    }

    private Refusal refusal(Exception e) {
        return new Refusal(Refusal.BAD_REQUEST, uploads.told(FailureText.elsewhere(e)));
    }

    private JobRequest request(Asked asked, Path out, Tiling tiling, Listener listener) throws IOException {
        Path file = uploads.file(asked.picture());
        Task task = Tasks.named(asked.task());
        Compute compute = compute(asked);
        SolverChoice solver = solver(asked, task, compute);
        var reading = new Reading(
                asked.range() == null ? RangeChoice.NATURAL : RangeChoice.parse(asked.range()), uploads.limits());
        var jobs = new Jobs(task, values(asked, task), false, any -> solver, reading, listener);
        jobs.add(List.of(file));
        int samples = asked.samples() == null ? 1 : asked.samples();
        return JobRequest.ofPictures(
                jobs,
                out,
                JobRequest.Finished.RESUME,
                SNAPSHOT_SECONDS,
                reading,
                compute,
                tiling,
                new ResultForm(null, false, false, samples, false, true));
    }

    private Compute compute(Asked asked) {
        String prior = asked.prior() == null ? Compute.PHOTOGRAPHS : asked.prior();
        if (Priors.present().noneMatch(card -> card.name().equals(prior))) {
            throw new IllegalArgumentException("unknown prior '" + prior + "': "
                    + String.join(
                            ", ", Priors.present().map(card -> card.name()).toList()));
        }
        return new Compute(prior, asked.seed() == null ? 0 : asked.seed(), server.device());
    }

    private static SolverChoice solver(Asked asked, Task task, Compute compute) {
        Map<String, String> changes = new LinkedHashMap<>();
        if (asked.settings() != null) {
            changes.putAll(asked.settings());
        }
        if (asked.realism() != null) {
            changes.put(REALISM, asked.realism().toString());
        }
        return SolverChoice.of(
                asked.solver() == null ? task.solver(compute.isLocal()) : asked.solver(),
                asked.preset() == null ? Preset.BRIEF : asked.preset(),
                task.tunedAs(),
                changes);
    }

    /** Texts as a user writes them, but for paths: files are uploaded. */
    private Values values(Asked asked, Task task) {
        Values values = Values.NONE;
        for (Map.Entry<String, String> one : asked.texts().entrySet()) {
            values = values.parsed(option(task, one.getKey()), one.getValue());
        }
        if (!values.files().isEmpty()) {
            throw new IllegalArgumentException("files are uploaded, and named by {\"picture\": ID}; got "
                    + values.files().get(0));
        }
        for (Map.Entry<String, String> one : asked.pictures().entrySet()) {
            Option<?> option = option(task, one.getKey());
            if (!TaskList.takesUpload(option)) {
                throw new IllegalArgumentException(option.name() + " takes no file");
            }
            values = values.parsed(option, uploads.file(one.getValue()).toString());
        }
        return values;
    }

    private static Option<?> option(Task task, String name) {
        return task.options(false).stream()
                .filter(option -> option.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("unknown option '" + name + "' of " + task + ": "
                        + String.join(
                                ", ",
                                task.options(false).stream().map(Option::name).toList())));
    }

    private Optional<Tiling> settled() {
        return server.memory().isPresent()
                ? Optional.of(Tiling.settled(Tiling.AUTO, server.memory().getAsLong()))
                : Optional.empty();
    }
}
