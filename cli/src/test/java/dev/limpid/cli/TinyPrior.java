package dev.limpid.cli;

import dev.limpid.checkpoint.Safetensors;
import dev.limpid.checkpoint.UNetConfigs;
import dev.limpid.nn.WeightLayout;
import dev.limpid.prior.UNet;
import dev.limpid.tensor.Rng;
import dev.limpid.tensor.Scope;
import dev.limpid.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** A prior of 16 × 16 pictures in a file, with weights that have learned nothing. */
final class TinyPrior {
    static final int SIDE = 16;

    private static final Map<String, String> OPTIONS = Map.of(
            "image_size", Integer.toString(SIDE),
            "num_channels", "32",
            "num_res_blocks", "1",
            "channel_mult", "1,1",
            "num_head_channels", "16");

    private TinyPrior() {}

    static Path write(Path file) throws IOException {
        return write(file, SIDE);
    }

    /** A prior of pictures of another side. */
    static Path write(Path file, int side) throws IOException {
        var options = new LinkedHashMap<>(OPTIONS);
        options.put("image_size", Integer.toString(side));
        try (var scope = Scope.open()) {
            var tensors = new LinkedHashMap<String, Tensor>();
            WeightLayout.of(weights -> new UNet(UNetConfigs.of(options), weights))
                    .forEach((name, shape) -> tensors.put(name, weight(name, shape)));
            Safetensors.write(file, tensors, options);
        }
        return file;
    }

    /** Keeps the size of what passes through a layer. */
    private static Tensor weight(String name, long[] shape) {
        Tensor normal = Rng.of(1).purpose(name).normal(shape);
        if (shape.length == 1) {
            return normal.mul(0.1).add(name.endsWith(".weight") ? 1 : 0);
        }
        double fanIn = 1;
        for (int d = 1; d < shape.length; d++) {
            fanIn *= shape[d];
        }
        return normal.div(Math.sqrt(fanIn));
    }
}
