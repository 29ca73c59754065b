package dev.limpid.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;

import dev.limpid.nn.WeightLayout;
import dev.limpid.prior.DiffusionPrior;
import dev.limpid.prior.LocalUNet;
import dev.limpid.prior.LocalUNetConfig;
import dev.limpid.tensor.Device;
import dev.limpid.tensor.Gradients;
import dev.limpid.tensor.Rng;
import dev.limpid.tensor.Scope;
import dev.limpid.tensor.Tensor;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Files of local networks: ours, and of the published DRUNet's layout. */
class LocalUNetFilesTest {
    @TempDir
    Path folder;

    /** local_unet_files.py makes the files. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "plain",
                "plain-residual",
                "unshuffle2",
                "unshuffle2-residual",
                "unshuffle4",
                "unshuffle4-residual"
            })
    void computesWhatPyTorchDoes(String name) throws Exception {
        try (var scope = Scope.open();
                Checkpoint numbers = Checkpoints.open(file(name + ".case.safetensors"))) {
            LocalUNet network = network(file(name + ".safetensors"));
            Tensor x = numbers.tensor("x").variable();

            Tensor y = network.denoise(x, numbers.tensor("sigma"));
            Tensor vjp = Gradients.vjp(y, numbers.tensor("g"), x)[0];

            assertThat(network.config().residual()).isEqualTo(name.endsWith("-residual"));
            assertThat(relative(y, numbers.tensor("y"))).isLessThan(1e-6);
            assertThat(relative(vjp, numbers.tensor("vjp"))).isLessThan(1e-6);
        }
    }

    private static double relative(Tensor a, Tensor b) {
        return Math.sqrt(a.sub(b).square().sum().item() / b.square().sum().item());
    }

    private static Path file(String name) throws URISyntaxException {
        return Path.of(Objects.requireNonNull(LocalUNet.class.getResource("local/" + name))
                .toURI());
    }

    private static LocalUNet network(Path file) throws IOException {
        try (Checkpoint checkpoint = Checkpoints.open(file)) {
            LocalUNetConfig config = LocalUNetStructure.of(checkpoint);
            Map<String, long[]> layout = WeightLayout.of(weights -> new LocalUNet(config, weights));
            return new LocalUNet(config, CheckpointWeights.read(checkpoint, layout, Device.CPU));
        }
    }

    /** Names and shapes of cszn/KAIR's UNetRes, from its code: {@code models/network_unet.py} and {@code basicblock.py}. */
    private static Map<String, List<Long>> published(int in, int out, int... widths) {
        var keys = new LinkedHashMap<String, List<Long>>();
        keys.put("m_head.weight", shape(widths[0], in, 3));
        for (int i = 0; i < 3; i++) {
            for (int b = 0; b < 4; b++) {
                block(keys, "m_down" + (i + 1) + "." + b, widths[i]);
            }
            keys.put("m_down" + (i + 1) + ".4.weight", shape(widths[i + 1], widths[i], 2));
        }
        for (int b = 0; b < 4; b++) {
            block(keys, "m_body." + b, widths[3]);
        }
        for (int i = 2; i >= 0; i--) {
            keys.put("m_up" + (i + 1) + ".0.weight", shape(widths[i + 1], widths[i], 2));
            for (int b = 1; b <= 4; b++) {
                block(keys, "m_up" + (i + 1) + "." + b, widths[i]);
            }
        }
        keys.put("m_tail.weight", shape(out, widths[0], 3));
        return keys;
    }

    private static void block(Map<String, List<Long>> keys, String name, int width) {
        keys.put(name + ".res.0.weight", shape(width, width, 3));
        keys.put(name + ".res.2.weight", shape(width, width, 3));
    }

    private static List<Long> shape(long first, long second, long side) {
        return List.of(first, second, side, side);
    }

    @ParameterizedTest
    @CsvSource({"3, 32640960", "1, 32638656"})
    void thePublishedDrunetHasTheseWeights(int colours, long parameters) {
        var config = new LocalUNetConfig(List.of(64, 128, 256, 512), 4, 1, colours, false, 2 * 50 / 255.0);
        try (var scope = Scope.open()) {
            var layout = new LinkedHashMap<String, List<Long>>();
            WeightLayout.of(weights -> new LocalUNet(config, weights))
                    .forEach((name, sizes) ->
                            layout.put(name, Arrays.stream(sizes).boxed().toList()));

            assertThat(layout).isEqualTo(published(colours + 1, colours, 64, 128, 256, 512));
            assertThat(layout.values().stream()
                            .mapToLong(s -> s.stream().reduce(1L, (a, b) -> a * b))
                            .sum())
                    .isEqualTo(parameters);
        }
    }

    /** The published files hold the state dict alone. */
    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void readsAFileOfThePublishedLayout(int colours) throws Exception {
        Path file = write(published(colours + 1, colours, 4, 6, 8, 10), Map.of());
        try (var scope = Scope.open()) {
            var notes = new ArrayList<String>();
            DiffusionPrior prior =
                    new PriorLoader(new PriorCatalog(folder), Device.CPU, notes::add).read(file.toString(), null);

            assertThat(notes).isEmpty();
            assertThat(prior.channels()).isEqualTo(colours);
            assertThat(prior.halo()).isPresent();
            assertThat(prior.largestSigma()).isCloseTo(0.3922, within(1e-4));
            Tensor x = Rng.of(1).normal(1, colours, 21, 16);
            assertThat(prior.denoise(x, 0.2).shape()).containsExactly(1, colours, 21, 16);
            assertThat(network(file).config())
                    .isEqualTo(new LocalUNetConfig(List.of(4, 6, 8, 10), 4, 1, colours, false, prior.largestSigma()));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "range, '-1:1', 'range must be 0:1, got -1:1'",
        "noise_map, false, 'noise_map must be true, got false'",
        "residual, maybe, 'residual must be true or false, got maybe'",
        "sigma_largest, many, 'sigma_largest must be a positive number, got many'",
        "sigma_largest, NaN, 'sigma_largest must be a positive number, got NaN'",
        "sigma_largest, -2, 'sigma_largest must be a positive number, got -2'",
    })
    void refusesMetadataOfAnotherNetwork(String name, String value, String reason) throws Exception {
        Path file = write(published(4, 3, 4, 6, 8, 10), Map.of(name, value));
        assertThatExceptionOfType(CheckpointException.class)
                .isThrownBy(() -> network(file))
                .withMessage(file + ": is no local network: " + reason);
    }

    @Test
    void refusesAFileThatLacksWeightsOrHasOthers() throws Exception {
        Map<String, List<Long>> keys = published(4, 3, 4, 6, 8, 10);
        keys.remove("m_up2.0.weight");
        Path file = write(keys, Map.of());
        assertThatExceptionOfType(CheckpointException.class)
                .isThrownBy(() -> network(file))
                .withMessageContaining("does not fit the architecture");

        Map<String, List<Long>> odd = published(6, 3, 4, 6, 8, 10);
        Path oddFile = write(odd, Map.of());
        assertThatExceptionOfType(CheckpointException.class)
                .isThrownBy(() -> network(oddFile))
                .withMessageEndingWith(
                        "its first layer takes 6 channels and its last gives 3, not an image with a map of sigma"
                                + " and an image");

        odd.put("m_head.weight", List.of(4L, 6L));
        Path flat = write(odd, Map.of());
        assertThatExceptionOfType(CheckpointException.class)
                .isThrownBy(() -> network(flat))
                .withMessageEndingWith("is no local network: m_head.weight is no convolution");
    }

    private Path write(Map<String, List<Long>> keys, Map<String, String> metadata) throws IOException {
        Path file = folder.resolve("network.safetensors");
        try (var scope = Scope.open()) {
            var tensors = new LinkedHashMap<String, Tensor>();
            keys.forEach((name, sizes) -> tensors.put(
                    name,
                    Rng.of(tensors.size())
                            .normal(sizes.stream().mapToLong(Long::longValue).toArray())
                            .mul(0.1)));
            Safetensors.write(file, tensors, metadata);
        }
        return file;
    }
}
