package dev.limpid.cli;

import dev.limpid.degradation.Task;
import dev.limpid.experiment.PairedDifference;
import dev.limpid.io.InvalidRequestException;
import dev.limpid.io.Sha256;
import dev.limpid.job.Activity;
import dev.limpid.metric.Psnr;
import dev.limpid.operator.ForwardOperator;
import dev.limpid.operator.Measurement;
import dev.limpid.operator.Noise;
import dev.limpid.prior.DiffusionPrior;
import dev.limpid.priorcheck.PictureSet;
import dev.limpid.restoration.Compute;
import dev.limpid.restoration.Restoration;
import dev.limpid.restoration.Selection;
import dev.limpid.restoration.Settings;
import dev.limpid.restoration.Solve;
import dev.limpid.restoration.SolverChoice;
import dev.limpid.tensor.Device;
import dev.limpid.tensor.Rng;
import dev.limpid.tensor.Scope;
import dev.limpid.tensor.Tensor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;

/** {@code limpid prior compare}. */
record PriorCompareRun(PriorCompareRequest request, Console console) {

    void run() throws IOException {
        try (var scope = Scope.open()) {
            DiffusionPrior before = load(request.before());
            DiffusionPrior after = load(request.after());
            if (before.imageSize() != after.imageSize() || before.channels() != after.channels()) {
                throw new InvalidRequestException(
                        "the priors are for pictures of different sizes: " + size(before) + " and " + size(after));
            }
            PictureSet pictures = request.pictures()
                    .read(before, request.pictures().preparation(List.of(request.before(), request.after())), console);
            Files.createDirectories(request.out());
            var scores = new ComparedScores(request.out().resolve("scores.csv"));
            budget(pictures.count());
            try (var run = new Run(pictures, scores, console.display("restoring", 0, restorations(pictures.count())))) {
                console.say("Mean PSNR in dB of " + pictures.count() + " pictures; difference with its 95 % interval:");
                for (Map.Entry<Task, SolverChoice> task : request.tasks().entrySet()) {
                    double[] a = run.psnr(before, request.before(), task.getKey(), task.getValue());
                    double[] b = run.psnr(after, request.after(), task.getKey(), task.getValue());
                    say(task.getKey(), PairedDifference.of(a, b));
                }
            }
        }
    }

    private DiffusionPrior load(Compute compute) throws IOException {
        return compute.load(null, console::note);
    }

    private static String size(DiffusionPrior prior) {
        return prior.channels() + " x " + prior.imageSize() + " x " + prior.imageSize();
    }

    private int restorations(int pictures) {
        return 2 * request.tasks().size() * pictures;
    }

    private void budget(int pictures) {
        long evaluations = request.tasks().values().stream()
                .mapToLong(choice -> 2L * pictures * choice.config().backwardEvaluations())
                .sum();
        console.note(restorations(pictures) + " restorations, " + evaluations + " network evaluations");
    }

    private void say(Task task, PairedDifference d) {
        String interval =
                d.count() == 1 ? " (one picture tells no interval)" : String.format(Locale.ROOT, " +- %.2f", d.half());
        console.say(String.format(
                Locale.ROOT,
                "%-16s  before %.2f  after %.2f  difference %+.2f%s%s",
                task.name(),
                d.meanA(),
                d.meanB(),
                d.mean(),
                interval,
                d.better() ? "  better" : ""));
        console.event(
                "compared",
                Map.of("task", task.name(), "before", d.meanA(), "after", d.meanB(), "difference", d.mean()));
    }

    /** Restorations, of which those are skipped that were done before. */
    private static final class Run implements AutoCloseable {
        private final PictureSet pictures;
        private final ComparedScores scores;
        private final Display progress;
        private int done;

        Run(PictureSet pictures, ComparedScores scores, Display progress) {
            this.pictures = pictures;
            this.scores = scores;
            this.progress = progress;
        }

        double[] psnr(DiffusionPrior prior, Compute compute, Task task, SolverChoice choice) throws IOException {
            String checkpoint = compute.checkpoint();
            String settings =
                    Sha256.of((choice.start() + " " + Settings.of(choice.config())).getBytes(StandardCharsets.UTF_8));
            var psnr = new double[pictures.count()];
            for (int i = 0; i < psnr.length; i++) {
                String key = ComparedScores.key(
                        checkpoint, task.name(), settings, compute.seed(), i + ":" + hash(pictures.picture(i)));
                OptionalDouble known = scores.find(key);
                if (known.isEmpty()) {
                    scores.put(key, restore(prior, compute, i, task, choice));
                }
                psnr[i] = scores.find(key).orElseThrow();
                progress.at(++done, "");
            }
            return psnr;
        }

        private static String hash(Tensor picture) {
            float[] values = picture.toFloats();
            ByteBuffer bytes = ByteBuffer.allocate(Float.BYTES * values.length);
            bytes.asFloatBuffer().put(values);
            return Sha256.of(bytes.array());
        }

        /** Mask, kernel and noise come from the picture's own streams, the same for both priors. */
        private double restore(DiffusionPrior prior, Compute compute, int i, Task task, SolverChoice choice) {
            try (var scope = Scope.open()) {
                Tensor truth = pictures.picture(i);
                Rng rng = Rng.of(compute.seed()).image(i);
                int size = prior.imageSize();
                ForwardOperator a = task.protocol(size).operator(size, size, rng);
                Measurement m = Measurement.simulate(truth, a, Noise.gaussian(task.noiseLevel()), rng);
                var solve = new Solve(
                        prior,
                        choice,
                        Selection.LAST,
                        compute,
                        (name, from, total) -> new Activity(event -> {}, name, from, total));
                Solve.Problem problem = solve.problem(m.y(), a, m.noiseLevel(), null);
                Restoration result = solve.run(problem, solve.begin(problem), () -> false, x -> {}, snapshot -> {});
                return new Psnr().of(result.x().to(Device.CPU), truth)[0];
            }
        }

        @Override
        public void close() {
            progress.close();
        }
    }
}
