package dev.limpid.degradation;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import dev.limpid.checkpoint.Safetensors;
import dev.limpid.nn.WeightLayout;
import dev.limpid.operator.network.KernelWizard;
import dev.limpid.operator.network.KernelWizardOptions;
import dev.limpid.operator.network.NonlinearBlur;
import dev.limpid.tensor.Rng;
import dev.limpid.tensor.Scope;
import dev.limpid.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class BlurNetworkTest {
    @TempDir
    private Path folder;

    static Stream<KernelWizardOptions> options() {
        return Stream.of(
                new KernelWizardOptions(3, 2, 1, 1, 16, true, true, 1),
                new KernelWizardOptions(3, 4, 0, 2, 32, false, true, 0),
                new KernelWizardOptions(1, 2, 2, 0, 16, true, false, 2));
    }

    private static Map<String, Tensor> weights(KernelWizardOptions options) {
        var tensors = new LinkedHashMap<String, Tensor>();
        WeightLayout.of(weights -> new KernelWizard(options, weights))
                .forEach((name, shape) ->
                        tensors.put(name, Rng.of(1).purpose(name).normal(shape).mul(0.1)));
        return tensors;
    }

    private Path write(Map<String, Tensor> tensors) throws IOException {
        Path file = folder.resolve("net.safetensors");
        Safetensors.write(file, tensors, Map.of());
        return file;
    }

    @ParameterizedTest
    @MethodSource("options")
    void isTheNetworkOfTheFileWhateverItsSize(KernelWizardOptions options) throws IOException {
        try (var scope = Scope.open()) {
            Map<String, Tensor> weights = weights(options);
            var expected = new KernelWizard(options, (name, shape) -> {
                Tensor weight = requireNonNull(weights.get(name));
                assertThat(weight.shape()).isEqualTo(shape);
                return weight;
            });
            Tensor x = Rng.of(2).normal(1, options.channels(), 128, 128).mul(0.3);

            BlurNetwork network = BlurNetwork.read(write(weights));

            Tensor y =
                    NonlinearBlur.random(network.wizard(), 128, 128, Rng.of(3)).apply(x);
            assertThat(y.toFloats())
                    .isEqualTo(NonlinearBlur.random(expected, 128, 128, Rng.of(3))
                            .apply(x)
                            .toFloats());
            assertThat(network.sha256()).hasSize(64);
        }
    }

    @Test
    void refusesAFileThatIsNotThere() {
        assertThatIOException()
                .isThrownBy(() -> BlurNetwork.read(folder.resolve("absent.pth")))
                .withMessageEndingWith("absent.pth: no such file; " + BlurNetwork.whereToGet());
    }

    @Test
    void refusesFilesOfOtherNetworks() throws IOException {
        try (var scope = Scope.open()) {
            Map<String, Tensor> weights = weights(new KernelWizardOptions(3, 2, 1, 1, 16, true, true, 1));

            weights.remove("recon_trunk.0.conv2.bias");
            refuses(weights, "does not fit the architecture: 1 missing (recon_trunk.0.conv2.bias)");
            weights.put("recon_trunk.0.conv2.bias", Tensor.zeros(3));
            refuses(
                    weights,
                    "does not fit the architecture: 1 of another shape (recon_trunk.0.conv2.bias is [3], not [2])");
            weights.remove("kernel_extractor.model.16.weight");
            refuses(
                    weights,
                    "is no blur network: it has no weight kernel_extractor.model.16.weight of four dimensions");
            weights.put("feature_extractor.0.weight", Tensor.zeros(2));
            refuses(weights, "is no blur network: it has no weight feature_extractor.0.weight of four dimensions");
        }
    }

    private void refuses(Map<String, Tensor> weights, String reason) throws IOException {
        Path file = write(weights);
        assertThatIOException()
                .isThrownBy(() -> BlurNetwork.read(file))
                .withMessageStartingWith(file + ": " + reason)
                .withMessageNotContaining("\n");
        Files.delete(file);
    }
}
