package dev.limpid.job;

import dev.limpid.io.Images;
import dev.limpid.io.RunRecord;
import dev.limpid.metric.Metrics;
import dev.limpid.operator.Measurement;
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
            Rng rng = Rng.of(request.compute().seed()).image(0);
            DemoScene scene = DemoScene.of(request.task(), prior, rng);
            Solved solved = solve(prior, scene, scene.measured(rng));
            return solved.restoration().complete()
                    ? Optional.of(write(mine, prior, scene, solved, metrics))
                    : Optional.empty();
        }
    }

    private Optional<Workspace> workspace() throws IOException {
        if (!request.force()) {
            ResultFolder.requireNoOther(request.out(), COMMAND);
        }
        return Workspace.await(Target.of(request.out(), request.force(), request.compute()), listener, stop);
    }

    private Solved solve(DiffusionPrior prior, DemoScene scene, Problem problem) {
        Tensor x = Rng.of(0)
                .normal(1, prior.channels(), problem.height(), problem.width())
                .to(request.compute().device());
        // The cost does not depend on what is known of A.
        var there =
                new Measurement(problem.y().to(x.device()), scene.drawn().a().to(x.device()), problem.noiseLevel());
        listener.note(request.solver().announcement(prior, there, x));
        Restoration result = new Restorer(prior, request.compute().device())
                .restore(
                        problem,
                        request.solver(),
                        Restorer.Options.of(request.compute().seed()),
                        new SolveWatch(listener, "", stop));
        return Solved.of(problem, result, List.of(), 1);
    }

    private RunRecord write(Workspace workspace, DiffusionPrior prior, DemoScene scene, Solved solved, Metrics metrics)
            throws IOException {
        var pictures = new ResultPanels(scene.drawn().a(), solved, scene.truth(), metrics);
        Map<String, String> hashes =
                Map.of("input", scene.sha256(), "checkpoint", request.compute().checkpoint());
        var description = new RunDescription(
                asked(prior), request.task(), request.solver(), Selection.LAST, request.compute(), hashes);
        RunRecord record = workspace.finish(ResultFolder.withRecord(partial -> {
            Images.write(pictures.measured(), partial.resolve("measurement.png"));
            Images.write(pictures.classical(), partial.resolve("classical.png"));
            Images.write(solved.restoration().x(), partial.resolve("restored.png"));
            Images.write(scene.truth(), partial.resolve("truth.png"));
            pictures.writeFound(partial);
            pictures.writePanels(partial);
            return description.record(
                    scene.drawn().parameters(scene.noiseLevel()),
                    ResultFolder.hashes(partial),
                    solved.restoration(),
                    RunRecord.ALL_ITERATIONS,
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
}
