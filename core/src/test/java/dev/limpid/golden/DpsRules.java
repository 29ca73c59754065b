package dev.limpid.golden;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.limpid.operator.ForwardOperator;
import dev.limpid.operator.Measurement;
import dev.limpid.solver.Dps;
import dev.limpid.solver.Preset;
import dev.limpid.tensor.Tensor;
import java.util.Map;
import java.util.Objects;

/** Rule for the kind dps: the whole trajectory from the stored measurement and draws. */
final class DpsRules {
    private DpsRules() {}

    static void dps(GoldenCase golden) {
        Map<String, Tensor> tensors = golden.tensors();
        JsonNode h = golden.entry().path("hyperparameters");
        GoldenOptions.Grid grid = GoldenOptions.respaced(
                Dps.METHOD.preset(Preset.AUTHORS_CODE, "inpainting").grid(), h.path("timestep_respacing"), tensors);
        Map.of(
                        "method",
                        "ps",
                        "steps",
                        1000,
                        "noise_schedule",
                        "linear",
                        "model_mean_type",
                        "epsilon",
                        "model_var_type",
                        "learned_range",
                        "clip_denoised",
                        true,
                        "dynamic_threshold",
                        false,
                        "rescale_timesteps",
                        false)
                .forEach((option, value) -> GoldenOptions.require(h, option, value));
        var config = new Dps.Config(
                grid.steps(),
                grid.name(),
                h.path("scale").asDouble(),
                h.path("sampler").asText().equals("ddim") ? Dps.Sampler.DDIM : Dps.Sampler.DDPM);
        Tensor latent = BaselineRecording.draw(tensors, "init.noise");
        var draws = new RecordedDraws(
                latent,
                (purpose, step) ->
                        purpose.equals("latent") ? latent : BaselineRecording.draw(tensors, "it" + step + ".noise"));
        var recording = new BaselineRecording(golden, tensors, draws);
        ForwardOperator a = StoredOperator.of(h.path("operator"), tensors, latent);
        var measurement =
                new Measurement(tensor(tensors, "y_n"), a, h.path("sigma").asDouble());

        assertThat(new Dps(SolverRules.prior(golden), config)
                        .solve(measurement, recording)
                        .complete())
                .isTrue();
        recording.check();
    }

    private static Tensor tensor(Map<String, Tensor> tensors, String name) {
        return Objects.requireNonNull(tensors.get(name), name);
    }
}
