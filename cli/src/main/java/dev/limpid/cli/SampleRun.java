package dev.limpid.cli;

import dev.limpid.io.Images;
import dev.limpid.io.Memory;
import dev.limpid.io.Panels;
import dev.limpid.io.RunRecord;
import dev.limpid.prior.DiffusionPrior;
import dev.limpid.prior.Sampler;
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

    void run() throws IOException {
        try (var scope = Scope.open()) {
            DiffusionPrior prior = Solve.load(request.compute(), null, console);
            long start = System.nanoTime();
            List<Tensor> images = draw(
                    new Sampler(
                            prior,
                            request.times(),
                            request.eta(),
                            request.compute().device(),
                            request.compute().seed()),
                    request.count(),
                    console);
            write(images, (System.nanoTime() - start) / 1e9);
        }
    }

    /** Draws pictures one by one, (1, C, H, W) each; they belong to the scope that is open. */
    static List<Tensor> draw(Sampler sampler, int count, Console console) {
        List<Tensor> images = new ArrayList<>();
        try (Progress progress = console.progress("sampling", count)) {
            for (int i = 0; i < count; i++) {
                images.add(sampler.draw(i, 1));
                progress.at(i + 1, "");
            }
        }
        return images;
    }

    private void write(List<Tensor> images, double seconds) throws IOException {
        ResultFolder.write(request.out(), COMMAND, partial -> {
            for (int i = 0; i < images.size(); i++) {
                Images.write(images.get(i), partial.resolve(String.format(Locale.ROOT, "sample-%03d.png", i)));
            }
            Panels.grid(Tensor.cat(images, 0), partial.resolve("grid.png"));
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
