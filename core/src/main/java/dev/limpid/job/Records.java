package dev.limpid.job;

import dev.limpid.io.RunRecord;
import dev.limpid.io.Sha256;
import dev.limpid.restoration.Settings;
import dev.limpid.restoration.SolverChoice;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** What records hold of settings and files. */
final class Records {
    private Records() {}

    /** The solver's settings, and where it started; blind ones have their own beginnings. */
    static Map<String, Object> configuration(SolverChoice solver) {
        var configuration = new LinkedHashMap<>(Settings.of(solver.config()));
        if (!solver.method().isBlind()) {
            configuration.put("start", solver.start().label());
        }
        return configuration;
    }

    /** Whether a record was made with these settings. */
    static boolean hasSettings(RunRecord record, SolverChoice solver) {
        var recorded = new LinkedHashMap<>(record.configuration());
        Object start = recorded.remove("start");
        return record.solver().equals(solver.method().label())
                && (solver.method().isBlind()
                        ? start == null
                        : solver.start().label().equals(start))
                && Settings.read(solver.method(), recorded).equals(solver.config());
    }

    /** The hashes of files that came out, by their names. */
    static Map<String, String> results(Path folder) throws IOException {
        var results = new LinkedHashMap<String, String>();
        for (Path file : ResultFolder.recordLast(folder, ResultFolder.RECORD)) {
            results.put(String.valueOf(file.getFileName()), Sha256.of(file));
        }
        return results;
    }
}
