package dev.limpid.cli;

import dev.limpid.experiment.Restoration;
import dev.limpid.io.Images;
import dev.limpid.io.Memory;
import dev.limpid.io.Panels;
import dev.limpid.io.RunRecord;
import dev.limpid.prior.DiffusionPrior;
import dev.limpid.prior.ReverseProcess;
import dev.limpid.prior.TimeGrid;
import dev.limpid.tensor.Device;
import dev.limpid.tensor.Rng;
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
import java.util.OptionalLong;

/** {@code limpid sample}: pictures from the prior alone. */
record SampleRun(SampleRequest request, Console console) {
    /** The command's name, which stands for the task in its record. */
    static final String COMMAND = "sample";

    private static final int LEAST_PANEL = 128;

    void run() throws IOException {
        try (var scope = Scope.open()) {
            DiffusionPrior prior = Solve.load(request.compute(), null, console);
            long start = System.nanoTime();
            List<Tensor> images = draw(prior, request.times());
            write(images, prior.imageSize(), (System.nanoTime() - start) / 1e9);
        }
    }

    private List<Tensor> draw(DiffusionPrior prior, TimeGrid times) {
        Compute compute = request.compute();
        int size = prior.imageSize();
        List<Tensor> images = new ArrayList<>();
        try (Progress progress = console.progress("sampling", request.count())) {
            for (int i = 0; i < request.count(); i++) {
                try (var one = Scope.open()) {
                    Tensor seed = Restoration.latent(Rng.of(compute.seed()), i, 1, prior.channels(), size, size)
                            .to(compute.device());
                    Rng rng = Rng.of(compute.seed()).image(i);
                    ReverseProcess sampler = prior.ddim(
                            times,
                            request.eta(),
                            t -> rng.purpose("step " + t).normal(seed.shape()).to(compute.device()));
                    Tensor x = sampler.generate(seed).clamp(-1, 1).to(Device.CPU);
                    images.add(one.keep(x));
                }
                progress.at(i + 1, "");
            }
        }
        return images;
    }

    private void write(List<Tensor> images, int size, double seconds) throws IOException {
        ResultFolder.write(request.out(), COMMAND, partial -> {
            for (int i = 0; i < images.size(); i++) {
                Images.write(images.get(i), partial.resolve(String.format(Locale.ROOT, "sample-%03d.png", i)));
            }
            int columns = (int) Math.ceil(Math.sqrt(images.size()));
            int enlargement = Math.max(1, (LEAST_PANEL + size - 1) / size);
            Panels.grid(Tensor.cat(images, 0), columns, enlargement, partial.resolve("grid.png"));
            record(partial, seconds).write(partial.resolve(ResultFolder.RECORD));
        });
        console.say(images.size() + " pictures in " + request.out() + ", all in "
                + request.out().resolve("grid.png"));
    }

    private RunRecord record(Path partial, double seconds) throws IOException {
        Compute compute = request.compute();
        var settings = new LinkedHashMap<String, Object>();
        settings.put("count", request.count());
        settings.put("steps", request.steps());
        settings.put("grid", request.grid());
        settings.put("eta", request.eta());
        OptionalLong peak = Memory.peak();
        return new RunRecord(
                Limpid.version(),
                Instant.now(),
                Map.of("command", COMMAND, "prior", compute.recorded()),
                COMMAND,
                Map.of(),
                "ddim",
                settings,
                compute.seed(),
                Map.of("checkpoint", Records.checkpoint(compute)),
                Records.results(partial),
                RunRecord.Environment.current(compute.device()),
                new RunRecord.Cost(
                        (long) request.count() * request.steps(),
                        0,
                        seconds,
                        peak.isPresent() ? peak.getAsLong() : null),
                "all steps",
                "all",
                Map.of(),
                List.of());
    }

    /** The request that a record is of. */
    static SampleRequest request(RunRecord record, Path out, Compute compute) {
        Map<String, Object> settings = record.configuration();
        if (settings.get("count") instanceof Long count
                && settings.get("steps") instanceof Long steps
                && settings.get("grid") instanceof String grid
                && settings.get("eta") instanceof Double eta) {
            return new SampleRequest(Math.toIntExact(count), grid, Math.toIntExact(steps), eta, out, compute);
        }
        throw new IllegalArgumentException("configuration must have count, steps, grid and eta, got " + settings);
    }
}
