package dev.limpid.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.limpid.operator.blur.BlurKernel;
import dev.limpid.prior.DiffusionPrior;
import dev.limpid.prior.NoiseSchedule;
import dev.limpid.prior.UNet;
import dev.limpid.prior.UNetConfig;
import dev.limpid.tensor.DType;
import dev.limpid.tensor.Device;
import dev.limpid.tensor.Gradients;
import dev.limpid.tensor.Rng;
import dev.limpid.tensor.Scope;
import dev.limpid.tensor.Tensor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PriorLoaderTest {
    private static final Map<String, String> OPTIONS = Map.of(
            "image_size", "16",
            "num_channels", "32",
            "num_res_blocks", "1",
            "channel_mult", "1,1",
            "num_head_channels", "16");

    private static final String ASSUMED = ": its file does not tell the noise schedule; linear is assumed"
            + " (noise_schedule: cosine in --config, or checkpoint convert --describe noise_schedule=cosine, changes it)";

    @TempDir
    Path folder;

    private PriorLoader loader;

    @BeforeEach
    void lookInAnEmptyHome() {
        loader = new PriorLoader(new PriorCatalog(folder.resolve("priors")), Device.CPU);
    }

    @Test
    void loadsTheEmbeddedPriorByItsName() throws Exception {
        try (var scope = Scope.open();
                var off = Gradients.off()) {
            DiffusionPrior cats = loader.read("cats64", null);

            assertThat(cats.imageSize()).isEqualTo(64);
            assertThat(cats.channels()).isEqualTo(3);
            Tensor epsilon = cats.denoiser().epsilon(Tensor.zeros(1, 3, 64, 64), 500);
            assertThat(epsilon.square().mean().item()).isBetween(1e-6, 10.0);
        }
    }

    @Test
    void loadsTheEmbeddedPriorOfKernelsByItsName() throws Exception {
        try (var scope = Scope.open();
                var off = Gradients.off()) {
            DiffusionPrior kernels = loader.read("kernels32", null);

            assertThat(kernels.imageSize()).isEqualTo(32);
            assertThat(kernels.channels()).isEqualTo(1);
            // The picture of a point, in noise: most of it is recognised as black.
            double[] point = BlurKernel.delta(32, 32).values();
            Tensor clean = Tensor.of(Arrays.stream(point).map(w -> 2 * w - 1).toArray(), 1, 1, 32, 32)
                    .to(DType.FLOAT32);
            Tensor noise = Rng.of(3).normal(1, 1, 32, 32);
            NoiseSchedule schedule = kernels.schedule();
            Tensor noisy = clean.mul(schedule.alpha(500)).add(noise.mul(schedule.sigma(500)));
            Tensor epsilon = kernels.denoiser().epsilon(noisy, 500);
            assertThat(epsilon.sub(noise).square().mean().item()).isLessThan(0.05);
        }
    }

    @Test
    void loadsAFileByItsMetadata() throws Exception {
        var metadata = new HashMap<>(OPTIONS);
        metadata.put("noise_schedule", "cosine");
        try (var scope = Scope.open()) {
            DiffusionPrior prior = loader.read(write(OPTIONS, metadata).toString(), null);

            assertThat(prior.imageSize()).isEqualTo(16);
            assertThat(prior.schedule().alphaBar(500))
                    .isEqualTo(NoiseSchedule.cosine().alphaBar(500));
        }
    }

    @Test
    void loadsAFileWithAConfiguration() throws Exception {
        Path file = write(OPTIONS, Map.of());
        Path partial = Files.writeString(folder.resolve("a.yaml"), "image_size: 16\nnum_head_channels: 16\n");
        try (var scope = Scope.open()) {
            assertThat(loader.read(file.toString(), partial).imageSize()).isEqualTo(16);
            assertThatExceptionOfType(CheckpointException.class)
                    .isThrownBy(() -> loader.read(file.toString(), null))
                    .withMessageContaining("do not tell image_size");
        }
    }

    @Test
    void leavesTheLearnedVarianceOutOfWhatIsRefined() throws Exception {
        var options = new HashMap<>(OPTIONS);
        options.put("learn_sigma", "True");
        Path file = write(options, Map.of());
        Path config = Files.writeString(
                folder.resolve("a.yaml"), "image_size: 16\nnum_head_channels: 16\nlearn_sigma: true\n");
        var notes = new ArrayList<String>();
        try (var scope = Scope.open();
                var off = Gradients.off()) {
            PriorWeights refined = PriorLoader.weights(file.toString(), config, notes::add);
            DiffusionPrior whole = loader.read(file.toString(), config);

            Tensor x = Tensor.ones(1, 3, 16, 16);
            var architecture = (UNetConfig) refined.architecture();
            var alone = new UNet(architecture, refined.weights());
            assertThat(architecture.learnSigma()).isFalse();
            Tensor epsilon = whole.denoiser().epsilon(x, 500);
            assertThat(epsilon.square().mean().item()).isPositive();
            assertThat(alone.epsilon(x, 500).sub(epsilon).square().mean().item())
                    .isLessThan(1e-10 * epsilon.square().mean().item());
        }
        assertThat(notes).containsExactly(file + ASSUMED, file + ": its learned variance is left out");
    }

    @Test
    void listsTheKeysWhereTheConfigurationIsAnother() throws Exception {
        Path file = write(OPTIONS, Map.of());
        Path wider = Files.writeString(
                folder.resolve("a.yaml"),
                "image_size: 16\nnum_channels: 64\nnum_res_blocks: 1\nchannel_mult: 1,1\nnum_head_channels: 16\n");
        try (var scope = Scope.open()) {
            assertThatExceptionOfType(CheckpointException.class)
                    .isThrownBy(() -> loader.read(file.toString(), wider))
                    .withMessageContaining("does not fit the architecture")
                    .withMessageContaining("of another shape (time_embed.0.weight is [128, 32], not [256, 64], ");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "model, '', takes model",
        "state_dict, model.diffusion_model., takes state_dict: the tensors model.diffusion_model.*",
        "ema, module., takes ema",
    })
    void findsTheNetworkInATrainingCheckpointAndSaysWhere(String key, String prefix, String note) throws Exception {
        PickleProgram pickle = PickleProgram.protocol2().op('}').text(key).op('}', '(');
        Layouts.of(UNetConfigs.of(OPTIONS))
                .forEach((name, shape) ->
                        pickle.text(prefix + name).tensor("FloatStorage", "0", 1, 0, shape, new long[shape.length]));
        Path file = TorchFile.write(
                folder.resolve("training.pt"), pickle.op('u', 's').stop(), new byte[4]);
        Path config = Files.writeString(folder.resolve("a.yaml"), "image_size: 16\nnum_head_channels: 16\n");
        var notes = new ArrayList<String>();
        try (var scope = Scope.open()) {
            var telling = new PriorLoader(new PriorCatalog(folder), Device.CPU, notes::add);

            assertThat(telling.read(file.toString(), config).imageSize()).isEqualTo(16);
        }
        assertThat(notes).containsExactly(file + ": " + note, file + ASSUMED);
    }

    @Test
    void refusesWhatItCannotUse() throws Exception {
        try (var scope = Scope.open()) {
            assertThatExceptionOfType(CheckpointException.class)
                    .isThrownBy(() -> loader.read("dogs", null))
                    .withMessageStartingWith("dogs: is neither a prior's name (photo, cats64, ")
                    .withMessageEndingWith(") nor a file");
            assertThatExceptionOfType(CheckpointException.class)
                    .isThrownBy(() -> loader.read("a\0b", null))
                    .withMessageContaining("is neither a prior's name");
            assertThatExceptionOfType(CheckpointException.class)
                    .isThrownBy(() -> loader.read("imagenet", null))
                    .withMessageContaining("its file is not here");

            var classes = new HashMap<>(OPTIONS);
            classes.put("class_cond", "True");
            classes.put("num_classes", "5");
            String conditional = write(classes, classes).toString();
            assertThatExceptionOfType(CheckpointException.class)
                    .isThrownBy(() -> loader.read(conditional, null))
                    .withMessageContaining("class-conditional");

            var other = new HashMap<>(OPTIONS);
            other.put("prediction", "v");
            String velocity = write(OPTIONS, other).toString();
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> loader.read(velocity, null))
                    .withMessage("prediction must be epsilon, got v");
        }
    }

    private Path write(Map<String, String> options, Map<String, String> metadata) throws Exception {
        Path file = folder.resolve("prior.safetensors");
        try (var scope = Scope.open()) {
            var tensors = new LinkedHashMap<String, Tensor>();
            Layouts.of(UNetConfigs.of(options))
                    .forEach((name, shape) -> tensors.put(
                            name, Rng.of(tensors.size()).normal(shape).mul(0.1)));
            Safetensors.write(file, tensors, metadata);
        }
        return file;
    }
}
