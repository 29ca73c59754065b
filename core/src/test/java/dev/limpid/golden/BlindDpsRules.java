package dev.limpid.golden;

import static dev.limpid.golden.StoredOperator.tensor;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.limpid.checkpoint.UNetConfigs;
import dev.limpid.operator.Measurement;
import dev.limpid.operator.blur.Boundary;
import dev.limpid.operator.blur.KernelBlur;
import dev.limpid.prior.DiffusionPrior;
import dev.limpid.prior.NoiseSchedule;
import dev.limpid.prior.UNet;
import dev.limpid.solver.BlindDps;
import dev.limpid.solver.Draws;
import dev.limpid.solver.Preset;
import dev.limpid.solver.Run;
import dev.limpid.solver.State;
import dev.limpid.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.Map;

/** Rule for the kind blind-dps: both chains from the stored measurement and draws, with the kernel's network by the formula. */
final class BlindDpsRules {
    private BlindDpsRules() {}

    static void blindDps(GoldenCase golden) {
        Map<String, Tensor> tensors = golden.tensors();
        JsonNode h = golden.entry().path("hyperparameters");
        Noting.requireOnly(
                h,
                "reg_ord",
                "reg_scale",
                "scale",
                "timestep_respacing",
                "model_var_type",
                "clip_denoised",
                "sigma",
                "seed");
        assertThat(h.path("reg_ord").asInt(-1)).as("without an effect").isIn(0, 1);
        assertThat(h.path("scale").asText()).startsWith("sqrt(alphas_cumprod[t])");
        assertThat(h.path("model_var_type").asText()).isEqualTo("learned_range");
        assertThat(h.path("clip_denoised").asBoolean()).isTrue();
        GoldenOptions.Grid grid = GoldenOptions.respaced(
                BlindDps.METHOD.preset(Preset.AUTHORS_CODE, "blind-deblur").grid(),
                h.path("timestep_respacing"),
                tensors);
        var config = new BlindDps.Config(grid.steps(), grid.name(), 1, true, "given");
        Tensor latent = BaselineRecording.draw(tensors, "init.img.noise");
        int taps = (int) tensor(tensors, "init.kernel.noise").size(3);
        // A kernel of an even side has no middle; among one tap more it stands as the published code takes it.
        KernelBlur a = KernelBlur.same(Boundary.ZERO, taps + 1 - taps % 2, (int) latent.size(2), (int) latent.size(3));
        var recorded = new Recorded(golden, tensors, latent);

        assertThat(new BlindDps(SolverRules.prior(golden), config)
                        .solve(
                                new Measurement(
                                        tensor(tensors, "y_n"),
                                        a,
                                        h.path("sigma").asDouble()),
                                recorded)
                        .complete())
                .isTrue();
        recorded.recording.check();
    }

    private static DiffusionPrior kernels(GoldenCase golden) {
        JsonNode kernels = golden.entry().path("kernel_prior");
        assertThat(kernels.path("in_channels").asInt()).isEqualTo(1);
        Map<String, Object> options = new ObjectMapper()
                .convertValue(kernels.path("config"), new TypeReference<LinkedHashMap<String, Object>>() {});
        options.put("in_channels", kernels.path("in_channels").asText());
        var unet = new UNet(
                UNetConfigs.of(options),
                (name, shape) -> GoldenCase.formulaWeight(
                        name,
                        kernels.path("seed").asLong(),
                        kernels.path("GAIN").asDouble(),
                        shape));
        return DiffusionPrior.of(unet, NoiseSchedule.linear());
    }

    /** Two chains of stored draws; those of the last step have no effect and are not stored. */
    private static final class Recorded implements Run, Draws {
        private final Map<String, Tensor> tensors;
        private final Tensor latent;
        private final DiffusionPrior kernels;
        private final BaselineRecording recording;

        Recorded(GoldenCase golden, Map<String, Tensor> tensors, Tensor latent) {
            this.tensors = tensors;
            this.latent = latent;
            kernels = kernels(golden);
            recording = new BaselineRecording(golden, tensors, this);
        }

        @Override
        public Draws draws() {
            return this;
        }

        @Override
        public DiffusionPrior kernelPrior() {
            return kernels;
        }

        @Override
        public long[] shape() {
            return latent.shape();
        }

        @Override
        public Tensor normal(String purpose, int step) {
            return purpose.equals("latent") ? latent : BaselineRecording.draw(tensors, "it" + step + ".img.noise");
        }

        @Override
        public Tensor shared(String purpose, long... shape) {
            return BaselineRecording.draw(
                    tensors,
                    purpose.equals("kernel")
                            ? "init.kernel.noise"
                            : purpose.replace("kernel step ", "it") + ".kernel.noise");
        }

        @Override
        public void shows(Inner inner) {
            String it = "it" + inner.step();
            recording.note(it + ".img.x0", Noting.of(inner, "x0"));
            recording.note(it + ".kernel.x0", Noting.of(inner, "kernel x0"));
            recording.note(it + ".img.grad", Noting.of(inner, "gradient"));
            recording.note(it + ".kernel.grad", Noting.of(inner, "kernel gradient"));
        }

        @Override
        public void stands(State state) {
            String it = "it" + (state.step() - 1);
            recording.note(it + ".img.x", tensor(state.tensors(), "x"));
            recording.note(it + ".kernel.x", tensor(state.tensors(), "kernel"));
        }
    }
}
