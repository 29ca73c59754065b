package dev.limpid.golden;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.limpid.nn.TimestepEmbedding;
import dev.limpid.nn.Weights;
import dev.limpid.prior.UNet;
import dev.limpid.prior.UNetConfig;
import dev.limpid.tensor.Gradients;
import dev.limpid.tensor.Scope;
import dev.limpid.tensor.Tensor;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Rules for the kinds unet, unet-trace and time-embedding. */
final class UNetRules {
    private static final Pattern SEED = Pattern.compile("seed (\\d+), GAIN ([0-9.]+)");

    private UNetRules() {}

    static void unet(GoldenCase golden) {
        Map<String, Tensor> tensors = golden.tensors();
        UNet unet = network(golden.entry(), golden.directory());
        long seed = seed(golden.entry());
        Tensor goldenOut = tensors.get("out");
        Tensor x = given(tensors, "x", seed, 1.7320508, tensors.get("grad_x").shape());
        Tensor gout = given(tensors, "gout", seed, 1.0, goldenOut.shape());
        double[] times = tensors.get("t").toDoubles();
        long[] labels = tensors.containsKey("y") ? longs(tensors.get("y")) : null;

        try (var recorded = Scope.open()) {
            Tensor variable = x.variable();
            Tensor out = unet.apply(variable, times, labels, (name, value) -> {});
            compare(out, Gradients.vjp(out, gout, variable)[0], tensors);
        }
        if (labels == null && java.util.Arrays.stream(times).distinct().count() == 1) {
            handWritten(unet, x, times[0], gout, tensors);
        }
    }

    /** The same through the solvers' path: the noise alone, and the backward pass that is written by hand. */
    private static void handWritten(UNet unet, Tensor x, double t, Tensor gout, Map<String, Tensor> tensors) {
        long channels = unet.config().inChannels();
        try (var scope = Scope.open()) {
            Tensor variable = x.variable();
            Tensor epsilon = unet.epsilon(variable, t);
            Difference.between("epsilon", epsilon, tensors.get("out").narrow(1, 0, channels))
                    .relativeL2AtMost(2e-5);
            Tensor cotangent = gout.narrow(1, 0, channels).contiguous();
            Tensor byHand = Gradients.vjp(epsilon, cotangent, variable)[0];
            Tensor recorded = x.variable();
            Tensor reference = unet.apply(recorded, new double[] {t}, null, (name, value) -> {})
                    .narrow(1, 0, channels);
            Difference.between("gradient by hand", byHand, Gradients.vjp(reference, cotangent, recorded)[0])
                    .relativeL2AtMost(5e-5);
        }
    }

    private static void compare(Tensor out, Tensor gradient, Map<String, Tensor> tensors) {
        Difference o = Difference.between("out", out, tensors.get("out"));
        o.maxAbsAtMost(2e-4 * o.goldenMax());
        o.relativeL2AtMost(2e-5);
        Difference g = Difference.between("grad_x", gradient, tensors.get("grad_x"));
        g.maxAbsAtMost(5e-4 * g.goldenMax());
        g.relativeL2AtMost(5e-5);
    }

    static void trace(GoldenCase golden) throws Exception {
        Map<String, Tensor> expected = golden.tensors();
        String caseFile = golden.file().replace(".trace", "");
        JsonNode entry = entry(golden, caseFile);
        Map<String, Tensor> tensors = golden.tensors(golden.directory().resolve(caseFile));
        UNet unet = network(entry, golden.directory());
        Tensor x = given(
                tensors, "x", seed(entry), 1.7320508, tensors.get("grad_x").shape());
        long[] labels = tensors.containsKey("y") ? longs(tensors.get("y")) : null;

        var values = new LinkedHashMap<String, Tensor>();
        try (var off = Gradients.off()) {
            unet.apply(x, tensors.get("t").toDoubles(), labels, (name, value) -> values.put(name, value.copy()));
        }

        for (JsonNode name : golden.entry().path("order")) {
            block(name.asText(), values.get(name.asText()), expected);
        }
    }

    private static void block(String name, Tensor value, Map<String, Tensor> expected) {
        assertThat(value).as("value of " + name).isNotNull();
        assertThat(value.shape()).as("shape of " + name).isEqualTo(longs(expected.get(name + ".shape")));
        double[] ours = value.toDoubles();
        double[] statistics = expected.get(name + ".mean_std_absmax").toDoubles();
        double tolerance = 1e-4 * statistics[2];
        double mean = java.util.Arrays.stream(ours).average().orElseThrow();
        double max = java.util.Arrays.stream(ours).map(Math::abs).max().orElseThrow();
        assertThat(Math.abs(mean - statistics[0])).as("mean of " + name).isLessThanOrEqualTo(tolerance);
        assertThat(Math.abs(max - statistics[2])).as("largest of " + name).isLessThanOrEqualTo(tolerance);
        double[] first = expected.get(name + ".first16").toDoubles();
        for (int i = 0; i < first.length; i++) {
            assertThat(Math.abs(ours[i] - first[i])).as(name + " at " + i).isLessThanOrEqualTo(tolerance);
        }
    }

    static void timeEmbedding(GoldenCase golden) {
        Map<String, Tensor> tensors = golden.tensors();
        double[] t = tensors.get("t").toDoubles();
        Tensor expected = tensors.get("emb");
        Tensor ours = TimestepEmbedding.of((int) expected.size(1), t);
        for (int i = 0; i < t.length; i++) {
            Difference.between("embedding of t = " + t[i], ours.narrow(0, i, 1), expected.narrow(0, i, 1))
                    .maxAbsAtMost(t[i] < 10 ? 1e-6 : 1e-4);
        }
    }

    /** The network of an entry, with weights from its file or by its formula. */
    static UNet network(JsonNode entry, Path directory) {
        UNetConfig config = PublishedConfig.of(entry.path("config"));
        if (entry.path("weight_files").size() > 0) {
            Path file = directory.resolve(entry.path("weight_files").get(0).asText());
            Map<String, Tensor> weights = new GoldenCase(directory, entry, entry).tensors(file);
            return new UNet(config, fromMap(weights));
        }
        Matcher m = matcher(entry);
        double gain = Double.parseDouble(m.group(2));
        return new UNet(config, (name, shape) -> GoldenCase.formulaWeight(name, seed(entry), gain, shape));
    }

    static Weights fromMap(Map<String, Tensor> weights) {
        return (name, shape) -> {
            Tensor tensor = weights.get(name);
            assertThat(tensor).as(name).isNotNull();
            assertThat(tensor.shape()).as(name).isEqualTo(shape);
            return tensor;
        };
    }

    private static JsonNode entry(GoldenCase golden, String file) {
        for (JsonNode entry : golden.manifest().path("entries")) {
            if (entry.path("file").asText().equals(file)) {
                return entry;
            }
        }
        throw new AssertionError("no entry for " + file);
    }

    private static long seed(JsonNode entry) {
        return Long.parseLong(matcher(entry).group(1));
    }

    private static Matcher matcher(JsonNode entry) {
        Matcher m = SEED.matcher(entry.path("weights").asText());
        assertThat(m.find()).as("seed and gain in: " + entry.path("weights")).isTrue();
        return m;
    }

    private static Tensor given(Map<String, Tensor> tensors, String name, long seed, double scale, long... shape) {
        return tensors.containsKey(name)
                ? tensors.get(name)
                : GoldenCase.formula("input." + name, seed, scale, 0, shape);
    }

    private static long[] longs(Tensor tensor) {
        return java.util.Arrays.stream(tensor.toDoubles())
                .mapToLong(d -> (long) d)
                .toArray();
    }
}
