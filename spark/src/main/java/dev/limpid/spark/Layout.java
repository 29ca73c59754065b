package dev.limpid.spark;

import dev.limpid.io.Sha256;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;

/**
 * The places in the folder of the output: results in folders of their pictures' names, two tables, and below {@code _limpid} what a job
 * needs while it runs.
 *
 * @param root path or address
 */
record Layout(String root) implements Serializable {
    private static final long serialVersionUID = 1L;

    static final String RECORD = "run.json";
    private static final String OWN = "_limpid";
    private static final String RESULTS = "results.parquet";
    private static final String FAILURES = "failures.parquet";

    String of(String name) {
        return root + "/" + name;
    }

    String results() {
        return of(RESULTS);
    }

    String failures() {
        return of(FAILURES);
    }

    /** Whether a result's folder would lie where something else does. */
    static boolean isTaken(String name) {
        String first = name.split("/", -1)[0];
        return first.equals(RESULTS) || first.equals(FAILURES) || first.equals(OWN);
    }

    /** Files on their way. */
    String temporary() {
        return of(OWN + "/tmp");
    }

    /** Marks of pictures that are begun. */
    String begun() {
        return of(OWN + "/begun");
    }

    /** Marks of executors that died. */
    String lost() {
        return of(OWN + "/lost");
    }

    /** A picture's name as that of a file. */
    static String key(String name) {
        return Sha256.of(name.getBytes(StandardCharsets.UTF_8)).substring(0, 32);
    }
}
