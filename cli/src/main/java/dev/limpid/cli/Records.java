package dev.limpid.cli;

import dev.limpid.checkpoint.Checkpoint;
import dev.limpid.checkpoint.PriorCatalog;
import dev.limpid.checkpoint.PriorLoader;
import dev.limpid.experiment.Restoration;
import dev.limpid.experiment.Selection;
import dev.limpid.experiment.Settings;
import dev.limpid.experiment.Task;
import dev.limpid.io.PeakMemory;
import dev.limpid.io.RunRecord;
import java.io.IOException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/** Makes the record of a restoration from what was asked for and what came out. */
final class Records {
    private Records() {}

    static RunRecord of(
            Task task,
            Map<String, Object> operator,
            SolverChoice solver,
            Selection selection,
            Compute compute,
            Map<String, String> sha256,
            Restoration result,
            Map<String, Map<String, Double>> metrics,
            List<String> warnings)
            throws IOException {
        OptionalLong peak = PeakMemory.bytes();
        return new RunRecord(
                Limpid.version(),
                Instant.now(),
                task.label(),
                operator,
                solver.method().label(),
                configuration(solver),
                compute.seed(),
                sha256,
                RunRecord.Environment.current(compute.device()),
                new RunRecord.Cost(
                        result.forward(),
                        result.backward(),
                        result.seconds(),
                        peak.isPresent() ? peak.getAsLong() : null),
                result.complete() ? "all iterations" : "interrupted",
                selection.label(),
                metrics,
                warnings);
    }

    /** The solver's settings, and where it started. */
    static Map<String, Object> configuration(SolverChoice solver) {
        var configuration = new LinkedHashMap<>(Settings.of(solver.config()));
        configuration.put("start", solver.start().label());
        return configuration;
    }

    /** Whether a record was made with these settings. */
    static boolean hasSettings(RunRecord record, SolverChoice solver) {
        var recorded = new LinkedHashMap<>(record.configuration());
        Object start = recorded.remove("start");
        return record.solver().equals(solver.method().label())
                && solver.start().label().equals(start)
                && Settings.read(solver.method(), recorded).equals(solver.config());
    }

    /** The hash of the prior's file. */
    static String checkpoint(Compute compute) throws IOException {
        try (Checkpoint checkpoint = new PriorLoader(PriorCatalog.ofUser(), compute.device()).open(compute.prior())) {
            return checkpoint.sha256();
        }
    }
}
