package dev.limpid.job;

import dev.limpid.degradation.Drawn;
import dev.limpid.degradation.Task;
import dev.limpid.io.Images;
import dev.limpid.io.Panels;
import dev.limpid.io.RunRecord;
import dev.limpid.io.Sha256;
import dev.limpid.metric.Metrics;
import dev.limpid.operator.Measurement;
import dev.limpid.operator.Noise;
import dev.limpid.prior.DiffusionPrior;
import dev.limpid.restoration.MetricWeights;
import dev.limpid.restoration.Problem;
import dev.limpid.restoration.Restoration;
import dev.limpid.restoration.Restorer;
import dev.limpid.restoration.Selection;
import dev.limpid.tensor.Rng;
import dev.limpid.tensor.Scope;
import dev.limpid.tensor.Tensor;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * Degrades the sample photograph, restores it, and writes both beside the truth.
 *
 * @param stop asked often; true ends the solve, and nothing is written
 */
public record Demo(DemoRequest request, Listener listener, BooleanSupplier stop) {
    /** The command's name in its record. */
    static final String COMMAND = "demo";

    private static final String SAMPLE = "chelsea.png";

    /** Runs. Returns the record, which is empty where the solve was told to stop. */
    public Optional<RunRecord> run() throws IOException {
        Optional<Workspace> workspace = workspace();
        if (workspace.isEmpty()) {
            return Optional.empty();
        }
        try (var mine = workspace.get();
                var scope = Scope.open()) {
            Metrics metrics = MetricWeights.ofUser().metrics();
            DiffusionPrior prior = request.compute().load(null, listener::note);
            Tensor truth = sample(prior.imageSize());
            Rng rng = Rng.of(request.compute().seed()).image(0);
            Task task = request.task();
            Drawn drawn = task.protocol(prior.imageSize()).draw(prior.imageSize(), prior.imageSize(), rng);
            Measurement measurement = Measurement.simulate(truth, drawn.a(), Noise.gaussian(task.noiseLevel()), rng);
            Solved solved = solve(prior, drawn, measurement);
            return solved.restoration().complete()
                    ? Optional.of(write(mine, prior, drawn, truth, solved, metrics))
                    : Optional.empty();
        }
    }

    private Optional<Workspace> workspace() throws IOException {
        if (!request.force()) {
            ResultFolder.requireNoOther(request.out(), COMMAND);
        }
        return Workspace.await(Target.of(request.out(), request.force(), request.compute()), listener, stop);
    }

    private Solved solve(DiffusionPrior prior, Drawn drawn, Measurement measurement) {
        int side = prior.imageSize();
        var problem = new Problem(measurement.y(), drawn.sought(), measurement.noiseLevel(), side, side);
        Tensor x = Rng.of(0)
                .normal(1, prior.channels(), side, side)
                .to(request.compute().device());
        Measurement there = new Measurement(
                measurement.y().to(x.device()), measurement.known().to(x.device()), measurement.noiseLevel());
        listener.note(request.solver().announcement(prior, there, x));
        Restoration result = new Restorer(prior, request.compute().device())
                .restore(
                        problem,
                        request.solver(),
                        Restorer.Options.of(request.compute().seed()),
                        new SolveWatch(listener, "", stop));
        return new Solved(result, List.of());
    }

    private RunRecord write(
            Workspace workspace, DiffusionPrior prior, Drawn drawn, Tensor truth, Solved solved, Metrics metrics)
            throws IOException {
        var pictures = new ResultPanels(drawn.a(), solved, truth, metrics);
        Map<String, String> hashes = Map.of(
                "input",
                Sha256.ofResource(Demo.class, SAMPLE),
                "checkpoint",
                request.compute().checkpoint());
        var description = new RunDescription(
                asked(prior), request.task(), request.solver(), Selection.LAST, request.compute(), hashes);
        RunRecord record = workspace.finish(ResultFolder.withRecord(partial -> {
            Images.write(pictures.measured(), partial.resolve("measurement.png"));
            Images.write(pictures.classical(), partial.resolve("classical.png"));
            Images.write(solved.restoration().x(), partial.resolve("restored.png"));
            Images.write(truth, partial.resolve("truth.png"));
            pictures.writeKernel(partial);
            Panels.sideBySide(pictures.panels(), partial.resolve("side-by-side.png"));
            return description.record(
                    drawn.parameters(request.task().noiseLevel()),
                    ResultFolder.hashes(partial),
                    solved.restoration(),
                    pictures.metrics(),
                    solved.restoration().notices());
        }));
        Path sideBySide = request.out().resolve("side-by-side.png");
        listener.on(new Event.Demonstrated(request.out(), sideBySide, record.metrics()));
        return record;
    }

    private Map<String, Object> asked(DiffusionPrior prior) {
        return Map.of(
                "command",
                COMMAND,
                "prior",
                request.compute().recorded(),
                "preset",
                request.solver().preset(),
                RunDescription.NOISE_SCHEDULE,
                prior.schedule().name());
    }

    /** The sample photograph, (1, 3, size, size). */
    static Tensor sample(int size) throws IOException {
        try (InputStream in = Demo.class.getResourceAsStream(SAMPLE)) {
            if (in == null) {
                throw new IOException("the sample picture is missing from the program");
            }
            return Images.resize(Images.decode(in.readAllBytes(), SAMPLE).pixels(), size, size);
        }
    }
}
