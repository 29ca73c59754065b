package dev.limpid.job;

import dev.limpid.degradation.Option;
import dev.limpid.degradation.Task;
import dev.limpid.degradation.Tasks;
import dev.limpid.io.Memory;
import dev.limpid.io.RunRecord;
import dev.limpid.io.Version;
import dev.limpid.restoration.Compute;
import dev.limpid.restoration.Restoration;
import dev.limpid.restoration.Selection;
import dev.limpid.restoration.SolverChoice;
import dev.limpid.restoration.Tiling;
import java.io.IOException;
import java.time.Instant;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Everything that decides what a restoration's result will be.
 *
 * @param request the request, as records hold it
 * @param sha256 hashes of what goes in
 */
record RunDescription(
        Map<String, Object> request,
        Task task,
        SolverChoice solver,
        Selection selection,
        Compute compute,
        Map<String, String> sha256) {
    /** The key of the schedule that the prior was taken to be trained on; the hashes of its files decide it. */
    static final String NOISE_SCHEDULE = "noiseSchedule";

    /** Keys whose values change when a file is moved; the hashes tell whether it is another file. */
    private static final Set<String> PATHS = paths();

    private static Set<String> paths() {
        var paths = new HashSet<>(Set.of("input", "config"));
        Tasks.options().stream()
                .filter(option -> option.file() != null)
                .map(Option::key)
                .forEach(paths::add);
        return paths;
    }

    /** The key of the side of the tiles. */
    static final String TILE = "tile";

    /** Whether the value of a key of requests can be a path. */
    static boolean isPath(String key) {
        return PATHS.contains(key) || key.equals("prior");
    }

    /** The same in tiles of that side. */
    RunDescription inTiles(int side) {
        var all = new LinkedHashMap<>(request);
        all.put(TILE, Tiling.describe(side));
        return new RunDescription(all, task, solver, selection, compute, sha256);
    }

    /**
     * The record of this run.
     *
     * @param stopping why it ended
     */
    RunRecord record(
            Map<String, Object> operator,
            Map<String, String> results,
            Restoration result,
            String stopping,
            Map<String, Map<String, Double>> metrics,
            List<String> warnings)
            throws IOException {
        var peak = Memory.peak();
        return new RunRecord(
                Version.limpid(),
                Instant.now(),
                request,
                task.name(),
                operator,
                solver.method().name(),
                solver.configuration(),
                compute.seed(),
                sha256,
                results,
                RunRecord.Environment.current(compute.device()),
                new RunRecord.Cost(
                        result.evaluations(),
                        result.backward(),
                        result.seconds(),
                        peak.isPresent() ? peak.getAsLong() : null),
                stopping,
                selection.label(),
                metrics,
                warnings);
    }

    /** Whether a record is of a run with these settings and inputs. */
    boolean describes(RunRecord record) {
        return record.sha256().equals(sha256)
                && record.task().equals(task.name())
                && settings(record.request()).equals(settings(request))
                && record.selection().equals(selection.label())
                && record.seed() == compute.seed()
                && hasSettings(record);
    }

    private boolean hasSettings(RunRecord record) {
        return record.solver().equals(solver.method().name())
                && solver.method().read(record.configuration()).equals(solver.config());
    }

    /** As text: a record's numbers come back in other types. */
    private static String settings(Map<String, Object> request) {
        var settings = new TreeMap<>(request);
        settings.keySet().removeAll(PATHS);
        settings.remove(NOISE_SCHEDULE); // former records have none
        settings.remove(TILE); // follows from the memory, and changes the result by less than a thousandth
        settings.remove(ResultForm.FORMAT, ResultForm.INPUTS); // former records have none
        settings.remove(ResultForm.PREVIEW); // is beside the result
        settings.remove("preset"); // a name for settings that are compared themselves
        return settings.toString();
    }

    /** By which a snapshot is recognised as one of this run, on this machine. */
    Map<String, String> about() throws IOException {
        var about = new LinkedHashMap<String, String>();
        about.put("version", Version.limpid());
        about.put("task", task.name());
        about.put("request", settings(request));
        about.put("solver", solver.method().name() + " " + Json.line(solver.configuration()));
        about.put("selection", selection.label());
        about.put("seed", Long.toString(compute.seed()));
        new TreeMap<>(sha256).forEach((key, hash) -> about.put("hash of " + key, hash));
        about.put("environment", RunRecord.Environment.current(compute.device()).toString());
        return about;
    }
}
