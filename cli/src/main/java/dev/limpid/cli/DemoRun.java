package dev.limpid.cli;

import dev.limpid.experiment.Classical;
import dev.limpid.experiment.Degradation;
import dev.limpid.experiment.Restoration;
import dev.limpid.experiment.Selection;
import dev.limpid.io.Images;
import dev.limpid.io.Panels;
import dev.limpid.io.Panels.Panel;
import dev.limpid.io.Sha256;
import dev.limpid.operator.ForwardOperator;
import dev.limpid.operator.Measurement;
import dev.limpid.operator.Noise;
import dev.limpid.prior.DiffusionPrior;
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
            var solve = new Solve(prior, request.solver(), Selection.LAST, request.compute(), console);
            Solve.Problem problem = solve.problem(measurement.y(), a, measurement.noiseLevel(), truth);
            solve.announce(problem);
            Restoration result = solve.run(problem, solve.begin(problem), () -> false, x -> {}, snapshot -> {});
            write(degradation, measurement, truth, result);
        }
    }

    private void write(Degradation degradation, Measurement measurement, Tensor truth, Restoration result)
            throws IOException {
        Tensor measured = Classical.picture(measurement, (int) truth.size(2), (int) truth.size(3));
        Tensor classical = Classical.restore(measurement);
        var scores = new Scores(truth);
        List<Panel> panels = List.of(
                new Panel(scores.add("measurement", measured), measured),
                new Panel(scores.add(Classical.name(request.task(), measurement.a()), classical), classical),
                new Panel(scores.add("restored", result.x()), result.x()),
                new Panel("truth", truth));
        Map<String, String> hashes = Map.of(
                "input", Sha256.ofResource(DemoRun.class, SAMPLE), "checkpoint", Records.checkpoint(request.compute()));
        var description = new RunDescription(
                asked(), request.task(), request.solver(), Selection.LAST, request.compute(), hashes);
        ResultFolder.write(request.out(), "demo", partial -> {
            Images.write(measured, partial.resolve("measurement.png"));
            Images.write(classical, partial.resolve("classical.png"));
            Images.write(result.x(), partial.resolve("restored.png"));
            Images.write(truth, partial.resolve("truth.png"));
            Panels.sideBySide(panels, partial.resolve("side-by-side.png"));
            description
                    .record(
                            degradation.parameters(measurement.a()),
                            Records.results(partial),
                            result,
                            scores.values(),
                            List.of())
                    .write(partial.resolve(ResultFolder.RECORD));
        });
        scores.print(console);
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
