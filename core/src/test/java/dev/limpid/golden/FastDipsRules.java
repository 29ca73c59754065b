package dev.limpid.golden;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.limpid.operator.ForwardOperator;
import dev.limpid.operator.Measurement;
import dev.limpid.prior.DiffusionPrior;
import dev.limpid.solver.Draws;
import dev.limpid.solver.FastDips;
import dev.limpid.solver.Run;
import dev.limpid.solver.Start;
import dev.limpid.solver.State;
import dev.limpid.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Rule for the kind fast-dips: the whole trajectory from the stored measurement and draws. */
final class FastDipsRules {
    private FastDipsRules() {}

    static void fastDips(GoldenCase golden) {
        Map<String, Tensor> tensors = golden.tensors();
        JsonNode h = golden.entry().path("hyperparameters");
        JsonNode grid = h.path("diffusion_scheduler_config");
        var config = new FastDips.Config(
                grid.path("num_steps").asInt(),
                grid.path("sigma_max").asDouble(),
                grid.path("sigma_min").asDouble(),
                h.path("K").asInt(),
                h.path("S").asInt(),
                h.path("rho").asDouble(),
                h.path("epsilon").asDouble(),
                Start.NOISE);
        GoldenOptions.require(grid, "name", "edm");
        GoldenOptions.require(grid, "timestep", "poly-7");
        // Constants of ours.
        assertThat(h.path("eta").asDouble(1e-3)).isEqualTo(1e-3);
        assertThat(h.path("alpha_max").asDouble(1)).isEqualTo(1);
        assertThat(h.path("backtrack").asBoolean(true)).isTrue();
        Tensor latent = BaselineRecording.draw(tensors, "init.noise");
        var draws = new RecordedDraws(
                latent,
                (purpose, step) ->
                        purpose.equals("latent") ? latent : BaselineRecording.draw(tensors, "it" + step + ".noise"));
        var recording = new BaselineRecording(golden, tensors, draws);
        ForwardOperator a = StoredOperator.of(h.path("operator"), tensors, latent);
        double sigma = h.path("operator").path("sigma").asDouble();

        Tensor x = new FastDips(ofContinuousTime(SolverRules.prior(golden)), config)
                .solve(new Measurement(tensor(tensors, "y_n"), a, sigma), noting(recording, config))
                .x();

        recording.note("output", x);
        recording.check();
    }

    /** Notes the tensors by the directory's names. */
    private static Run noting(BaselineRecording recording, FastDips.Config config) {
        return new Run() {
            @Override
            public Draws draws() {
                return recording.draws();
            }

            @Override
            public void shows(Inner inner) {
                String it = "it" + inner.step();
                Tensor z = Objects.requireNonNull(inner.tensors().get("z"));
                recording.note(
                        it + ".x0hat", Objects.requireNonNull(inner.tensors().get("x0")));
                int done = inner.iteration() + 1;
                if (done % config.gradientSteps() == 0) {
                    recording.note(it + ".k" + (done / config.gradientSteps() - 1) + ".x", z);
                }
                if (done == config.admmSteps() * config.gradientSteps()) {
                    recording.note(it + ".x0y", z);
                }
            }

            @Override
            public void stands(State state) {
                recording.stands(state);
            }
        };
    }

    /** The network at the times of the continuous process, as the recorded code asks for them, instead of between those of training. */
    static DiffusionPrior ofContinuousTime(DiffusionPrior prior) {
        return ofContinuousTime(prior, new ArrayList<>());
    }

    /** @param asked gets the times */
    static DiffusionPrior ofContinuousTime(DiffusionPrior prior, List<Double> asked) {
        return prior.with((x, t) -> {
            double time = continuousTime(prior.schedule().noiseToImage(t));
            asked.add(time);
            return prior.denoiser().epsilon(x, time);
        });
    }

    /** 999 s for which β_min s + (β_max − β_min) s² / 2 = log(1 + σ²), β from 0.1 to 20. */
    private static double continuousTime(double sigma) {
        double least = 0.1;
        double slope = 19.9;
        return 999 * (Math.sqrt(least * least + 2 * slope * Math.log(1 + sigma * sigma)) - least) / slope;
    }

    private static Tensor tensor(Map<String, Tensor> tensors, String name) {
        return Objects.requireNonNull(tensors.get(name), name);
    }
}
