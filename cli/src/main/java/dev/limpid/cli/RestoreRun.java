package dev.limpid.cli;

import dev.limpid.checkpoint.PriorCard;
import dev.limpid.checkpoint.PriorCatalog;
import dev.limpid.degradation.BlurNetwork;
import dev.limpid.degradation.Task;
import dev.limpid.io.RunRecord;
import dev.limpid.metric.Metrics;
import dev.limpid.operator.network.KernelWizard;
import dev.limpid.prior.DiffusionPrior;
import dev.limpid.restoration.MetricWeights;
import dev.limpid.tensor.Scope;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code limpid restore}: one image after the other; what fails is reported, and the others go on. */
final class RestoreRun {
    private final RestoreRequest request;
    private final Console console;
    private final List<Map<String, Map<String, Double>>> scores = new ArrayList<>();
    private int restored;
    private int skipped;
    private int failed;

    RestoreRun(RestoreRequest request, Console console) {
        this.request = request;
        failed = request.unreadable();
        this.console = console;
    }

    /** Restores all images; returns how many failed, those that could not be opened among them. */
    int run() throws IOException {
        if (request.jobs().isEmpty()) {
            end(false);
            return failed;
        }
        try (StopSignal stop = StopSignal.install();
                var scope = Scope.open()) {
            DiffusionPrior prior = Solve.load(request.compute(), request.config(), console);
            sayDomain();
            BlurNetwork network = network(prior);
            Metrics metrics = request.simulate() ? MetricWeights.ofUser().metrics() : Metrics.plain();
            var image = new RestoreImage(
                    request, prior, network, metrics, Records.checkpoint(request.compute()), stop, console);
            new JobEstimate(prior, request, network, console, x -> JobEstimate.Pace.measured(prior, x))
                    .announce(unfinished());
            for (RestoreJob job : request.jobs()) {
                if (stop.requested()) {
                    break;
                }
                restore(image, job);
            }
            if (request.simulate()) {
                Scores.printMean(scores, metrics, console);
            }
            end(stop.requested());
            return failed;
        }
    }

    /** The blur network, where it is asked for and an image needs one. */
    private @Nullable BlurNetwork network(DiffusionPrior prior) throws IOException {
        Path file = request.blurNetwork();
        if (file == null || request.jobs().stream().noneMatch(job -> job.task() == Task.NONLINEAR_DEBLUR)) {
            return null;
        }
        int side = prior.imageSize();
        if (side % KernelWizard.STRIDE != 0) {
            throw new UsageException("--blur-network takes pictures whose sides are multiples of " + KernelWizard.STRIDE
                    + ", but prior " + request.compute().prior() + " has " + side + "x" + side
                    + ": choose a larger prior, or leave --blur-network out");
        }
        return BlurNetwork.read(file);
    }

    private List<RestoreJob> unfinished() {
        return request.jobs().stream()
                .filter(job -> request.finished() == RestoreRequest.Finished.REDO || !finished(request.folder(job)))
                .toList();
    }

    private void restore(RestoreImage image, RestoreJob job) {
        Path folder = request.folder(job);
        event("image", job, Map.of("task", job.task().label()));
        try (var one = Scope.open()) {
            switch (image.restore(job)) {
                case RESTORED -> {
                    restored++;
                    Map<String, Map<String, Double>> metrics =
                            RunRecord.read(folder.resolve(ResultFolder.RECORD)).metrics();
                    scores.add(metrics);
                    event("restored", job, Map.of("metrics", metrics));
                }
                case SKIPPED -> {
                    skipped++;
                    scores.add(
                            RunRecord.read(folder.resolve(ResultFolder.RECORD)).metrics());
                    event("skipped", job, Map.of());
                }
                case STOPPED -> event("stopped", job, Map.of());
            }
        } catch (IOException | RuntimeException | OutOfMemoryError | StackOverflowError e) {
            failed++;
            String message = Failures.describe(e, job.file(), job.given().files());
            event("failed", job, Map.of("message", message));
            console.fail(job.label() + ": " + message);
        }
    }

    private void event(String name, RestoreJob job, Map<String, ?> more) {
        var fields = new LinkedHashMap<String, Object>();
        fields.put("file", job.file().toString());
        if (job.page() != null) {
            fields.put("page", job.page());
        }
        fields.put("folder", request.folder(job).toString());
        fields.putAll(more);
        console.event(name, fields);
    }

    private void end(boolean stopped) {
        var counts = new LinkedHashMap<String, Object>();
        counts.put("restored", restored);
        counts.put("skipped", skipped);
        counts.put("failed", failed);
        counts.put("stopped", stopped);
        console.event("end", counts);
        if (stopped) {
            console.note("stopped: " + (restored + skipped) + " of "
                    + request.jobs().size() + " images are finished; the same command with --resume goes on");
        }
    }

    /** A prior that ships with the program is for trying it out: its domain is small. */
    private void sayDomain() {
        PriorCatalog.find(request.compute().prior())
                .filter(PriorCard::embedded)
                .ifPresent(card -> console.note("prior " + card.name() + " knows " + card.description()
                        + "; of anything else it invents what is not there"));
    }

    /** Whether a folder holds a finished result. */
    static boolean finished(Path folder) {
        Path record = folder.resolve(ResultFolder.RECORD);
        if (!Files.exists(record)) {
            return false;
        }
        try {
            return RunRecord.read(record).results().keySet().stream()
                    .allMatch(name -> Files.exists(folder.resolve(name)));
        } catch (IOException e) {
            return true; // whoever needs it will say what is wrong with it
        }
    }
}
