package dev.limpid.golden;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.limpid.operator.ForwardOperator;
import dev.limpid.operator.Measurement;
import dev.limpid.prior.DiffusionPrior;
import dev.limpid.prior.NoiseSchedule;
import dev.limpid.prior.ReverseProcess;
import dev.limpid.prior.TimeGrid;
import dev.limpid.prior.UNet;
import dev.limpid.solver.Dmilo;
import dev.limpid.solver.DmiloPgd;
import dev.limpid.solver.LayerFit;
import dev.limpid.solver.Solution;
import dev.limpid.solver.Solver;
import dev.limpid.solver.Start;
import dev.limpid.tensor.Scope;
import dev.limpid.tensor.Tensor;
import java.util.Map;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/** Rules for the kinds dmilo and dmilo-pgd: a solve from the stored measurement and latent, compared at every step. */
final class SolverRules {
    private static final double DEVIATION_WEIGHT = 0.1;
    private static final double LATENT_WEIGHT = 1e-4;

    private SolverRules() {}

    static void dmilo(GoldenCase golden) {
        check(golden, generator -> new Dmilo(generator, new Dmilo.Config(config(golden), Start.NOISE)));
    }

    static void dmiloPgd(GoldenCase golden) {
        JsonNode h = golden.entry().path("hyperparameters");
        // The authors take many steps of the norm for blur, and one of its square for the other tasks.
        boolean blur = golden.entry().path("task").asText().endsWith("deblur");
        var data = new DmiloPgd.DataSteps(
                blur ? h.path("gradient_descent_iterations").asInt() : 1,
                h.path("lr_x").asDouble(),
                blur);
        var pgd = new DmiloPgd.Config(config(golden), data, false, Start.NOISE);
        check(golden, generator -> new DmiloPgd(generator, pgd));
    }

    /** Runs the solver of a golden case and compares all that it shows with what was recorded. */
    static void check(GoldenCase golden, Function<ReverseProcess, Solver> solver) {
        Map<String, Tensor> tensors = golden.tensors();
        DiffusionPrior prior = prior(golden);
        SolverRecording ours = record(golden, tensors, prior, solver, a -> a);
        var rounding = new Rounding<>(
                golden,
                rng -> record(golden, tensors, Rounding.prior(prior, rng), solver, a -> Rounding.operator(a, rng)));
        new SolverComparison(golden, config(golden), tensors, ours, rounding).check();
    }

    private static SolverRecording record(
            GoldenCase golden,
            Map<String, Tensor> tensors,
            DiffusionPrior prior,
            Function<ReverseProcess, Solver> solver,
            UnaryOperator<ForwardOperator> operator) {
        try (var run = Scope.open()) {
            ReverseProcess generator = prior.ddim(grid(golden));
            Tensor latent = tensors.get("init.latent0");
            var recording = new SolverRecording(config(golden), tensors);
            for (int i = 1; i <= generator.steps(); i++) {
                recording.note("init.latent" + i, generator.latent(generator.steps() - i, latent), -1, 0);
            }
            Measurement given = SolverMeasurements.of(golden, tensors, latent);
            var measurement = new Measurement(given.y(), operator.apply(given.known()), given.noiseLevel());
            Solution solution = solver.apply(generator).solve(measurement, recording);
            assertThat(solution.complete()).isTrue();
            return recording;
        }
    }

    static LayerFit config(GoldenCase golden) {
        JsonNode h = golden.entry().path("hyperparameters");
        return new LayerFit(
                h.path("sample_step").asInt(),
                "dmilo",
                h.path("T").asInt(),
                h.path("T_IN").asInt(),
                h.path("lr_z").asDouble(),
                h.path("lr_nu").asDouble(),
                DEVIATION_WEIGHT,
                LATENT_WEIGHT,
                0);
    }

    private static TimeGrid grid(GoldenCase golden) {
        JsonNode hyperparameters = golden.entry().path("hyperparameters");
        TimeGrid grid = TimeGrid.dmilo(hyperparameters.path("sample_step").asInt());
        for (int i = 0; i < grid.steps().size(); i++) {
            assertThat(grid.steps().get(i).t())
                    .isEqualTo(hyperparameters.path("timesteps").get(i).asInt());
        }
        return grid;
    }

    /** The directory's small network: the entry of kind weights that has a UNet's configuration. */
    static DiffusionPrior prior(GoldenCase golden) {
        for (JsonNode entry : golden.manifest().path("entries")) {
            if (entry.path("kind").asText().equals("weights")
                    && entry.path("config").has("num_channels")) {
                Map<String, Tensor> weights = golden.tensors(
                        golden.directory().resolve(entry.path("file").asText()));
                UNet unet = new UNet(UNetRules.config(entry), UNetRules.fromMap(weights));
                return DiffusionPrior.of(unet, NoiseSchedule.linear());
            }
        }
        throw new AssertionError("no entry with the network of the solver cases");
    }
}
