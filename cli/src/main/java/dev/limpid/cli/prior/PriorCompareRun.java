package dev.limpid.cli.prior;

import dev.limpid.cli.console.Console;
import dev.limpid.cli.console.Display;
import dev.limpid.cli.console.LazyProgress;
import dev.limpid.degradation.Task;
import dev.limpid.experiment.PairedDifference;
import dev.limpid.experiment.PriorComparison;
import dev.limpid.experiment.PriorComparison.Candidate;
import dev.limpid.experiment.ResultReport;
import dev.limpid.metric.Quantity;
import dev.limpid.prior.DiffusionPrior;
import dev.limpid.priorcheck.CleanPictures;
import dev.limpid.priorcheck.PictureSet;
import dev.limpid.tensor.Scope;
import java.io.IOException;
import java.nio.file.Files;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/** {@code limpid prior compare}. */
public record PriorCompareRun(PriorCompareRequest request, Console console) {

    public void run() throws IOException {
        try (var scope = Scope.open()) {
            Candidate before = Candidate.load(request.before(), console::note);
            Candidate after = Candidate.load(request.after(), console::note);
            before.requireSizeOf(after);
            PictureSet pictures = read(before.prior());
            Files.createDirectories(request.out());
            var comparison = new PriorComparison(
                    before,
                    after,
                    pictures.pictures(),
                    request.tasks(),
                    request.out().resolve("scores.csv"));
            console.note(
                    comparison.restorations() + " restorations, " + comparison.evaluations() + " network evaluations");
            compare(comparison, before.name(), after.name());
        }
    }

    private PictureSet read(DiffusionPrior prior) throws IOException {
        CleanPictures pictures = request.pictures();
        List<String> priors = List.of(request.before().prior(), request.after().prior());
        try (var bar = new LazyProgress(console, "reading the pictures")) {
            return pictures.read(prior, pictures.preparation(priors), bar::at);
        }
    }

    private void compare(PriorComparison comparison, String before, String after) throws IOException {
        var done = new AtomicInteger();
        try (Display progress = console.display("restoring", 0, comparison.restorations())) {
            for (Task task : request.tasks().keySet()) {
                ResultReport report = comparison.compare(task, () -> progress.at(done.incrementAndGet(), ""));
                say(report, task, before, after);
            }
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
