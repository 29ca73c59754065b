package dev.limpid.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.limpid.tensor.DType;
import dev.limpid.tensor.Device;
import dev.limpid.tensor.Scope;
import dev.limpid.tensor.Tensor;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckpointWeightsTest {
    @TempDir
    Path folder;

    @Test
    void listsTheFirstFaultsBeforeItReadsAnything() {
        var file = new LinkedHashMap<String, long[]>();
        file.put("same", new long[] {1});
        file.put("transposed", new long[] {2, 3});
        file.put("extra", new long[] {1});
        var network = new LinkedHashMap<String, long[]>();
        network.put("same", new long[] {1});
        network.put("transposed", new long[] {3, 2});
        for (String name : new String[] {"a", "b", "c", "d"}) {
            network.put(name, new long[] {1});
        }

        assertThatExceptionOfType(CheckpointException.class)
                .isThrownBy(() -> CheckpointWeights.read(Layouts.checkpoint(file, Map.of()), network, Device.CPU))
                .withMessage("prior.pt: does not fit the architecture: 4 missing (a, b, c, ...); 1 unexpected (extra);"
                        + " 1 of another shape (transposed is [2, 3], not [3, 2])");
    }

    @Test
    void readsEveryTypeAsFloat32IntoTheOpenScope() throws Exception {
        Path file = folder.resolve("a.safetensors");
        try (var scope = Scope.open()) {
            Tensor values = Tensor.of(new float[] {0.5f, -2}, 2);
            Safetensors.write(
                    file,
                    Map.of("half", values.to(DType.FLOAT16), "bfloat", values.to(DType.BFLOAT16), "float", values),
                    Map.of());
        }
        Map<String, long[]> layout = Map.of("half", new long[] {2}, "bfloat", new long[] {2}, "float", new long[] {2});

        try (var scope = Scope.open()) {
            CheckpointWeights weights;
            try (var checkpoint = Checkpoints.open(file)) {
                weights = CheckpointWeights.read(checkpoint, layout, Device.CPU);
            }

            for (String name : layout.keySet()) {
                Tensor weight = weights.get(name, 2);
                assertThat(weight.type()).as(name).isEqualTo(DType.FLOAT32);
                assertThat(weight.toFloats()).as(name).containsExactly(0.5f, -2);
            }
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> weights.get("half", 1, 2))
                    .withMessageContaining("no weight half of shape [1, 2]");
            assertThatIllegalArgumentException().isThrownBy(() -> weights.get("other", 2));
        }
    }
}
