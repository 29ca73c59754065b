package dev.limpid.job;

import dev.limpid.io.Images;
import dev.limpid.io.Memory;
import dev.limpid.io.Panels;
import dev.limpid.io.RunRecord;
import dev.limpid.io.Version;
import dev.limpid.prior.DiffusionPrior;
import dev.limpid.prior.Sampler;
import dev.limpid.restoration.Compute;
import dev.limpid.tensor.Scope;
import dev.limpid.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.BooleanSupplier;

/**
 * Draws pictures from the prior alone.
 *
 * @param stop asked before each picture; true ends the drawing, and nothing is written
 */
public record Sample(SampleRequest request, Listener listener, BooleanSupplier stop) {
    /** The command's name, which stands for the task in its record. */
    static final String COMMAND = "sample";

    /** Runs. Returns the record, which is empty where the drawing was told to stop. */
    public Optional<RunRecord> run() throws IOException {
        Optional<Workspace> workspace = workspace();
        if (workspace.isEmpty()) {
            return Optional.empty();
        }
        try (var mine = workspace.get();
                var scope = Scope.open()) {
            var remarks = new ArrayList<String>();
            DiffusionPrior prior = request.compute().load(null, remarks::add);
            remarks.forEach(listener::note);
            long start = System.nanoTime();
            Optional<Tensor> images = draw(
                    new Sampler(
                            prior,
                            request.times(),
                            request.eta(),
                            request.compute().device(),
                            request.compute().seed()),
                    request.count(),
                    listener,
                    stop);
            double seconds = (System.nanoTime() - start) / 1e9;
            return images.isEmpty()
                    ? Optional.empty()
                    : Optional.of(write(mine, images.get(), prior, remarks, seconds));
        }
    }

    private Optional<Workspace> workspace() throws IOException {
        if (!request.force()) {
            ResultFolder.requireNoOther(request.out(), COMMAND);
        }
        return Workspace.await(Target.of(request.out(), request.force(), request.compute()), listener, stop);
    }

    /**
     * Draws pictures one by one, (count, C, H, W) in all; they belong to the scope that is open.
     *
     * @param stop asked before each picture
     * @return empty where the drawing was told to stop
     */
    public static Optional<Tensor> draw(Sampler sampler, int count, Listener listener, BooleanSupplier stop) {
        var images = new ArrayList<Tensor>();
        try (var activity = new Activity(listener, "sampling", 0, count)) {
            for (int i = 0; i < count; i++) {
                if (stop.getAsBoolean()) {
                    return Optional.empty();
                }
                images.add(sampler.draw(i, 1));
                activity.at(i + 1, "");
            }
        }
        return Optional.of(Tensor.cat(images, 0));
    }

    private RunRecord write(
            Workspace workspace, Tensor images, DiffusionPrior prior, List<String> remarks, double seconds)
            throws IOException {
        RunRecord record = workspace.finish(ResultFolder.withRecord(partial -> {
            for (int i = 0; i < request.count(); i++) {
                Images.write(images.narrow(0, i, 1), partial.resolve(String.format(Locale.ROOT, "sample-%03d.png", i)));
            }
            Panels.grid(images, partial.resolve("grid.png"));
            return record(partial, prior, remarks, seconds);
        }));
        listener.on(
                new Event.Sampled(request.count(), request.out(), request.out().resolve("grid.png")));
        return record;
    }

    private RunRecord record(Path partial, DiffusionPrior prior, List<String> remarks, double seconds)
            throws IOException {
        Compute compute = request.compute();
        var settings = new LinkedHashMap<String, Object>();
        settings.put("count", request.count());
        settings.put("steps", request.steps());
        settings.put("grid", request.grid());
        settings.put("eta", request.eta());
        OptionalLong peak = Memory.peak();
        return new RunRecord(
                Version.limpid(),
                Instant.now(),
                Map.of(
                        "command",
                        COMMAND,
                        "prior",
                        compute.recorded(),
                        RunDescription.NOISE_SCHEDULE,
                        prior.schedule().name()),
                COMMAND,
                Map.of(),
                "ddim",
                settings,
                compute.seed(),
                Map.of("checkpoint", compute.checkpoint()),
                ResultFolder.hashes(partial),
                RunRecord.Environment.current(compute.device()),
                new RunRecord.Cost(
                        (long) request.count() * request.steps(),
                        0,
                        seconds,
                        peak.isPresent() ? peak.getAsLong() : null),
                "all steps",
                "all",
                Map.of(),
                remarks);
    }

    /** The request that a record is of. */
    static SampleRequest request(RunRecord record, Path out, Compute compute, boolean force) {
        Map<String, Object> settings = record.configuration();
        if (settings.get("count") instanceof Long count
                && settings.get("steps") instanceof Long steps
                && settings.get("grid") instanceof String grid
                && settings.get("eta") instanceof Double eta) {
            return new SampleRequest(Math.toIntExact(count), grid, Math.toIntExact(steps), eta, out, compute, force);
        }
        throw new IllegalArgumentException("configuration must have count, steps, grid and eta, got " + settings);
    }
}
