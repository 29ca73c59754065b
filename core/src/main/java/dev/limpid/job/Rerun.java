package dev.limpid.job;

import dev.limpid.degradation.Tasks;
import dev.limpid.degradation.Values;
import dev.limpid.io.MeasurementRecord;
import dev.limpid.io.RangeChoice;
import dev.limpid.io.ReadLimits;
import dev.limpid.io.RunRecord;
import dev.limpid.io.Sha256;
import dev.limpid.restoration.Compute;
import dev.limpid.restoration.Selection;
import dev.limpid.restoration.SolverChoice;
import dev.limpid.restoration.Tiling;
import dev.limpid.solver.Method;
import dev.limpid.solver.Methods;
import dev.limpid.tensor.Device;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Carries a record out again and compares the results.
 *
 * @param stop asked often; true ends the run
 */
public record Rerun(RerunRequest request, Listener listener, BooleanSupplier stop) {

    /** Runs. Returns whether the results are the same bytes; they are not where the run failed or was told to stop. */
    public boolean run() throws IOException {
        RunRecord record = RunRecord.read(request.record());
        try {
            return run(record);
        } catch (IllegalArgumentException e) {
            throw new IOException(request.record() + ": " + e.getMessage(), e);
        }
    }

    private boolean run(RunRecord record) throws IOException {
        if (record.results().isEmpty()) {
            throw new IllegalArgumentException("results is empty: there is nothing to compare with");
        }
        if (!record.finished()) {
            throw new IllegalArgumentException(
                    "stopping is " + record.stopping() + ": its result is not finished; restore the picture anew");
        }
        if (!request.force()) {
            requireFree(record);
        }
        return again(record).map(now -> compare(record, now)).orElse(false);
    }

    /** The record of the new run, empty where it failed or was told to stop. */
    private Optional<RunRecord> again(RunRecord record) throws IOException {
        String command = text(record, "command");
        switch (command) {
            case "demo" -> {
                return new Demo(demo(record), listener, stop).run();
            }
            case Sample.COMMAND -> {
                return new Sample(
                                Sample.request(record, request.out(), compute(record), request.force()), listener, stop)
                        .run();
            }
            case "restore" -> {
                JobRequest restore = restore(record);
                requireSameInputs(record, restore.jobs().get(0));
                return new JobRunner(restore, listener, stop)
                        .run().records().stream().findFirst();
            }
            default -> throw new IllegalArgumentException("a record of '" + command + "' cannot be run again");
        }
    }

    /** A former rerun gives way; the result of another picture does not. */
    private void requireFree(RunRecord record) throws IOException {
        Target.of(request.out(), false, compute(record)).require(Workspace.isMoving(request.out()));
        Path file = request.out().resolve(ResultFolder.RECORD);
        if (Files.exists(file)) {
            RunRecord other = RunRecord.read(file);
            if (!other.task().equals(record.task())
                    || other.seed() != record.seed()
                    || !other.configuration().equals(record.configuration())
                    || !other.sha256().equals(record.sha256())) {
                throw new IOException(
                        request.out() + ": holds the result of another run; give another --out, or --force");
            }
        }
    }

    private DemoRequest demo(RunRecord record) {
        return new DemoRequest(
                Tasks.named(record.task()), request.out(), solver(record), compute(record), request.force());
    }

    private JobRequest restore(RunRecord record) {
        String fit = text(record, "fit");
        String crop = "crop ";
        return new JobRequest(
                List.of(job(record)),
                parent(request.out()),
                path(record, "config"),
                Boolean.TRUE.equals(record.request().get("simulate")),
                fit.equals("resize"),
                fit.startsWith(crop) ? Crop.parse(fit.substring(crop.length())) : null,
                JobRequest.Finished.REDO,
                1,
                Selection.named(record.selection()),
                reading(record),
                compute(record),
                0,
                null,
                Tiling.ofFree(
                        record.request().containsKey(RunDescription.TILE)
                                ? Tiling.parseSide(text(record, RunDescription.TILE))
                                : Tiling.AUTO),
                ResultForm.recorded(record.request()));
    }

    private Job job(RunRecord record) {
        Path input = request.input();
        return new Job(
                input == null ? Path.of(text(record, "input")) : input,
                Objects.requireNonNull(request.out().toAbsolutePath().getFileName()),
                number(record, "page"),
                Tasks.named(record.task()),
                Values.recorded(record.request(), Tasks.options()),
                solver(record));
    }

    private static Reading reading(RunRecord record) {
        boolean natural = !record.request().containsKey("range");
        return new Reading(
                natural ? RangeChoice.NATURAL : RangeChoice.parse(text(record, "range")),
                // The picture is known by its hash, and was small enough then.
                ReadLimits.ofPixels(Integer.MAX_VALUE));
    }

    private static Path parent(Path folder) {
        return Objects.requireNonNull(folder.toAbsolutePath().getParent(), "the root of a file system is no result");
    }

    private static SolverChoice solver(RunRecord record) {
        Method<?> method = Methods.named(record.solver());
        return new SolverChoice(method, text(record, "preset"), method.read(record.configuration()));
    }

    private static Compute compute(RunRecord record) {
        return new Compute(
                text(record, "prior"),
                record.seed(),
                Device.parse(record.environment().device()));
    }

    private static String text(RunRecord record, String key) {
        if (record.request().get(key) instanceof String text) {
            return text;
        }
        throw new IllegalArgumentException("request." + key + " is missing, or no text");
    }

    private static @Nullable Integer number(RunRecord record, String key) {
        Object value = record.request().get(key);
        if (value == null) {
            return null;
        }
        if (value instanceof Long number && number >= 1 && number <= Integer.MAX_VALUE) {
            return number.intValue();
        }
        throw new IllegalArgumentException("request." + key + " must be a whole number from 1 on, got " + value);
    }

    private static @Nullable Path path(RunRecord record, String key) {
        return record.request().containsKey(key) ? Path.of(text(record, key)) : null;
    }

    /** Another picture, mask or kernel makes another run, not the same one with other bytes. */
    private static void requireSameInputs(RunRecord record, Job job) throws IOException {
        Optional<String> fault = Inputs.fault(job.file());
        if (fault.isPresent()) {
            throw new IOException(job.file() + ": " + fault.get() + "; --input FILE says where the "
                    + (job.file().endsWith(MeasurementRecord.FILE) ? "measurement" : "picture") + " is now");
        }
        requireSame(record, "input", job.file());
        for (Map.Entry<String, Path> named : job.values().filesByHash().entrySet()) {
            requireSame(record, named.getKey(), named.getValue());
        }
    }

    private static void requireSame(RunRecord record, String key, Path file) throws IOException {
        Optional<String> fault = Inputs.fault(file); // a pipe would never end
        if (fault.isPresent()) {
            throw new IOException(file + ": " + fault.get() + "; it is the " + key + " of the record");
        }
        if (!Sha256.of(file).equals(record.sha256().get(key))) {
            throw new IOException(file + ": is not the " + key + " of the record: its SHA-256 differs");
        }
    }

    private boolean compare(RunRecord before, RunRecord now) {
        var different = new ArrayList<String>();
        before.results().forEach((file, hash) -> {
            if (!hash.equals(now.results().get(file))) {
                different.add(file);
            }
        });
        listener.on(new Event.Compared(List.copyOf(before.results().keySet()), different, changes(before, now)));
        return different.isEmpty();
    }

    /** The changes that may have moved the result, each in one line. */
    private static List<String> changes(RunRecord before, RunRecord now) {
        var changes = new ArrayList<String>();
        change(changes, "version of Limpid", before.limpid(), now.limpid());
        var was = before.environment();
        var is = now.environment();
        change(changes, "device", was.device(), is.device());
        change(changes, "LibTorch", was.libtorch(), is.libtorch());
        change(changes, "threads", was.threads(), is.threads());
        change(changes, "Java", was.java(), is.java());
        change(changes, "operating system", was.os(), is.os());
        Object schedule = before.request().get(RunDescription.NOISE_SCHEDULE);
        if (schedule != null) { // former records have none
            change(changes, "noise schedule", schedule, now.request().get(RunDescription.NOISE_SCHEDULE));
        }
        before.sha256()
                .forEach((key, hash) ->
                        change(changes, "hash of the " + key, hash, now.sha256().get(key)));
        return changes;
    }

    private static void change(List<String> changes, String what, Object before, @Nullable Object now) {
        if (!before.equals(now)) {
            changes.add(what + ": was " + before + ", is " + now);
        }
    }
}
