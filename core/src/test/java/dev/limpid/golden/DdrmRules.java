package dev.limpid.golden;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.limpid.operator.Measurement;
import dev.limpid.solver.Ddrm;
import dev.limpid.solver.Preset;
import dev.limpid.tensor.DType;
import dev.limpid.tensor.Tensor;
import java.util.Map;
import java.util.Objects;

/**
 * Rule for the kind ddrm: the whole trajectory from the stored measurement, singular vectors and draws. The recorded code draws in
 * the singular basis, three times for each step, and ours once in image space: what it drew for each coefficient is brought there.
 */
final class DdrmRules {
    private DdrmRules() {}

    static void ddrm(GoldenCase golden) {
        Map<String, Tensor> tensors = golden.tensors();
        JsonNode h = golden.entry().path("hyperparameters");
        GoldenOptions.Grid grid = GoldenOptions.grid(
                Ddrm.METHOD.preset(Preset.AUTHORS_CODE, "inpainting").grid(),
                h.path("timesteps").asInt(),
                tensors);
        GoldenOptions.require(h, "num_diffusion_timesteps", 1000);
        var config = new Ddrm.Config(
                grid.steps(),
                grid.name(),
                h.path("eta").asDouble(),
                h.path("etaB").asDouble());
        double sigma = h.path("sigma_0").asDouble();
        GoldenSpectral a = GoldenSpectral.of(golden);
        Tensor initial = BaselineRecording.draw(tensors, "init.noise");
        var draws = new RecordedDraws(
                initial,
                (purpose, step) -> a.v(
                        purpose.equals("latent")
                                ? initial.reshape(a.vt(initial).shape())
                                : noise(tensors, step, a, sigma)));
        var recording = new BaselineRecording(golden, tensors, draws);
        var measurement = new Measurement(tensor(tensors, "y_0"), a, sigma);

        assertThat(new Ddrm(SolverRules.prior(golden), config)
                        .solve(measurement, recording)
                        .complete())
                .isTrue();
        recording.check();
    }

    /** The draw that each coefficient got: C without a measurement, A packed where that is noisier than the step, B elsewhere. */
    private static Tensor noise(Map<String, Tensor> tensors, int step, GoldenSpectral a, double sigma) {
        double alphaBar = tensor(tensors, "coef.at_next").toDoubles()[step];
        double level = Math.sqrt(1 - alphaBar) / Math.sqrt(alphaBar);
        double[] all = draw(tensors, "it" + step + ".noiseC");
        double[] below = draw(tensors, "it" + step + ".noiseA");
        double[] above = draw(tensors, "it" + step + ".noiseB");
        double[] s = a.singular().toDoubles();
        int packed = 0;
        for (int i = 0; i < s.length; i++) {
            if (s[i] > 0 && s[i] * level < sigma) {
                all[i] = below[packed++];
            } else if (s[i] > 0 && s[i] * level > sigma) {
                all[i] = above[i];
            }
        }
        return Tensor.of(all, 1, all.length).to(DType.FLOAT32);
    }

    private static double[] draw(Map<String, Tensor> tensors, String name) {
        return tensors.containsKey(name) ? BaselineRecording.draw(tensors, name).toDoubles() : new double[0];
    }

    private static Tensor tensor(Map<String, Tensor> tensors, String name) {
        return Objects.requireNonNull(tensors.get(name), name);
    }
}
