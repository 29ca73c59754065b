package dev.limpid.experiment;

import dev.limpid.degradation.Task;
import dev.limpid.io.InvalidRequestException;
import dev.limpid.io.Sha256;
import dev.limpid.metric.Metrics;
import dev.limpid.operator.ForwardOperator;
import dev.limpid.operator.Measurement;
import dev.limpid.operator.Noise;
import dev.limpid.prior.DiffusionPrior;
import dev.limpid.restoration.Compute;
import dev.limpid.restoration.MetricWeights;
import dev.limpid.restoration.Restoration;
import dev.limpid.restoration.Restorer;
import dev.limpid.restoration.SolverChoice;
import dev.limpid.tensor.Rng;
import dev.limpid.tensor.Scope;
import dev.limpid.tensor.Tensor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Compares two priors by what they restore from the same measurements of the same pictures. The scores lie in a
 * {@link ResultTable}: restorations that it has are not done again.
 */
public final class PriorComparison {

    private final Candidate before;
    private final Candidate after;
    private final Tensor pictures;
    private final List<String> keys;
    private final Map<Task, SolverChoice> tasks;
    private final Metrics metrics;
    private final ResultTable table;

    /**
     * A prior to be compared.
     *
     * @param name by which the table knows it: its file and the beginning of its hash
     */
    public record Candidate(DiffusionPrior prior, Compute compute, String name) {
        /**
         * Loads a prior; it lives in the scope that is open.
         *
         * @param notes gets remarks about its file
         */
        public static Candidate load(Compute compute, Consumer<String> notes) throws IOException {
            String hash = CleanPicture.beginning(compute.checkpoint());
            String name = Path.of(compute.prior()).getFileName() + "@" + hash;
            return new Candidate(compute.load(null, notes), compute, name);
        }

        private String size() {
            return prior.channels() + " x " + prior.imageSize() + " x " + prior.imageSize();
        }

        /**
         *          * Refuses a prior for pictures of another size.
         *
         * @throws InvalidRequestException if the other one is such a prior
         *          */
        public void requireSizeOf(Candidate other) {
            if (!size().equals(other.size())) {
                throw new InvalidRequestException(
                        "the priors are for pictures of different sizes: " + size() + " and " + other.size());
            }
        }
    }

    /**
     * A comparison.
     *
     * @param pictures clean ones that neither prior has seen, (N, C, H, W) in [−1, 1]
     * @param tasks how they are degraded, and the solver of each
     * @param scores the file of the table
     * @throws IOException where the file holds results of other settings
     */
    public PriorComparison(
            Candidate before, Candidate after, Tensor pictures, Map<Task, SolverChoice> tasks, Path scores)
            throws IOException {
        before.requireSizeOf(after);
        this.before = before;
        this.after = after;
        this.pictures = pictures;
        this.tasks = new LinkedHashMap<>(tasks);
        keys = keys(pictures);
        metrics = MetricWeights.ofUser().metrics();
        table = ResultTable.open(scores, metrics.quantities(), settings());
    }

    /** Everything that the numbers of every prior and picture depend on. */
    private Map<String, String> settings() {
        var settings = new LinkedHashMap<String, String>();
        settings.put("seed", Long.toString(before.compute().seed()));
        tasks.forEach(
                (task, choice) -> settings.put(task.name(), choice.method().name() + " " + choice.configuration()));
        return settings;
    }

    /** The pictures' numbers, which their masks and noise follow from, and the beginnings of their hashes. */
    private static List<String> keys(Tensor pictures) {
        var keys = new ArrayList<String>();
        for (int i = 0; i < pictures.size(0); i++) {
            float[] values = pictures.narrow(0, i, 1).toFloats();
            ByteBuffer bytes = ByteBuffer.allocate(Float.BYTES * values.length);
            bytes.asFloatBuffer().put(values);
            keys.add(i + ":" + CleanPicture.beginning(Sha256.of(bytes.array())));
        }
        return keys;
    }

    /** The number of restorations for all tasks. */
    public int restorations() {
        return 2 * tasks.size() * keys.size();
    }

    /** Evaluations of the networks for all tasks. */
    public long evaluations() {
        return tasks.values().stream()
                .mapToLong(choice -> 2L * keys.size() * choice.config().cost().evaluations())
                .sum();
    }

    /**
     * Restores all pictures of one task with both priors.
     *
     * @param restored is told after each restoration
     */
    public ResultReport compare(Task task, Runnable restored) throws IOException {
        try (var mine = table.take()) {
            for (Candidate candidate : List.of(before, after)) {
                for (int i = 0; i < keys.size(); i++) {
                    int number = i;
                    table.findOrMeasure(
                            task.name(), keys.get(i), candidate.name(), () -> scores(candidate, number, task));
                    restored.run();
                }
            }
        }
        List<ResultRow> rows = table.rows().stream()
                .filter(row -> keys.contains(row.picture()))
                .toList();
        return new ResultReport(rows, table.quantities());
    }

    /** The mask, the kernel and the noise come from the picture's own streams, the same for both priors. */
    private Map<String, Double> scores(Candidate candidate, int i, Task task) {
        try (var scope = Scope.open()) {
            Compute compute = candidate.compute();
            Rng rng = Rng.of(compute.seed()).image(i);
            int size = candidate.prior().imageSize();
            Tensor truth = pictures.narrow(0, i, 1);
            ForwardOperator a = task.protocol(size).operator(size, size, rng);
            Measurement m = Measurement.simulate(truth, a, Noise.gaussian(task.noiseLevel()), rng);
            SolverChoice choice = tasks.get(task);
            if (choice == null) {
                throw new IllegalArgumentException("task " + task + " is not among those of the comparison");
            }
            Restoration result = new Restorer(candidate.prior(), compute.device()).restore(m, choice, compute.seed());
            return metrics.of(result.x(), truth);
        }
    }
}
