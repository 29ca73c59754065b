package dev.limpid.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.limpid.prior.DiffusionPrior;
import dev.limpid.tensor.Device;
import dev.limpid.tensor.Rng;
import dev.limpid.tensor.Scope;
import dev.limpid.tensor.Tensor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntToDoubleFunction;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Where a prior's noise schedule comes from. */
class TrainedScheduleTest {
    private static final Map<String, String> NETWORK = Map.of(
            "image_size", "16",
            "num_channels", "32",
            "num_res_blocks", "1",
            "channel_mult", "1,1",
            "num_head_channels", "16");
    private static final int STEPS = 1000;

    private final List<String> notes = new ArrayList<>();

    @TempDir
    Path folder;

    /** Nichol and Dhariwal, §3.2: f(t) = cos²((t/T + 0.008) / 1.008 · π/2), β ≤ 0.999. */
    private static double cosine(int t) {
        return Math.min(0.999, 1 - Math.pow(root(t + 1) / root(t), 2));
    }

    private static double root(int t) {
        return Math.cos(((double) t / STEPS + 0.008) / 1.008 * Math.PI / 2);
    }

    private static double linear(int t) {
        return 1e-4 + (0.02 - 1e-4) * t / (STEPS - 1);
    }

    /** Latent diffusion takes equal steps of the root of β. */
    private static double scaled(int t) {
        return Math.pow(Math.sqrt(0.00085) + (Math.sqrt(0.012) - Math.sqrt(0.00085)) * t / (STEPS - 1), 2);
    }

    @Test
    void isAssumedWhereNothingTellsItAndThatIsSaid() throws Exception {
        assertThat(schedule(write(Map.of(), "", null), null)).isEqualTo("linear");
        assertThat(notes)
                .containsExactly(folder.resolve("prior.safetensors")
                        + ": its file does not tell the noise schedule; linear is assumed (noise_schedule: cosine in --config,"
                        + " or checkpoint convert --describe noise_schedule=cosine, changes it)");
    }

    @ParameterizedTest
    @CsvSource({
        "noise_schedule, linear, linear",
        "noise_schedule, cosine, cosine",
        "beta_schedule, cosine, cosine",
        "beta_schedule, squaredcos_cap_v2, cosine"
    })
    void isThatOfTheMetadata(String key, String value, String expected) throws Exception {
        assertThat(schedule(write(Map.of(key, value), "", null), null)).isEqualTo(expected);
        assertThat(notes).isEmpty();
    }

    /** A configuration of the schedule alone leaves the network to the metadata, and one of the network the schedule. */
    @Test
    void isThatOfTheConfigurationBeforeAllOthers() throws Exception {
        Path file = write(Map.of("noise_schedule", "cosine"), "", null);

        assertThat(schedule(file, "noise_schedule: linear\n")).isEqualTo("linear");
        assertThat(schedule(file, "image_size: 16\nnum_head_channels: 16\n")).isEqualTo("cosine");
        assertThat(schedule(write(Map.of(), "model.", TrainedScheduleTest::scaled), "noise_schedule: cosine\n"))
                .isEqualTo("cosine");
    }

    @Test
    void isReadOffTheTensorsThatSomeProgramsSave() throws Exception {
        assertThat(schedule(write(Map.of(), "model.", TrainedScheduleTest::cosine), null))
                .isEqualTo("cosine");
        assertThat(schedule(write(Map.of(), "model.", TrainedScheduleTest::linear), null))
                .isEqualTo("linear");
        assertThat(notes).noneMatch(note -> note.contains("assumed"));

        Path scaled = write(Map.of(), "model.", TrainedScheduleTest::scaled);
        assertThatExceptionOfType(CheckpointException.class)
                .isThrownBy(() -> schedule(scaled, null))
                .withMessage(scaled
                        + ": was trained on another noise schedule than linear and cosine of 1000 steps, as its alphas_cumprod"
                        + " tells; noise_schedule in --config takes one of them all the same");
    }

    /** {"args": {"noise_schedule": "cosine"}, "model": \u2026}, of torch.save. */
    @Test
    void isThatOfTheSettingsThatATrainingSaved() throws Exception {
        PickleProgram pickle = PickleProgram.protocol2()
                .op('}', '(')
                .text("args")
                .op('}', '(')
                .text("lr")
                .integer(3)
                .text("diffusion")
                .op('}', '(')
                .text("noise_schedule")
                .text("cosine")
                .op('u', 'u')
                .text("model")
                .op('}', '(');
        Layouts.of(UNetConfigs.of(NETWORK))
                .forEach((name, shape) ->
                        pickle.text(name).tensor("FloatStorage", "0", 1, 0, shape, new long[shape.length]));
        Path file = TorchFile.write(
                folder.resolve("training.pt"), pickle.op('u', 'u').stop(), new byte[4]);

        assertThat(schedule(file, "image_size: 16\nnum_head_channels: 16\n")).isEqualTo("cosine");
        assertThat(notes).containsExactly(file + ": takes model");
        try (var read = Checkpoints.open(file)) {
            assertThat(read.metadata()).containsExactly(Map.entry("noise_schedule", "cosine"));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "noise_schedule, sqrt, unknown noise schedule 'sqrt': linear or cosine",
        "beta_schedule, scaled_linear, unknown noise schedule 'scaled_linear': linear or cosine",
        "diffusion_steps, 4000, 'diffusion_steps must be 1000, got 4000'",
        "predict_xstart, True, 'predict_xstart must be false, got True'",
        "prediction, v, 'prediction must be epsilon, got v'"
    })
    void refusesWhatASolveWouldGoWrongWith(String key, String value, String reason) throws Exception {
        Path file = write(Map.of(key, value), "", null);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> schedule(file, null))
                .withMessage(reason);
    }

    @Test
    void takesAnotherProgramsLinearScheduleByItsEnds() throws Exception {
        assertThat(schedule(
                        write(Map.of("beta_schedule", "linear", "beta_start", "1e-4", "beta_end", "0.02"), "", null),
                        null))
                .isEqualTo("linear");
        Path other = write(Map.of("beta_schedule", "linear", "beta_start", "0.0015"), "", null);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> schedule(other, null))
                .withMessage("beta_start must be 0.0001, got 0.0015");
    }

    @Test
    void onlyTheLinearOneIsRefined() throws Exception {
        Path file = write(Map.of("noise_schedule", "cosine"), "", null);
        try (var scope = Scope.open()) {
            assertThatExceptionOfType(CheckpointException.class)
                    .isThrownBy(() -> PriorLoader.weights(file.toString(), null, notes::add))
                    .withMessage(file + ": was trained on the cosine schedule; only linear is refined");
        }
    }

    private String schedule(Path file, @Nullable String yaml) throws Exception {
        Path config = yaml == null ? null : Files.writeString(folder.resolve("config.yaml"), yaml);
        try (var scope = Scope.open()) {
            var loader = new PriorLoader(new PriorCatalog(folder), Device.CPU, notes::add);
            DiffusionPrior prior = loader.read(file.toString(), config);
            double half = prior.schedule().name().equals("cosine")
                    ? product(TrainedScheduleTest::cosine, 500)
                    : product(TrainedScheduleTest::linear, 500);
            assertThat(prior.schedule().alphaBar(500)).isCloseTo(half, within(1e-12));
            return prior.schedule().name();
        }
    }

    private static double product(IntToDoubleFunction beta, int last) {
        double product = 1;
        for (int t = 0; t <= last; t++) {
            product *= 1 - beta.applyAsDouble(t);
        }
        return product;
    }

    /** A prior of that metadata, beside the network's, whose weights have that prefix and stand beside the products. */
    private Path write(Map<String, String> more, String prefix, @Nullable IntToDoubleFunction beta) throws Exception {
        Path file = folder.resolve("prior.safetensors");
        var metadata = new LinkedHashMap<>(NETWORK);
        metadata.putAll(more);
        try (var scope = Scope.open()) {
            var tensors = new LinkedHashMap<String, Tensor>();
            Layouts.of(UNetConfigs.of(NETWORK))
                    .forEach((name, shape) -> tensors.put(
                            prefix + name, Rng.of(tensors.size()).normal(shape).mul(0.1)));
            if (beta != null) {
                var alphaBar = new float[STEPS];
                for (int t = 0; t < STEPS; t++) {
                    alphaBar[t] = (float) product(beta, t);
                }
                tensors.put("alphas_cumprod", Tensor.of(alphaBar, STEPS));
            }
            Safetensors.write(file, tensors, metadata);
        }
        return file;
    }
}
