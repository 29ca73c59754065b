package dev.limpid.cli;

import dev.limpid.checkpoint.Safetensors;
import dev.limpid.nn.WeightLayout;
import dev.limpid.prior.LocalUNet;
import dev.limpid.prior.LocalUNetConfig;
import dev.limpid.tensor.Rng;
import dev.limpid.tensor.Scope;
import dev.limpid.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A local prior in a file, for pictures of any size, with weights that have learned nothing. */
final class TinyLocalPrior {
    private static final LocalUNetConfig CONFIG = new LocalUNetConfig(List.of(8, 16), 1, 2, 3, true, 2);

    private TinyLocalPrior() {}

    static Path write(Path file) throws IOException {
        try (var scope = Scope.open()) {
            var tensors = new LinkedHashMap<String, Tensor>();
            WeightLayout.of(weights -> new LocalUNet(CONFIG, weights))
                    .forEach((name, shape) -> tensors.put(name, weight(name, shape)));
            Safetensors.write(
                    file, tensors, Map.of("architecture", "unetres", "residual", "true", "sigma_largest", "1"));
        }
        return file;
    }

    private static Tensor weight(String name, long[] shape) {
        return Rng.of(1).purpose(name).normal(shape).div(2 * Math.sqrt((double) shape[1] * shape[2] * shape[3]));
    }
}
