package dev.limpid.restoration;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import dev.limpid.checkpoint.Safetensors;
import dev.limpid.metric.Inception;
import dev.limpid.metric.Lpips;
import dev.limpid.metric.Metrics;
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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

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

    private Path write(Lpips.Trunk trunk, String file, Predicate<String> kept, UnaryOperator<String> name)
            throws IOException {
        var tensors = new LinkedHashMap<String, Tensor>();
        stateDict(trunk).forEach((key, tensor) -> {
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

    private static double expected(Lpips.Trunk trunk) {
        Map<String, Tensor> tensors = stateDict(trunk);
        return distance(new Lpips(trunk, (name, shape) -> requireNonNull(tensors.get(name))));
    }

    private List<String> labels() throws IOException {
        return new MetricWeights(folder)
                .metrics().quantities().stream().map(Quantity::label).toList();
    }

    @Test
    void lpipsWithSqueezeNetIsThereWithoutFiles() throws IOException {
        try (var scope = Scope.open()) {
            for (Path empty : List.of(folder, folder.resolve("missing"))) {
                var weights = new MetricWeights(empty);

                assertThat(weights.files(Lpips.Trunk.SQUEEZE)).isEmpty();
                assertThat(weights.metrics().quantities())
                        .extracting(Quantity::label)
                        .containsExactly("PSNR", "SSIM-7x7", "SSIM-gaussian", "LPIPS-squeeze");
                assertThat(weights.missing())
                        .contains("LPIPS-alex with lpips-alex.pth and LPIPS-vgg with lpips-vgg.pth in "
                                + empty.toAbsolutePath());
            }
        }
    }

    /** Random weights of a user are other weights than the published ones. */
    @Test
    void aUsersFileGoesBeforeTheOneThatShips() throws IOException {
        try (var scope = Scope.open()) {
            write(Lpips.Trunk.SQUEEZE, "lpips-squeeze.safetensors", key -> true, key -> key);
            Tensor x = Rng.of(2).normal(1, 3, 32, 32).mul(0.3);

            Map<String, Double> scores = new MetricWeights(folder).metrics().of(x, x.mul(0.5));

            assertThat(labels()).containsExactly("PSNR", "SSIM-7x7", "SSIM-gaussian", "LPIPS-squeeze");
            assertThat(scores).containsEntry("lpips-squeeze", expected(Lpips.Trunk.SQUEEZE));
            assertThat(distance(MetricWeights.shipped())).isNotEqualTo(expected(Lpips.Trunk.SQUEEZE));
        }
    }

    @ParameterizedTest
    @EnumSource
    void readsTheWholeOfTheAuthorsStateDict(Lpips.Trunk trunk) throws IOException {
        try (var scope = Scope.open()) {
            String label = Lpips.quantity(trunk).label();
            write(trunk, Lpips.quantity(trunk).key() + ".safetensors", key -> true, key -> key);

            assertThat(labels()).contains("LPIPS-squeeze", label).doesNotHaveDuplicates();
            assertThat(distance(MetricWeights.lpips(trunk, new MetricWeights(folder).files(trunk))))
                    .isEqualTo(expected(trunk));
        }
    }

    @Test
    void theHeadsMayHaveEitherOfTheirNames() throws IOException {
        try (var scope = Scope.open()) {
            Path file = write(
                    Lpips.Trunk.SQUEEZE,
                    "a.safetensors",
                    key -> key.startsWith("net.") || key.startsWith("lins."),
                    key -> key);

            assertThat(distance(MetricWeights.lpips(Lpips.Trunk.SQUEEZE, List.of(file))))
                    .isEqualTo(expected(Lpips.Trunk.SQUEEZE));
        }
    }

    /** The format of a file is told by its content. */
    @ParameterizedTest
    @CsvSource({
        "ALEX, alexnet-owt-7be5be79.pth, alex.pth",
        "SQUEEZE, squeezenet1_1-b8a52dc0.pth, squeeze.pth",
        "VGG, vgg16-397923af.pth, vgg.pth"
    })
    void readsTorchvisionsNetworkBesideTheHeads(Lpips.Trunk trunk, String network, String heads) throws IOException {
        try (var scope = Scope.open()) {
            write(
                    trunk,
                    network,
                    key -> key.startsWith("net."),
                    key -> key.replaceFirst("net\\.slice\\d\\.", "features."));
            assertThat(new MetricWeights(folder).files(trunk))
                    .as("a network alone")
                    .isEmpty();
            write(trunk, heads, key -> key.matches("lin\\d.*"), key -> key);

            assertThat(distance(MetricWeights.lpips(trunk, new MetricWeights(folder).files(trunk))))
                    .isEqualTo(expected(trunk));
        }
    }

    @Test
    void readsInceptionWhereFidIsAskedForAndItsFileIsThere() throws IOException {
        try (var scope = Scope.open()) {
            var weights = new MetricWeights(folder);
            Metrics metrics = weights.metrics();
            assertThat(weights.networks(metrics, List.of("psnr"))).isEmpty();
            assertThat(weights.networks(metrics, List.of("fid", "kid-squeeze")))
                    .extracting(network -> network.kernel().label())
                    .containsExactly("KID-squeeze");
            assertThat(weights.leftOut(metrics, List.of("fid", "lpips-alex", "psnr")))
                    .hasSize(2)
                    .allMatch(line -> line.contains("left out") && line.contains(folder.toString()))
                    .anyMatch(
                            line -> line.endsWith(
                                    "/models/alexnet-owt-7be5be79.pth"
                                            + " https://github.com/richzhang/PerceptualSimilarity/raw/master/lpips/weights/v0.1/alex.pth"));

            Map<String, Tensor> tensors = new LinkedHashMap<>();
            WeightLayout.of(Inception::new).forEach((name, shape) -> tensors.put(name, Tensor.full(0.01, shape)));
            tensors.remove("fc.bias");
            write("pt_inception-2015-12-05-6726825d.pth", tensors);

            assertThat(weights.networks(metrics, List.of("fid")))
                    .extracting(network -> network.frechet().label())
                    .containsExactly("FID");
            assertThat(weights.leftOut(metrics, List.of("fid"))).isEmpty();
            tensors.put("fc.weight", Tensor.zeros(1000, 2048));
            Path other = write("pt_inception-2015-12-05-6726825d.pth", tensors);
            assertThatIOException()
                    .isThrownBy(() -> weights.networks(metrics, List.of("kid")))
                    .withMessageStartingWith(other + ": is torchvision's Inception, not the one of FID");
            tensors.remove("fc.weight");
            tensors.remove("Mixed_7c.branch_pool.bn.bias");
            Path file = write("pt_inception-2015-12-05-6726825d.pth", tensors);
            assertThatIOException()
                    .isThrownBy(() -> weights.networks(metrics, List.of("kid")))
                    .withMessage(
                            file + ": not the weights of Inception for FID: 1 of 470 weights are missing or of another"
                                    + " shape: Mixed_7c.branch_pool.bn.bias");
        }
    }

    @Test
    void saysWhichWeightsAreMissing() throws IOException {
        try (var scope = Scope.open()) {
            Path file = write(Lpips.Trunk.SQUEEZE, "heads.safetensors", key -> key.startsWith("lin"), key -> key);

            assertThatIOException()
                    .isThrownBy(() -> MetricWeights.lpips(Lpips.Trunk.SQUEEZE, List.of(file)))
                    .withMessage(file
                            + ": not the weights of LPIPS-squeeze, v0.1: 50 of 57 weights are missing or of another"
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
                    .withMessageStartingWith(alex + ": not the weights of LPIPS-squeeze, v0.1: ")
                    .withMessageContaining("net.slice1.0.weight is [64, 3, 11, 11], not [64, 3, 3, 3]");
        }
    }

    @Test
    void saysThatAFileIsDamaged() throws IOException {
        try (var scope = Scope.open()) {
            Path file = write(Lpips.Trunk.SQUEEZE, "lpips-squeeze.safetensors", key -> true, key -> key);
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
