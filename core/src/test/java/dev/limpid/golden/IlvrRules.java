package dev.limpid.golden;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.limpid.operator.ForwardOperator;
import dev.limpid.operator.Measurement;
import dev.limpid.solver.Ilvr;
import dev.limpid.solver.Preset;
import dev.limpid.tensor.DType;
import dev.limpid.tensor.Tensor;
import java.util.Map;

/** Rule for the kind ilvr: the whole trajectory from the stored reference and draws. */
final class IlvrRules {
    private IlvrRules() {}

    static void ilvr(GoldenCase golden) {
        Map<String, Tensor> tensors = golden.tensors();
        JsonNode h = GoldenOptions.of(
                golden, "down_N", "range_t", "timestep_respacing", "noise_schedule", "clip_denoised", "learn_sigma");
        assertThat(h.path("noise_schedule").asText()).isEqualTo("linear");
        assertThat(h.path("clip_denoised").asBoolean()).isTrue();
        assertThat(h.path("learn_sigma").asBoolean()).isTrue();
        GoldenOptions.Grid grid = GoldenOptions.respaced(
                Ilvr.METHOD.preset(Preset.BRIEF, "super-resolution").grid(), h.path("timestep_respacing"), tensors);
        var config = new Ilvr.Config(
                grid.steps(),
                grid.name(),
                h.path("down_N").asInt(),
                h.path("range_t").asInt());
        Tensor latent = BaselineRecording.draw(tensors, "init.noise");
        var draws = new RecordedDraws(latent, (purpose, step) -> switch (purpose) {
            case "latent" -> latent;
            case "step" -> BaselineRecording.draw(tensors, "it" + step + ".noise");
            case "reference" -> BaselineRecording.draw(tensors, "it" + step + ".noise_ref");
            default -> throw new AssertionError("the recorded run drew no " + purpose);
        });
        var recording = new BaselineRecording(golden, tensors, draws);
        Tensor reference = StoredOperator.tensor(tensors, "gt_u8")
                .to(DType.FLOAT32)
                .permute(2, 0, 1)
                .reshape(latent.shape())
                .div(127.5)
                .add(-1);
        var measurement = new Measurement(reference, ForwardOperator.of(x -> x), 0);

        assertThat(new Ilvr(SolverRules.prior(golden), config)
                        .solve(measurement, recording)
                        .complete())
                .isTrue();
        recording.check();
    }
}
