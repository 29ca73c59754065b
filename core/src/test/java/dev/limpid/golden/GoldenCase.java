package dev.limpid.golden;

import static org.assertj.core.api.Assertions.assertThat;

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
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * One entry of a golden directory's manifest, with its tensors at hand. Make and use it inside one open scope.
 *
 * @param deviations filled by the rules of solvers: all that was compared
 * @param beyondStated filled by its rule: where the stated tolerance was missed and what rounding alone does excuses it
 */
record GoldenCase(
        Path directory, JsonNode manifest, JsonNode entry, List<Deviation> deviations, List<Beyond> beyondStated) {
    /**
     * How far a quantity was from the golden one.
     *
     * @param quantity a tensor and the measure of the difference
     * @param tolerance as the manifest states it
     */
    record Deviation(String quantity, double value, double tolerance) {
        double ratio() {
            return value == 0 ? 0 : value / tolerance;
        }
    }

    /**
     * A deviation beyond the stated tolerance.
     *
     * @param byRounding how far our own result moves with other rounding noise
     */
    record Beyond(Deviation deviation, double byRounding) {
        @Override
        public String toString() {
            return String.format(
                    Locale.ROOT,
                    "%s is %.2g, stated %.2g, by rounding alone %.2g",
                    deviation.quantity(),
                    deviation.value(),
                    deviation.tolerance(),
                    byRounding);
        }
    }

    GoldenCase(Path directory, JsonNode manifest, JsonNode entry) {
        this(directory, manifest, entry, new ArrayList<>(), new ArrayList<>());
    }

    /** Notes a deviation, and whether it is within its tolerance. */
    boolean within(String quantity, double value, double tolerance) {
        deviations.add(new Deviation(quantity, value, tolerance));
        return value <= tolerance;
    }

    /** Notes a deviation, which must be within its tolerance. */
    void atMost(String quantity, double value, double tolerance) {
        assertThat(within(quantity, value, tolerance))
                .as(quantity + ": " + value + ", at most " + tolerance)
                .isTrue();
    }

    /** Whether the case is one of a solver, and not its network. */
    boolean isSolver() {
        return entry.path("case").asText().equals("solver") && !kind().equals("weights");
    }

    /** The repository of the code that made the case, with its commit. */
    String source() {
        String maker = entry.path("produced_by").asText();
        String known =
                manifest.path("sources").path(maker.replaceFirst("/.*", "")).asText(maker);
        return entry.path("repo").asText(known);
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
