package dev.limpid.golden;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.limpid.metric.Lpips;
import dev.limpid.nn.WeightLayout;
import dev.limpid.operator.network.KernelWizard;
import dev.limpid.operator.network.KernelWizardOptions;
import dev.limpid.prior.UNet;
import dev.limpid.prior.UNetConfig;
import dev.limpid.tensor.Tensor;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The tensors that networks ask for, and files of weights that follow the formula. */
final class StateDictRules {
    private StateDictRules() {}

    private static final Pattern FORMULA = Pattern.compile("formula.*seed (\\d+)");
    private static final Pattern GAIN = Pattern.compile("GAIN ([0-9.]+)");
    private static final Pattern LAST_CONVOLUTION =
            Pattern.compile("(\\w+) last conv \\(weight and bias\\) times ([0-9.]+)");

    /** "exact": names, shapes and their order. */
    static void stateDictKeys(GoldenCase golden) throws IOException {
        JsonNode file = new ObjectMapper().readTree(golden.path().toFile());
        switch (golden.entry().path("case").asText()) {
            case "unet" -> unetKeys(file);
            case "operator" -> kernelWizardKeys(file);
            case "lpips" -> {
                Lpips.Trunk trunk =
                        LpipsRules.trunkIn(golden.entry().path("what").asText());
                assertKeys(WeightLayout.of(w -> new Lpips(trunk, w)), file);
            }
            default ->
                throw new AssertionError("no network for case " + golden.entry().path("case"));
        }
    }

    private static void unetKeys(JsonNode file) {
        UNetConfig config = UNetRules.config(file);
        Map<String, long[]> layout = WeightLayout.of(w -> new UNet(config, w));
        assertKeys(layout, file.path("keys"));
        assertThat(count(layout, ""))
                .as("parameters")
                .isEqualTo(file.path("parameters").asLong());
    }

    private static void kernelWizardKeys(JsonNode file) {
        KernelWizardOptions options = NonlinearBlurRules.options(file.path("config"));
        Map<String, long[]> layout = WeightLayout.of(w -> new KernelWizard(options, w));
        assertKeys(layout, file.path("keys"));
        assertThat(count(layout, ""))
                .as("parameters")
                .isEqualTo(file.path("parameters").asLong());
        assertThat(count(layout, "") - count(layout, "kernel_extractor."))
                .as("parameters used")
                .isEqualTo(file.path("parameters_used_by_adaptKernel").asLong());
    }

    /** Compares with a list of [name, shape]. */
    static void assertKeys(Map<String, long[]> layout, JsonNode keys) {
        List<String> golden = new ArrayList<>();
        keys.forEach(key -> golden.add(key.get(0).asText() + " " + key.get(1)));
        List<String> ours = new ArrayList<>();
        layout.forEach(
                (name, shape) -> ours.add(name + " " + Arrays.toString(shape).replace(" ", "")));
        assertThat(ours).containsExactlyElementsOf(golden);
    }

    private static long count(Map<String, long[]> layout, String prefix) {
        return layout.entrySet().stream()
                .filter(e -> e.getKey().startsWith(prefix))
                .mapToLong(e -> Arrays.stream(e.getValue()).reduce(1, (a, b) -> a * b))
                .sum();
    }

    /** "exact": every tensor is there in the stated shape, and where the entry names the formula, equal to it. */
    static void weights(GoldenCase golden) {
        Map<String, Tensor> tensors = new TreeMap<>(golden.tensors());
        JsonNode stated = golden.entry().path("tensors");
        assertThat(tensors.keySet()).hasSize(stated.size());
        tensors.forEach(
                (name, tensor) -> assertThat(Arrays.toString(tensor.shape()).replace(" ", ""))
                        .as(name)
                        .isEqualTo(stated.path(name).path(1).toString()));
        String text = golden.entry().path("weights").asText() + " "
                + golden.entry().path("what").asText();
        Matcher formula = FORMULA.matcher(text);
        if (!formula.find()) {
            return;
        }
        long seed = Long.parseLong(formula.group(1));
        Matcher gain = GAIN.matcher(text);
        double g = gain.find() ? Double.parseDouble(gain.group(1)) : gainOfLpips(golden);
        Matcher last = LAST_CONVOLUTION.matcher(text);
        String scaled = last.find() ? lastConvolution(tensors, last.group(1)) : null;
        tensors.forEach((name, tensor) -> {
            Tensor expected = GoldenCase.formulaWeight(name, seed, g, tensor.shape());
            boolean isScaled = scaled != null && name.startsWith(scaled);
            Difference.between(name, isScaled ? expected.mul(Double.parseDouble(last.group(2))) : expected, tensor)
                    .maxAbsAtMost(0);
        });
    }

    /** The trunk's entry gives the seed alone; the entries of kind lpips give the formula. */
    private static double gainOfLpips(GoldenCase golden) {
        for (JsonNode entry : golden.manifest().path("entries")) {
            if (entry.path("kind").asText().equals("lpips")) {
                return LpipsRules.gain(entry.path("weights").asText());
            }
        }
        throw new AssertionError("no gain stated for " + golden.file());
    }

    /** The prefix "part.N." of the layer with the highest number in a part of the network. */
    private static String lastConvolution(Map<String, Tensor> tensors, String part) {
        Pattern layer = Pattern.compile(Pattern.quote(part) + "\\.(\\d+)\\..*");
        int last = tensors.keySet().stream()
                .map(layer::matcher)
                .filter(Matcher::matches)
                .mapToInt(m -> Integer.parseInt(m.group(1)))
                .max()
                .orElseThrow();
        return part + "." + last + ".";
    }
}
