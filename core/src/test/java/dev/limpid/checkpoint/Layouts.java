package dev.limpid.checkpoint;

import dev.limpid.nn.WeightLayout;
import dev.limpid.nn.Weights;
import dev.limpid.prior.Architecture;
import dev.limpid.prior.LocalUNet;
import dev.limpid.prior.LocalUNetConfig;
import dev.limpid.prior.UNet;
import dev.limpid.prior.UNetConfig;
import dev.limpid.tensor.DType;
import dev.limpid.tensor.Scope;
import dev.limpid.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.Map;

/** Networks' names and shapes, and checkpoints that have nothing else. */
final class Layouts {
    private Layouts() {}

    static Map<String, long[]> of(Architecture architecture) {
        try (var scope = Scope.open()) {
            return new LinkedHashMap<>(WeightLayout.of(weights -> build(architecture, weights)));
        }
    }

    private static void build(Architecture architecture, Weights weights) {
        if (architecture instanceof LocalUNetConfig local) {
            new LocalUNet(local, weights);
        } else {
            new UNet((UNetConfig) architecture, weights);
        }
    }

    /** A checkpoint of that layout whose values nobody asks for. */
    static Checkpoint checkpoint(Map<String, long[]> layout, Map<String, String> metadata) {
        var entries = new LinkedHashMap<String, Checkpoint.Entry>();
        layout.forEach((name, shape) -> entries.put(name, Checkpoint.Entry.of(DType.FLOAT32, shape)));
        return new Checkpoint() {
            @Override
            public String source() {
                return "prior.pt";
            }

            @Override
            public Map<String, Entry> entries() {
                return entries;
            }

            @Override
            public Map<String, String> metadata() {
                return metadata;
            }

            @Override
            public Tensor tensor(String name) {
                throw new AssertionError("read " + name);
            }

            @Override
            public String sha256() {
                throw new AssertionError("hashed");
            }

            @Override
            public void close() {}
        };
    }
}
