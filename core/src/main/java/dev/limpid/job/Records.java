package dev.limpid.job;

import dev.limpid.io.RunRecord;
import dev.limpid.io.Sha256;
import dev.limpid.restoration.SolverChoice;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** Settings and hashes of files as records hold them. */
final class Records {
    private Records() {}

    /** Whether a record was made with these settings. */
    static boolean hasSettings(RunRecord record, SolverChoice solver) {
        return record.solver().equals(solver.method().name())
                && solver.method().read(record.configuration()).equals(solver.config());
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
