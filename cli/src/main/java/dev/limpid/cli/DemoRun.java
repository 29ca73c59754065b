package dev.limpid.cli;

import dev.limpid.degradation.Degradation;
import dev.limpid.io.Images;
import dev.limpid.io.Panels;
import dev.limpid.io.Sha256;
import dev.limpid.operator.ForwardOperator;
import dev.limpid.operator.Measurement;
import dev.limpid.operator.Noise;
import dev.limpid.prior.DiffusionPrior;
import dev.limpid.restoration.MetricWeights;
import dev.limpid.restoration.Restoration;
import dev.limpid.restoration.Selection;
import dev.limpid.tensor.Rng;
import dev.limpid.tensor.Scope;
import dev.limpid.tensor.Tensor;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;

/** {@code limpid demo}: degrades the sample photograph, restores it, and shows both beside the truth. */
record DemoRun(DemoRequest request, Console console) {
    private static final String SAMPLE = "chelsea.png";

    void run() throws IOException {
        try (var scope = Scope.open()) {
            DiffusionPrior prior = Solve.load(request.compute(), null, console);
            Tensor truth = sample(prior.imageSize());
            Rng rng = Rng.of(request.compute().seed()).image(0);
            Degradation degradation = Degradation.protocol(request.task(), prior.imageSize());
            ForwardOperator a = degradation.operator(prior.imageSize(), prior.imageSize(), rng);
            Measurement measurement = Measurement.simulate(truth, a, Noise.gaussian(degradation.noiseLevel()), rng);
            Solved solved = request.task().isBlind()
                    ? blind(prior, degradation, measurement)
                    : known(prior, measurement, truth);
            write(degradation, measurement.known(), truth, solved);
        }
    }

    private Solved known(DiffusionPrior prior, Measurement measurement, Tensor truth) {
        var solve = new Solve(prior, request.solver(), Selection.LAST, request.compute(), console);
        Solve.Problem problem = solve.problem(measurement.y(), measurement.known(), measurement.noiseLevel(), truth);
        solve.announce(problem);
        Restoration result = solve.run(problem, solve.begin(problem), () -> false, x -> {}, snapshot -> {});
        return Solved.of(result, measurement, List.of());
    }

    private Solved blind(DiffusionPrior prior, Degradation degradation, Measurement measurement) {
        var solve = new SolveBlind(prior, request.solver(), request.compute(), console, console::note);
        solve.announce(measurement);
        var sought = SoughtKernel.of(null, degradation.blur().boundary(), prior.imageSize());
        return solve.run(measurement.y(), measurement.noiseLevel(), sought, () -> false);
    }

    private void write(Degradation degradation, ForwardOperator a, Tensor truth, Solved solved) throws IOException {
        var pictures = new ResultPanels(
                request.task(), solved, a, truth, MetricWeights.ofUser().metrics());
        Map<String, String> hashes = Map.of(
                "input", Sha256.ofResource(DemoRun.class, SAMPLE), "checkpoint", Records.checkpoint(request.compute()));
        var description = new RunDescription(
                asked(), request.task(), request.solver(), Selection.LAST, request.compute(), hashes);
        ResultFolder.write(request.out(), "demo", partial -> {
            Images.write(pictures.measured(), partial.resolve("measurement.png"));
            Images.write(pictures.classical(), partial.resolve("classical.png"));
            Images.write(solved.restoration().x(), partial.resolve("restored.png"));
            Images.write(truth, partial.resolve("truth.png"));
            pictures.writeKernel(partial);
            Panels.sideBySide(pictures.panels(), partial.resolve("side-by-side.png"));
            description
                    .record(
                            degradation.parameters(a),
                            Records.results(partial),
                            solved.restoration(),
                            pictures.metrics(),
                            solved.notices())
                    .write(partial.resolve(ResultFolder.RECORD));
        });
        pictures.print(console);
        console.say("Pictures in " + request.out() + ", side by side in "
                + request.out().resolve("side-by-side.png"));
    }

    private Map<String, Object> asked() {
        return Map.of(
                "command",
                "demo",
                "prior",
                request.compute().recorded(),
                "preset",
                request.solver().preset().label());
    }

    /** The sample photograph, (1, 3, size, size). */
    static Tensor sample(int size) throws IOException {
        try (InputStream in = DemoRun.class.getResourceAsStream(SAMPLE)) {
            if (in == null) {
                throw new IOException("the sample picture is missing from the program");
            }
            return Images.resize(Images.decode(in.readAllBytes(), SAMPLE).pixels(), size, size);
        }
    }
}
