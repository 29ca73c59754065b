package dev.limpid.io;

import static dev.limpid.io.JsonValues.present;

import dev.limpid.tensor.Device;
import dev.limpid.tensor.LibTorch;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The record of a run, to be written beside its result as JSON: enough to run it again and get the same bytes on the same
 * machine. Maps keep their order; their values are strings, numbers, booleans, lists and maps of such.
 *
 * @param limpid version of Limpid
 * @param created when the run ended
 * @param request what was asked for, in the command's own words, with the paths of what went in
 * @param task the task's name, such as {@code inpainting}
 * @param operator parameters of the degradation, everything drawn at random included by seed or hash
 * @param solver the solver's name
 * @param configuration every parameter of the solver, resolved
 * @param seed what all random draws come from
 * @param sha256 hashes by what was hashed: the input, the mask, the kernel, the checkpoint
 * @param results hashes of the files that came out, by their names
 * @param environment where it ran
 * @param cost what it took
 * @param stopping the rule that ended the iterations
 * @param selection the rule that chose the reported iterate
 * @param metrics by picture ({@code measurement}, {@code restored}, …) and metric ({@code psnr}, {@code ssim}, …); empty
 *     without a truth
 * @param warnings what the user was warned of
 */
public record RunRecord(
        String limpid,
        Instant created,
        Map<String, Object> request,
        String task,
        Map<String, Object> operator,
        String solver,
        Map<String, Object> configuration,
        long seed,
        Map<String, String> sha256,
        Map<String, String> results,
        Environment environment,
        Cost cost,
        String stopping,
        String selection,
        Map<String, Map<String, Double>> metrics,
        List<String> warnings) {
    /** The stopping of a result that is finished. */
    public static final String ALL_ITERATIONS = "all iterations";

    /** The stopping of a solve that was told to end, whose result is what it had reached. */
    public static final String INTERRUPTED = "interrupted";

    /** The stopping of a result that is a preview alone, of a solve that goes on. */
    public static final String PREVIEW = "preview";

    public RunRecord {
        // Reached from JSON's null, too.
        present("limpid", limpid);
        present("created", created);
        present("task", task);
        present("solver", solver);
        present("environment", environment);
        present("cost", cost);
        present("stopping", stopping);
        present("selection", selection);
        present("metrics", metrics);
        present("warnings", warnings);
        request = JsonValues.map("request", request);
        operator = JsonValues.map("operator", operator);
        configuration = JsonValues.map("configuration", configuration);
        sha256 = hashes("sha256", sha256);
        results = hashes("results", results);
        var copied = new LinkedHashMap<String, Map<String, Double>>();
        metrics.forEach((picture, values) -> copied.put(picture, scores("metrics." + picture, values)));
        metrics = Collections.unmodifiableMap(copied);
        warnings.forEach(warning -> present("warnings", warning));
        warnings = List.copyOf(warnings);
    }

    private static Map<String, Double> scores(String key, Map<String, Double> values) {
        present(key, values).forEach((metric, value) -> present(key + "." + metric, value));
        return Collections.unmodifiableMap(new LinkedHashMap<>(values));
    }

    /**
     * Where a run happened.
     *
     * @param device {@code cpu} or {@code cuda}
     * @param java version of the Java runtime
     * @param os name, version and architecture of the operating system
     * @param libtorch versions of LibTorch and its binding
     * @param threads threads that one operation may use
     */
    public record Environment(String device, String java, String os, String libtorch, int threads) {
        public Environment {
            present("device", device);
            present("java", java);
            present("os", os);
            present("libtorch", libtorch);
            if (threads <= 0) {
                throw new IllegalArgumentException("threads must be positive, got " + threads);
            }
        }

        /** This process's. Loads LibTorch. */
        public static Environment current(Device device) {
            return new Environment(
                    device.name().toLowerCase(Locale.ROOT),
                    System.getProperty("java.version"),
                    System.getProperty("os.name") + " " + System.getProperty("os.version") + " "
                            + System.getProperty("os.arch"),
                    Version.binding(),
                    LibTorch.threads());
        }
    }

    /**
     * The cost of a run.
     *
     * @param forwardEvaluations evaluations of the network
     * @param backwardEvaluations back-propagations through the network
     * @param seconds of wall time
     * @param peakMemoryBytes of physical memory, see {@link Memory#peak}; null where the system does not tell
     */
    public record Cost(
            long forwardEvaluations,
            long backwardEvaluations,
            double seconds,
            @Nullable Long peakMemoryBytes) {
        public Cost {
            if (forwardEvaluations < 0 || backwardEvaluations < 0 || !(seconds >= 0)) {
                throw new IllegalArgumentException("cost must not be negative, got " + forwardEvaluations + " forward, "
                        + backwardEvaluations + " backward, " + seconds + " s");
            }
        }
    }

    static Map<String, String> hashes(String key, Map<String, String> hashes) {
        present(key, hashes).forEach((of, hash) -> {
            if (!present(key + "." + of, hash).matches("[0-9a-f]{64}")) {
                throw new IllegalArgumentException(
                        key + "." + of + " must be 64 lower-case hexadecimal digits, got '" + hash + "'");
            }
        });
        return Collections.unmodifiableMap(new TreeMap<>(hashes));
    }

    /** Whether its result is finished: otherwise another run begins it anew, or goes on with it. */
    public boolean finished() {
        return !stopping.equals(INTERRUPTED) && !stopping.equals(PREVIEW);
    }

    public String toJson() {
        return RecordJson.write(this);
    }

    /** Writes JSON beside its place and then moves it there. */
    public void write(Path file) throws IOException {
        RecordJson.write(this, file);
    }

    /** Whether a file is a record that Limpid wrote, of a run or a measurement and of whatever version, so that it may be replaced. */
    public static boolean isRecord(Path file) {
        return RecordJson.isRecord(file);
    }

    /**
     * Reads a record.
     *
     * @throws IOException in one line that names the file: it is missing, no JSON, or has a key that is unknown, missing or
     *     of another type
     */
    public static RunRecord read(Path file) throws IOException {
        return RecordJson.read(file, RunRecord.class, "run record");
    }
}
