package dev.limpid.restoration;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import dev.limpid.checkpoint.Safetensors;
import dev.limpid.metric.Lpips;
import dev.limpid.metric.Quantity;
import dev.limpid.nn.WeightLayout;
import dev.limpid.tensor.Rng;
import dev.limpid.tensor.Scope;
import dev.limpid.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MetricWeightsTest {
    @TempDir
    private Path folder;

    /** Every tensor of the authors' state dict, the constants and the repeated heads among them. */
    private static Map<String, Tensor> stateDict(Lpips.Trunk trunk) {
        var tensors = new LinkedHashMap<String, Tensor>();
        WeightLayout.of(weights -> new Lpips(trunk, weights)).forEach((name, shape) -> {
            String same = name.replaceFirst("^lins\\.", "lin");
            tensors.put(name, Rng.of(1).purpose(same).normal(shape).abs().mul(0.1));
        });
        return tensors;
    }

    private Path write(String file, Predicate<String> kept, UnaryOperator<String> name) throws IOException {
        var tensors = new LinkedHashMap<String, Tensor>();
        stateDict(Lpips.Trunk.SQUEEZE).forEach((key, tensor) -> {
            if (kept.test(key)) {
                tensors.put(name.apply(key), tensor);
            }
        });
        return write(file, tensors);
    }

    private Path write(String file, Map<String, Tensor> tensors) throws IOException {
        Path path = folder.resolve(file);
        Safetensors.write(path, tensors, Map.of());
        return path;
    }

    private static double distance(Lpips lpips) {
        Tensor x = Rng.of(2).normal(1, 3, 32, 32).mul(0.3);
        return lpips.of(x, x.mul(0.5))[0];
    }

    private static double expected() {
        Map<String, Tensor> tensors = stateDict(Lpips.Trunk.SQUEEZE);
        return distance(new Lpips(Lpips.Trunk.SQUEEZE, (name, shape) -> requireNonNull(tensors.get(name))));
    }

    @Test
    void withoutWeightsThereIsNoLpips() throws IOException {
        try (var scope = Scope.open()) {
            for (Path empty : List.of(folder, folder.resolve("missing"))) {
                var weights = new MetricWeights(empty);

                assertThat(weights.files()).isEmpty();
                assertThat(weights.metrics().quantities())
                        .extracting(Quantity::key)
                        .containsExactly("psnr", "ssim", "ssim-gaussian");
                assertThat(weights.whereTheyBelong())
                        .contains("lpips-squeeze.safetensors", "squeezenet1_1-b8a52dc0.pth", "squeeze.pth")
                        .endsWith(empty.toAbsolutePath().toString());
            }
        }
    }

    @Test
    void readsTheWholeOfTheAuthorsStateDict() throws IOException {
        try (var scope = Scope.open()) {
            write("lpips-squeeze.safetensors", key -> true, key -> key);

            assertThat(new MetricWeights(folder).metrics().quantities())
                    .extracting(Quantity::label)
                    .containsExactly("PSNR", "SSIM-7x7", "SSIM-gaussian", "LPIPS-squeeze");
            assertThat(distance(MetricWeights.lpips(new MetricWeights(folder).files())))
                    .isEqualTo(expected());
        }
    }

    @Test
    void theHeadsMayHaveEitherOfTheirNames() throws IOException {
        try (var scope = Scope.open()) {
            Path file = write("a.safetensors", key -> key.startsWith("net.") || key.startsWith("lins."), key -> key);

            assertThat(distance(MetricWeights.lpips(List.of(file)))).isEqualTo(expected());
        }
    }

    /** The format of a file is told by its content. */
    @Test
    void readsTorchvisionsNetworkBesideTheHeads() throws IOException {
        try (var scope = Scope.open()) {
            write(
                    "squeezenet1_1-b8a52dc0.pth",
                    key -> key.startsWith("net."),
                    key -> key.replaceFirst("net\\.slice\\d\\.", "features."));
            assertThat(new MetricWeights(folder).files()).as("a trunk alone").isEmpty();
            write("squeeze.pth", key -> key.matches("lin\\d.*"), key -> key);

            assertThat(distance(MetricWeights.lpips(new MetricWeights(folder).files())))
                    .isEqualTo(expected());
        }
    }

    @Test
    void saysWhichWeightsAreMissing() throws IOException {
        try (var scope = Scope.open()) {
            Path file = write("heads.safetensors", key -> key.startsWith("lin"), key -> key);

            assertThatIOException()
                    .isThrownBy(() -> MetricWeights.lpips(List.of(file)))
                    .withMessage(
                            file + ": not LPIPS v0.1 with SqueezeNet 1.1: 50 of 57 weights are missing or of another"
                                    + " shape: net.slice1.0.weight or features.0.weight; net.slice1.0.bias or features.0.bias;"
                                    + " net.slice2.3.squeeze.weight or features.3.squeeze.weight; ...");
        }
    }

    @Test
    void saysThatTheNetworkIsAnotherOne() throws IOException {
        try (var scope = Scope.open()) {
            Path alex = write("lpips-squeeze.safetensors", stateDict(Lpips.Trunk.ALEX));

            assertThatIOException()
                    .isThrownBy(() -> new MetricWeights(folder).metrics())
                    .withMessageStartingWith(alex + ": not LPIPS v0.1 with SqueezeNet 1.1: ")
                    .withMessageContaining("net.slice1.0.weight is [64, 3, 11, 11], not [64, 3, 3, 3]");
        }
    }

    @Test
    void saysThatAFileIsDamaged() throws IOException {
        try (var scope = Scope.open()) {
            Path file = write("lpips-squeeze.safetensors", key -> true, key -> key);
            byte[] bytes = Files.readAllBytes(file);
            Files.write(file, Arrays.copyOf(bytes, bytes.length / 2));

            assertThatIOException()
                    .isThrownBy(() -> new MetricWeights(folder).metrics())
                    .withMessageStartingWith(file + ": ");

            Files.writeString(file, "<html>");
            assertThatIOException()
                    .isThrownBy(() -> new MetricWeights(folder).metrics())
                    .withMessageContaining("is a web page, not a checkpoint");
        }
    }
}
