package dev.limpid.golden;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.limpid.nn.Weights;
import dev.limpid.operator.network.KernelWizard;
import dev.limpid.operator.network.KernelWizardOptions;
import dev.limpid.operator.network.NonlinearBlur;
import dev.limpid.tensor.Gradients;
import dev.limpid.tensor.Tensor;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The blur network: from a file of weights with its options, or in the published size from the formula. */
final class NonlinearBlurRules {
    private NonlinearBlurRules() {}

    private static final Pattern FILE = Pattern.compile("weights: (\\S+\\.safetensors)");
    private static final Pattern SIZE = Pattern.compile("nf (\\d+), (\\d+)\\+(\\d+) residual blocks");
    private static final Pattern GAIN = Pattern.compile("unet_rule, GAIN ([0-9.]+)");
    private static final Pattern EXCEPTION = Pattern.compile("((?:\"[^\"]+\"(?: or )?)+): GAIN ([0-9.]+)");
    private static final Pattern QUOTED = Pattern.compile("\"([^\"]+)\"");
    private static final Pattern CODE =
            Pattern.compile("formula\\(\"input\\.kernel\",\\(([0-9,]+)\\),seed,([0-9.]+)\\*([0-9.]+)\\)");

    /** "out": "abs 2e-5" or "rel_l2 1e-4", "grad_x": "rel_l2 1e-4" or "rel_l2 2e-3", with kinks, as the entry says. */
    static void nonlinearBlur(GoldenCase golden) {
        Map<String, Tensor> tensors = golden.tensors();
        String what = golden.entry().path("what").asText();
        Tensor out = tensors.get("out");
        Matcher file = FILE.matcher(what);
        boolean stored = file.find();
        Tensor x = stored ? tensors.get("x") : input(golden, "input.x", out.shape());
        Tensor cotangent = stored ? tensors.get("gout") : input(golden, "input.gout", out.shape());
        Tensor code = stored ? tensors.get("random_kernel") : code(golden, what);
        KernelWizard wizard = stored
                ? fromFile(golden, golden.entry().path("params"), file.group(1))
                : published(golden, what, (int) code.size(1));

        Tensor variable = x.variable();
        var blur = new NonlinearBlur(wizard, code);
        Tensor ours = blur.apply(variable);
        JsonNode tolerance = golden.entry().path("tolerance");
        Difference.between("out", ours, out).within(tolerance.path("out").asText());
        Tensor gradient = Gradients.vjp(ours, cotangent, variable)[0];
        Rounding.gradient(golden, "grad_x", tolerance.path("grad_x").asText(), gradient, rng -> {
            Tensor moved = Rounding.image(x, rng).variable();
            return Gradients.vjp(blur.apply(moved), cotangent, moved)[0];
        });
        if (tensors.containsKey("adaptKernel_out")) {
            Difference.between("adaptKernel_out", wizard.blur(x.add(1).div(2), code), tensors.get("adaptKernel_out"))
                    .within(tolerance.path("out").asText());
        }
    }

    /** A network of the options that an entry's "params", or the keys file's "config", gives. */
    static KernelWizardOptions options(JsonNode params) {
        JsonNode extractor = params.path("KernelExtractor");
        assertThat(extractor.path("norm").asText()).as("norm").isEqualTo("none");
        assertThat(params.path("Adapter").path("norm").asText()).as("norm").isEqualTo("none");
        return new KernelWizardOptions(
                params.path("input_nc").asInt(),
                params.path("nf").asInt(),
                params.path("front_RBs").asInt(),
                params.path("back_RBs").asInt(),
                params.path("kernel_dim").asInt(),
                params.path("use_vae").asBoolean(),
                extractor.path("use_sharp").asBoolean(),
                extractor.path("n_blocks").asInt());
    }

    /** The network whose weights lie in a file of the directory; also for the solvers' nonlinear cases. */
    static KernelWizard fromFile(GoldenCase golden, JsonNode params, String file) {
        Map<String, Tensor> weights = golden.tensors(golden.directory().resolve(file));
        return new KernelWizard(options(params), (name, shape) -> {
            assertThat(weights).containsKey(name);
            assertThat(weights.get(name).shape()).as(name).isEqualTo(shape);
            return weights.get(name);
        });
    }

    private static KernelWizard published(GoldenCase golden, String what, int codeChannels) {
        Matcher size = find(SIZE, what);
        var options = new KernelWizardOptions(
                3,
                Integer.parseInt(size.group(1)),
                Integer.parseInt(size.group(2)),
                Integer.parseInt(size.group(3)),
                codeChannels,
                true,
                true,
                4);
        double gain = Double.parseDouble(find(GAIN, what).group(1));
        Map<String, Double> exceptions = exceptions(what);
        long seed = seed(golden);
        return new KernelWizard(options, new Weights() {
            @Override
            public Tensor get(String name, long... shape) {
                double g = exceptions.entrySet().stream()
                        .filter(e -> name.contains(e.getKey()))
                        .findFirst()
                        .map(Map.Entry::getValue)
                        .orElse(gain);
                return GoldenCase.formulaWeight(name, seed, g, shape);
            }

            @Override
            public void expect(String name, long... shape) {
                // 92 million weights that the formula need not be evaluated for.
            }
        });
    }

    /** Parts of names, and the gain of the weights whose names contain them. */
    private static Map<String, Double> exceptions(String what) {
        Map<String, Double> gains = new LinkedHashMap<>();
        Matcher exception = EXCEPTION.matcher(what);
        while (exception.find()) {
            Matcher part = QUOTED.matcher(exception.group(1));
            while (part.find()) {
                gains.put(part.group(1), Double.parseDouble(exception.group(2)));
            }
        }
        return gains;
    }

    private static Tensor code(GoldenCase golden, String what) {
        Matcher code = find(CODE, what);
        long[] shape = Arrays.stream(code.group(1).split(","))
                .mapToLong(Long::parseLong)
                .toArray();
        double scale = Double.parseDouble(code.group(2)) * Double.parseDouble(code.group(3));
        return GoldenCase.formula("input.kernel", seed(golden), scale, 0, shape);
    }

    private static Tensor input(GoldenCase golden, String name, long... shape) {
        return GoldenCase.formula(name, seed(golden), 1, 0, shape);
    }

    private static long seed(GoldenCase golden) {
        return golden.entry().path("params").path("seed").asLong();
    }

    private static Matcher find(Pattern pattern, String text) {
        Matcher matcher = pattern.matcher(text);
        assertThat(matcher.find()).as("\"" + pattern + "\" in \"" + text + "\"").isTrue();
        return matcher;
    }
}
