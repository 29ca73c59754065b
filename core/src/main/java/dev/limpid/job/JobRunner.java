package dev.limpid.job;

import dev.limpid.checkpoint.PriorCatalog;
import dev.limpid.degradation.OptionFiles;
import dev.limpid.io.InvalidRequestException;
import dev.limpid.io.Memory;
import dev.limpid.io.RunRecord;
import dev.limpid.metric.Metrics;
import dev.limpid.prior.DiffusionPrior;
import dev.limpid.restoration.MetricWeights;
import dev.limpid.restoration.PriorOfKernels;
import dev.limpid.tensor.Scope;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Restores one image after the other. A failure is reported, and the other images go on. */
public final class JobRunner {
    private final JobRequest request;
    private final Listener listener;
    private final BooleanSupplier stop;
    private final LoadedPrior.Source priors;
    private final Map<Job, RunRecord> records = new HashMap<>();
    private final Queue<Job> busy = new ArrayDeque<>();
    private List<Job> jobs;
    private int restored;
    private int skipped;
    private int failed;

    /** @param stop asked often; true ends the job, and the image in progress leaves a snapshot */
    public JobRunner(JobRequest request, Listener listener, BooleanSupplier stop) {
        this(request, listener, stop, LoadedPrior::read);
    }

    /** The same for a program that restores again and again with one prior. */
    public JobRunner(JobRequest request, Listener listener, BooleanSupplier stop, LoadedPrior.Source priors) {
        this.request = request;
        this.listener = listener;
        this.stop = stop;
        this.priors = priors;
        jobs = request.jobs();
        failed = request.unreadable();
    }

    /**
     * Restores all images.
     *
     * @throws IOException where the prior or a file that all images share cannot be read; failures of single images are events
     * @throws InvalidRequestException where a solver that was named with others does not fit an image or the prior
     */
    public JobSummary run() throws IOException {
        if (jobs.isEmpty()) {
            return end(false);
        }
        ComparisonSheets.requireFree(request);
        try (var scope = Scope.open()) {
            LoadedPrior loaded = prior();
            DiffusionPrior prior = loaded == null ? null : loaded.prior();
            if (jobs.stream().anyMatch(Job::usesPrior)) {
                sayDomain();
                sayNoPreview(prior);
            }
            OptionFiles files = files();
            RestoreImage image = image(loaded, files);
            jobs = new SolverFit(request, prior, image, listener).fitting();
            List<Job> toSolve = jobs.stream()
                    .filter(job -> job.usesPrior() && isUnfinished(job))
                    .toList();
            if (prior != null && !toSolve.isEmpty() && listener.wantsEstimate()) {
                var extents = new Extents(prior, request, files, image.metrics());
                new JobEstimate(prior, request, extents, listener, x -> JobEstimate.Pace.measured(prior, x))
                        .announce(toSolve);
            }
            restoreAll(image);
            new ComparisonSheets(request, image, records).write(jobs);
            return end(stop.getAsBoolean());
        }
    }

    /**
     * Whether a record is of one of the images with the request's settings and the present contents of its files.
     *
     * @throws IOException where a file that the image is made of cannot be read
     */
    public boolean isOf(Job job, RunRecord record) throws IOException {
        try (var scope = Scope.open()) {
            return image(prior(), files()).describe(job).describes(record);
        }
    }

    private RestoreImage image(@Nullable LoadedPrior loaded, OptionFiles files) throws IOException {
        return new RestoreImage(
                request,
                loaded == null ? null : loaded.prior(),
                loaded == null ? List.of() : loaded.remarks(),
                files,
                request.simulate() ? MetricWeights.ofUser().metrics() : Metrics.plain(),
                loaded == null ? Map.of() : loaded.hashes(),
                kernelHashes(),
                new OpenedPictures(request.reading().limits()),
                request.read(),
                listener,
                stop);
    }

    /** The files that options name, with those read that all images share. */
    private OptionFiles files() throws IOException {
        var files = new OptionFiles(request.reading().limits());
        for (Job job : request.jobs()) {
            files.load(job.values());
        }
        return files;
    }

    /** The prior, whose remarks on its file are said; null where no image needs one. */
    private @Nullable LoadedPrior prior() throws IOException {
        if (request.jobs().stream().noneMatch(request::needsPrior)) {
            return null;
        }
        LoadedPrior prior = priors.load(request.compute(), request.config());
        prior.remarks().forEach(listener::note);
        return prior;
    }

    /** Each prior of kernels is read once, so that one that cannot be used ends the run before the first image. */
    private Map<String, String> kernelHashes() {
        return jobs.stream()
                .flatMap(
                        job -> PriorOfKernels.of(job.solver(), request.compute().device()).stream())
                .distinct()
                .collect(Collectors.toMap(PriorOfKernels::name, JobRunner::checked));
    }

    private static String checked(PriorOfKernels kernels) {
        try {
            return kernels.check();
        } catch (IOException e) {
            throw new InvalidRequestException(FailureText.of(e), e);
        }
    }

    private boolean isUnfinished(Job job) {
        return request.finished() == JobRequest.Finished.REDO || !ResultFolder.isFinished(request.folder(job));
    }

    /** All images; those that another run is restoring are left to it, and looked at again after the others. */
    private void restoreAll(RestoreImage image) {
        for (Job job : jobs) {
            restore(image, job, () -> {});
        }
        while (!busy.isEmpty() && !stop.getAsBoolean()) {
            Job job = busy.remove();
            restore(image, job, () -> Workspace.awaitOther(image.target(job), stop));
        }
    }

    /** Something to wait for before an image is begun. */
    @FunctionalInterface
    private interface Wait {
        void run() throws IOException;
    }

    private void restore(RestoreImage image, Job job, Wait wait) {
        if (stop.getAsBoolean()) {
            return;
        }
        Event.Image subject = job.in(request.folder(job));
        listener.on(new Event.Began(subject, job.task()));
        listener.on(outcome(image, job, subject, wait));
    }

    private Event outcome(RestoreImage image, Job job, Event.Image subject, Wait wait) {
        try (var one = Scope.open()) {
            wait.run();
            if (job.isCompared()) {
                Memory.forgetPeak();
            }
            if (stop.getAsBoolean()) {
                return new Event.Stopped(subject, null, 0);
            }
            ImageResult result = image.restore(job);
            result.record().ifPresent(record -> records.put(job, record));
            switch (result.outcome()) {
                case RESTORED -> restored++;
                case SKIPPED -> skipped++;
                case STOPPED -> {}
                case BUSY -> busy.add(job);
            }
            return result.event(subject);
        } catch (IOException | RuntimeException | OutOfMemoryError | StackOverflowError e) {
            failed++;
            List<Path> others = job.values().files();
            return new Event.Failed(
                    subject,
                    listener.knowsOptions()
                            ? FailureText.of(e, job.file(), others)
                            : FailureText.elsewhere(e, job.file(), others));
        }
    }

    private JobSummary end(boolean stopped) {
        var counts = new LinkedHashMap<String, Integer>();
        counts.put("restored", restored);
        counts.put("skipped", skipped);
        counts.put("failed", failed);
        listener.on(new Event.End(counts, stopped));
        var results = new LinkedHashMap<Job, RunRecord>();
        for (Job job : jobs) {
            RunRecord record = records.get(job);
            if (record != null) {
                results.put(job, record);
            }
        }
        return new JobSummary(restored, skipped, failed, stopped, results);
    }

    private void sayNoPreview(@Nullable DiffusionPrior prior) {
        if (request.form().preview() && prior != null && !prior.isLocal()) {
            listener.note("no preview: prior " + request.compute().prior() + " knows pictures of " + prior.imageSize()
                    + "x" + prior.imageSize() + " alone, not smaller ones");
        }
    }

    /** A prior that ships with the program is small: its limits are known, and said. */
    private void sayDomain() {
        PriorCatalog.find(request.compute().prior())
                .filter(card -> !card.limits().isEmpty())
                .ifPresent(card -> listener.note("prior " + card.name() + " " + card.limits()));
    }
}
