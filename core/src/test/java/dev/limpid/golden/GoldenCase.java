package dev.limpid.golden;

import com.fasterxml.jackson.databind.JsonNode;
import dev.limpid.checkpoint.Safetensors;
import dev.limpid.tensor.DType;
import dev.limpid.tensor.Tensor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * One entry of a golden directory's manifest, with its tensors at hand. Make and use it inside one open scope.
 *
 * @param beyondStated filled by its rule: where the stated tolerance was missed and what rounding alone does excuses it
 */
record GoldenCase(Path directory, JsonNode manifest, JsonNode entry, List<String> beyondStated) {
    GoldenCase(Path directory, JsonNode manifest, JsonNode entry) {
        this(directory, manifest, entry, new ArrayList<>());
    }

    String kind() {
        return entry.path("kind").asText();
    }

    String file() {
        return entry.path("file").asText();
    }

    Path path() {
        return directory.resolve(file());
    }

    /** Every tensor of the case's own file. */
    Map<String, Tensor> tensors() {
        return tensors(path());
    }

    /** Every tensor of another file of the directory. */
    Map<String, Tensor> tensors(Path file) {
        try (Safetensors in = Safetensors.open(file)) {
            var tensors = new TreeMap<String, Tensor>();
            for (String name : in.entries().keySet()) {
                tensors.put(name, in.tensor(name));
            }
            return tensors;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The manifest's formula: base = FNV1a32(name) ^ seed, r_i = fmix32(base + i · 0x9E3779B9), uniform in (−1, 1). */
    static Tensor formula(String name, long seed, double scale, double offset, long... shape) {
        int base = fnv1a32(name) ^ (int) seed;
        long count = 1;
        for (long s : shape) {
            count *= s;
        }
        // Filled piece by piece: the largest network has half a billion weights.
        Tensor tensor = Tensor.empty(DType.FLOAT32, shape);
        for (long done = 0; done < count; ) {
            var out = tensor.bytes(4 * done).asFloatBuffer();
            for (; out.hasRemaining(); done++) {
                int r = fmix32(base + (int) done * 0x9E3779B9);
                double u = ((r >>> 8) + 0.5) / (1 << 24) * 2 - 1;
                out.put((float) (offset + scale * u));
            }
        }
        return tensor;
    }

    /** A network's weight by the manifest's unet_rule. */
    static Tensor formulaWeight(String name, long seed, double gain, long... shape) {
        if (shape.length >= 2) {
            double fanIn = 1;
            for (int d = 1; d < shape.length; d++) {
                fanIn *= shape[d];
            }
            double scale = name.endsWith("label_emb.weight") ? 1 : gain * Math.sqrt(3 / fanIn);
            return formula(name, seed, scale, 0, shape);
        }
        return name.endsWith(".weight") ? formula(name, seed, 0.1, 1, shape) : formula(name, seed, 0.05, 0, shape);
    }

    static int fnv1a32(String text) {
        int h = 0x811c9dc5;
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            h = (h ^ (b & 0xff)) * 0x01000193;
        }
        return h;
    }

    private static int fmix32(int h) {
        h ^= h >>> 16;
        h *= 0x85ebca6b;
        h ^= h >>> 13;
        h *= 0xc2b2ae35;
        return h ^ (h >>> 16);
    }
}
