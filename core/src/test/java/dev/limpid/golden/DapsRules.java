package dev.limpid.golden;

import static dev.limpid.golden.StoredOperator.tensor;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import dev.limpid.operator.Measurement;
import dev.limpid.solver.Daps;
import dev.limpid.solver.Run;
import dev.limpid.solver.Start;
import dev.limpid.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Rule for the kind daps: the whole trajectory from the stored measurement and draws. */
final class DapsRules {
    private DapsRules() {}

    static void daps(GoldenCase golden) {
        Map<String, Tensor> tensors = golden.tensors();
        JsonNode h = golden.entry().path("hyperparameters");
        Daps.Config config = config(h);
        Tensor latent = BaselineRecording.draw(tensors, "init.noise");
        var draws = new RecordedDraws(latent, (purpose, step) -> switch (purpose) {
            case "latent" -> latent;
            case "velocity" -> BaselineRecording.draw(tensors, "it" + step + ".velocity");
            case "chain" ->
                BaselineRecording.draw(
                        tensors, "it" + step / config.chainSteps() + ".l" + step % config.chainSteps() + ".noise");
            case "step" -> BaselineRecording.draw(tensors, "it" + step + ".noise");
            default -> throw new AssertionError("the recorded run drew no " + purpose);
        });
        var recording = new BaselineRecording(golden, tensors, draws);
        JsonNode operator = h.path("operator");
        var measurement = new Measurement(
                tensor(tensors, "y_n"),
                StoredOperator.of(operator, tensors, latent),
                operator.path("sigma").asDouble());

        List<Double> asked = new ArrayList<>();
        assertThat(new Daps(FastDipsRules.ofContinuousTime(SolverRules.prior(golden), asked), config)
                        .solve(measurement, new Noting(recording, inner -> note(recording, config, inner)))
                        .complete())
                .isTrue();
        recording.check();
        requireTimes(asked, tensor(tensors, "coef.model_t").toDoubles());
    }

    /** The recorded times are those of a float32 logarithm, which moves them by 1e-4 where σ is small. */
    private static void requireTimes(List<Double> asked, double... recorded) {
        assertThat(asked).as("evaluations").hasSize(recorded.length);
        for (int i = 0; i < recorded.length; i++) {
            assertThat(asked.get(i)).as("time of evaluation " + i).isCloseTo(recorded[i], within(2e-4 * recorded[i]));
        }
    }

    private static Daps.Config config(JsonNode h) {
        Noting.requireOnly(
                h,
                "annealing_scheduler_config",
                "diffusion_scheduler_config",
                "mcmc_sampler_config",
                "operator",
                "seed");
        JsonNode annealing = grid(h.path("annealing_scheduler_config"));
        JsonNode flow = grid(h.path("diffusion_scheduler_config"));
        JsonNode chain = h.path("mcmc_sampler_config");
        Noting.requireOnly(chain, "tau", "lr_min_ratio", "prior_solver", "mc_algo", "num_steps", "lr", "momentum");
        assertThat(chain.path("prior_solver").asText("gaussian")).isEqualTo("gaussian");
        return new Daps.Config(
                annealing.path("num_steps").asInt(),
                annealing.path("sigma_max").asDouble(),
                annealing.path("sigma_min").asDouble(),
                flow.path("num_steps").asInt(),
                flow.path("sigma_min").asDouble(),
                switch (chain.path("mc_algo").asText()) {
                    case "langevin" -> Daps.Chain.LANGEVIN;
                    case "hmc" -> Daps.Chain.HMC;
                    default -> throw new AssertionError("no chain named " + chain.path("mc_algo"));
                },
                chain.path("num_steps").asInt(),
                chain.path("lr").asDouble(),
                chain.path("lr_min_ratio").asDouble(),
                chain.path("momentum").asDouble(),
                chain.path("tau").asDouble(),
                Start.NOISE);
    }

    private static JsonNode grid(JsonNode scheduler) {
        Noting.requireOnly(scheduler, "name", "num_steps", "sigma_max", "sigma_min", "timestep");
        assertThat(scheduler.path("name").asText()).isEqualTo("edm");
        assertThat(scheduler.path("timestep").asText("poly-7")).isEqualTo("poly-7");
        return scheduler;
    }

    private static void note(BaselineRecording recording, Daps.Config config, Run.Inner inner) {
        String it = "it" + inner.step();
        String l = it + ".l" + inner.iteration();
        recording.note(it + ".x0hat", Noting.of(inner, "x0"));
        recording.note(l + ".score", Noting.of(inner, "score"));
        recording.note(l + ".x", Noting.of(inner, "z"));
        if (inner.iteration() + 1 == config.chainSteps()) {
            recording.note(it + ".x0y", Noting.of(inner, "z"));
        }
    }
}
