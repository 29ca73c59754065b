package dev.limpid.golden;

import static dev.limpid.metric.Lpips.Trunk.SQUEEZE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.limpid.checkpoint.Safetensors;
import dev.limpid.io.Images;
import dev.limpid.metric.Lpips;
import dev.limpid.restoration.MetricWeights;
import dev.limpid.tensor.Scope;
import dev.limpid.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * LPIPS with the published weights on the authors' example pictures. Weights and pictures lie beside the golden directory; without
 * them nothing is tested.
 */
class LpipsReferenceTest {
    private static final String TRUNK_PREFIX = "core.";
    /** The distances are known to five places. */
    private static final double PUBLISHED = 5e-5;

    @TempDir
    private Path folder;

    private Path beside;

    @BeforeEach
    void find() {
        Path root = Path.of(System.getProperty("limpid.root", "."));
        beside = root.resolve(System.getProperty("limpid.golden", "../shared/golden"))
                .resolve("..")
                .normalize();
        assumeTrue(Files.exists(beside.resolve("weights/lpips_sq.onnx")), "no weights in " + beside);
    }

    private Tensor picture(String name) throws IOException {
        return Images.read(beside.resolve("data/lpips-examples").resolve(name)).pixels();
    }

    /** @param share of the distances by which they may differ */
    private void requireDistances(Lpips lpips, double share) throws IOException {
        Tensor reference = picture("ex_ref.png");

        assertThat(lpips.of(reference, reference)).containsExactly(0);
        assertThat(lpips.of(picture("ex_p0.png"), reference)[0]).isCloseTo(0.71105, withinPercentage(100 * share));
        assertThat(lpips.of(picture("ex_p1.png"), reference)[0]).isCloseTo(0.14790, withinPercentage(100 * share));
    }

    /** Half precision of the weights moves them by a thousandth at most. */
    @Test
    void hasTheAuthorsDistancesFromTheWeightsThatShip() throws IOException {
        try (var scope = Scope.open()) {
            requireDistances(MetricWeights.shipped(), 1e-3);
        }
    }

    @Test
    void hasTheAuthorsDistancesFromOneFile() throws IOException {
        try (var scope = Scope.open()) {
            var tensors = new LinkedHashMap<String, Tensor>();
            OnnxTensors.read(beside.resolve("weights/lpips_sq.onnx")).forEach((name, tensor) -> {
                if (name.startsWith(TRUNK_PREFIX)) {
                    tensors.put(name.substring(TRUNK_PREFIX.length()), tensor);
                }
            });
            Safetensors.write(folder.resolve("lpips-squeeze.safetensors"), tensors, Map.of());

            requireDistances(MetricWeights.lpips(SQUEEZE, new MetricWeights(folder).files(SQUEEZE)), PUBLISHED);
        }
    }

    @Test
    void hasThemFromTheFilesOfTorchvisionAndTheAuthors() throws IOException {
        try (var scope = Scope.open()) {
            var trunk = new LinkedHashMap<String, Tensor>();
            OnnxTensors.read(beside.resolve("weights/lpips_sq.onnx")).forEach((name, tensor) -> {
                if (name.startsWith(TRUNK_PREFIX + "net.")) {
                    trunk.put(name.replaceFirst("core\\.net\\.slice\\d\\.", "features."), tensor);
                }
            });
            trunk.put("classifier.1.weight", Tensor.zeros(1000, 512, 1, 1));
            Path network = folder.resolve("squeezenet1_1-b8a52dc0.pth");
            Safetensors.write(network, trunk, Map.of());

            requireDistances(
                    MetricWeights.lpips(SQUEEZE, List.of(network, beside.resolve("weights/lpips-heads/squeeze.pth"))),
                    PUBLISHED);
        }
    }
}
