package dev.limpid.cli;

import dev.limpid.degradation.Task;
import dev.limpid.experiment.PairedDifference;
import dev.limpid.experiment.ResultReport;
import dev.limpid.experiment.ResultTable;
import dev.limpid.io.InvalidRequestException;
import dev.limpid.io.Sha256;
import dev.limpid.metric.Metrics;
import dev.limpid.metric.Quantity;
import dev.limpid.operator.ForwardOperator;
import dev.limpid.operator.Measurement;
import dev.limpid.operator.Noise;
import dev.limpid.prior.DiffusionPrior;
import dev.limpid.priorcheck.PictureSet;
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
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** {@code limpid prior compare}. */
record PriorCompareRun(PriorCompareRequest request, Console console) {
    private static final int HASH_DIGITS = 12;

    /**
     * One of the two priors.
     *
     * @param name its name and the beginning of its file's hash, by which its numbers are found again
     */
    private record Candidate(DiffusionPrior prior, Compute compute, String name) {}

    void run() throws IOException {
        try (var scope = Scope.open()) {
            Candidate before = candidate(request.before());
            Candidate after = candidate(request.after());
            if (before.prior().imageSize() != after.prior().imageSize()
                    || before.prior().channels() != after.prior().channels()) {
                throw new InvalidRequestException("the priors are for pictures of different sizes: "
                        + size(before.prior()) + " and " + size(after.prior()));
            }
            PictureSet pictures = request.pictures()
                    .read(
                            before.prior(),
                            request.pictures().preparation(List.of(request.before(), request.after())),
                            console);
            Metrics metrics = MetricWeights.ofUser().metrics();
            Files.createDirectories(request.out());
            ResultTable table = ResultTable.open(request.out().resolve("scores.csv"), metrics.quantities(), settings());
            budget(pictures.count());
            compare(pictures, metrics, table, before, after);
        }
    }

    private Candidate candidate(Compute compute) throws IOException {
        String hash = compute.checkpoint().substring(0, HASH_DIGITS);
        String name = Path.of(compute.prior()).getFileName() + "@" + hash;
        return new Candidate(compute.load(null, console::note), compute, name);
    }

    private static String size(DiffusionPrior prior) {
        return prior.channels() + " x " + prior.imageSize() + " x " + prior.imageSize();
    }

    /** Everything that the numbers of every prior and picture depend on. */
    private Map<String, String> settings() {
        var settings = new LinkedHashMap<String, String>();
        settings.put("seed", Long.toString(request.before().seed()));
        request.tasks()
                .forEach((task, choice) ->
                        settings.put(task.name(), choice.method().name() + " " + choice.configuration()));
        return settings;
    }

    private int restorations(int pictures) {
        return 2 * request.tasks().size() * pictures;
    }

    private void budget(int pictures) {
        long evaluations = request.tasks().values().stream()
                .mapToLong(choice -> 2L * pictures * choice.config().cost().evaluations())
                .sum();
        console.note(restorations(pictures) + " restorations, " + evaluations + " network evaluations");
    }

    private void compare(PictureSet pictures, Metrics metrics, ResultTable table, Candidate before, Candidate after)
            throws IOException {
        List<String> keys = keys(pictures);
        int done = 0;
        try (Display progress = console.display("restoring", 0, restorations(pictures.count()))) {
            for (Map.Entry<Task, SolverChoice> task : request.tasks().entrySet()) {
                for (Candidate candidate : List.of(before, after)) {
                    for (int i = 0; i < pictures.count(); i++) {
                        Tensor truth = pictures.picture(i);
                        int number = i;
                        table.findOrMeasure(
                                task.getKey().name(),
                                keys.get(i),
                                candidate.name(),
                                () -> scores(candidate, number, truth, task.getKey(), task.getValue(), metrics));
                        progress.at(++done, "");
                    }
                }
                var rows = table.rows().stream()
                        .filter(row -> keys.contains(row.picture()))
                        .toList();
                say(new ResultReport(rows, table.quantities()), task.getKey(), before.name(), after.name());
            }
        }
    }

    /** The pictures' numbers, which their masks and noise follow from, and the beginnings of their hashes. */
    private static List<String> keys(PictureSet pictures) {
        var keys = new ArrayList<String>();
        for (int i = 0; i < pictures.count(); i++) {
            float[] values = pictures.picture(i).toFloats();
            ByteBuffer bytes = ByteBuffer.allocate(Float.BYTES * values.length);
            bytes.asFloatBuffer().put(values);
            keys.add(i + ":" + Sha256.of(bytes.array()).substring(0, HASH_DIGITS));
        }
        return keys;
    }

    /** The mask, the kernel and the noise come from the picture's own streams, the same for both priors. */
    private Map<String, Double> scores(
            Candidate candidate, int i, Tensor truth, Task task, SolverChoice choice, Metrics metrics) {
        try (var scope = Scope.open()) {
            Compute compute = candidate.compute();
            Rng rng = Rng.of(compute.seed()).image(i);
            int size = candidate.prior().imageSize();
            ForwardOperator a = task.protocol(size).operator(size, size, rng);
            Measurement m = Measurement.simulate(truth, a, Noise.gaussian(task.noiseLevel()), rng);
            Restoration result = new Restorer(candidate.prior(), compute.device()).restore(m, choice, compute.seed());
            return metrics.of(result.x(), truth);
        }
    }

    private void say(ResultReport report, Task task, String before, String after) {
        List<String> names = before.equals(after) ? List.of(before) : List.of(before, after);
        console.say(report.means(task.name(), names));
        console.say(report.differences(task.name(), before, names));
        var metrics = new LinkedHashMap<String, Object>();
        for (Quantity quantity : report.quantities()) {
            report.difference(task.name(), before, after, quantity)
                    .ifPresent(d -> metrics.put(quantity.key(), numbers(d)));
        }
        var fields = new LinkedHashMap<String, Object>();
        fields.put("task", task.name());
        report.difference(task.name(), before, after, report.quantities().get(0))
                .ifPresent(d -> fields.putAll(numbers(d)));
        fields.put("metrics", metrics);
        console.event("compared", fields);
    }

    private static Map<String, Double> numbers(PairedDifference d) {
        return Map.of("before", d.meanA(), "after", d.meanB(), "difference", d.mean());
    }
}
