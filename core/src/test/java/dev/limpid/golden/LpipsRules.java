package dev.limpid.golden;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import dev.limpid.metric.Lpips;
import dev.limpid.nn.Weights;
import dev.limpid.tensor.DType;
import dev.limpid.tensor.Gradients;
import dev.limpid.tensor.Rng;
import dev.limpid.tensor.Tensor;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** LPIPS with the authors' heads on trunks with weights by the formula. */
final class LpipsRules {
    private LpipsRules() {}

    private static final Pattern NET = Pattern.compile("LPIPS\\((?:net=)?\"?(alex|squeeze|vgg)");
    private static final Pattern SCALE = Pattern.compile("scale ([0-9.]+)\\*sqrt\\(3/fan_in\\)");
    private static final Pattern SEED = Pattern.compile("seed (\\d+)");
    private static final Pattern TRUNK = Pattern.compile("(alex|squeeze|vgg) trunk");
    private static final Pattern HEADS = Pattern.compile("heads: (\\S+\\.safetensors)");

    /** Below this the distance of two images that differ by rounding alone is rounding itself. */
    private static final double ROUNDING = 1e-11;

    /** "d": "rel 1e-4", "grad": "rel_l2 1e-3". */
    static void lpips(GoldenCase golden) {
        Map<String, Tensor> tensors = golden.tensors();
        JsonNode entry = golden.entry();
        String d = entry.path("tolerance").path("d").asText();
        String net = find(NET, entry.path("what").asText());
        String text = entry.path("weights").asText();
        long seed = entry.path("params").path("seed").asLong();
        Path heads = golden.path().resolveSibling("heads_" + net + ".safetensors");
        Lpips lpips = lpips(golden, net, text, seed, heads);

        Tensor x0 = tensors.get("x0");
        Tensor x1 = tensors.get("x1").variable();
        Tensor d01 = lpips.distance(x0, x1);
        Difference.between("d01", d01, tensors.get("d01")).within(d);
        Difference.between("d02", lpips.distance(x0, tensors.get("x2")), tensors.get("d02"))
                .within(d);
        compareLayers("d01.layers", lpips.layers(x0, x1), tensors, d);
        compareLayers("d02.layers", lpips.layers(x0, tensors.get("x2")), tensors, d);
        compareFeatures(lpips.features(x0), tensors, d);
        Rounding.gradient(
                golden,
                "grad_x1_of_d01",
                entry.path("tolerance").path("grad").asText(),
                Gradients.of(d01.sum(), x1)[0],
                rng -> gradient(lpips, x0, x1, rng));
    }

    private static Tensor gradient(Lpips lpips, Tensor x0, Tensor x1, Rng rng) {
        Tensor x = Rounding.image(x1.detach(), rng).variable();
        return Gradients.of(lpips.distance(x0, x).sum(), x)[0];
    }

    /** "lpips": "rel 1e-4" */
    static void lpipsOfImagePairs(GoldenCase golden) {
        Map<String, Tensor> tensors = golden.tensors();
        String text = golden.entry().path("lpips").asText();
        Path heads = golden.directory().resolve(find(HEADS, text));
        Lpips lpips = lpips(golden, find(TRUNK, text), text, Long.parseLong(find(SEED, text)), heads);
        String words = golden.entry().path("tolerance").path("lpips").asText();
        double tolerance = Double.parseDouble(words.substring("rel ".length()));
        for (JsonNode pair : golden.entry().path("pairs")) {
            String key = pair.path("key").asText();
            Tensor x = tensors.get(key + ".X");
            Tensor truth = tensors.get(key + ".ref_u8")
                    .to(DType.FLOAT64)
                    .div(255)
                    .mul(2)
                    .add(-1);
            double d = lpips.of(x, truth.permute(2, 0, 1).reshape(x.shape()))[0];
            double expected = tensors.get(key + ".psnr_ssim_lpips").toDoubles()[2];
            assertThat(d)
                    .as("LPIPS of pair " + key)
                    .isCloseTo(expected, within(Math.max(tolerance * expected, ROUNDING)));
        }
    }

    static Lpips.Trunk trunk(String net) {
        return Lpips.Trunk.valueOf(net.toUpperCase(Locale.ROOT));
    }

    /** The trunk's name in a sentence of the manifest. */
    static Lpips.Trunk trunkIn(String what) {
        return trunk(find(NET, what));
    }

    /** The gain of a trunk's formula in the manifest's words. */
    static double gain(String text) {
        return Double.parseDouble(find(SCALE, text));
    }

    private static Lpips lpips(GoldenCase golden, String net, String formula, long seed, Path headsFile) {
        Map<String, Tensor> heads = golden.tensors(headsFile);
        double gain = gain(formula);
        return new Lpips(trunk(net), new Weights() {
            @Override
            public Tensor get(String name, long... shape) {
                return name.startsWith("net.") ? GoldenCase.formulaWeight(name, seed, gain, shape) : heads.get(name);
            }

            @Override
            public void expect(String name, long... shape) {
                if (heads.containsKey(name)) {
                    assertThat(heads.get(name).shape()).as(name).isEqualTo(shape);
                }
            }
        });
    }

    private static void compareLayers(String name, List<Tensor> ours, Map<String, Tensor> tensors, String tolerance) {
        Difference.between(name, Tensor.cat(ours, 0), tensors.get(name)).within(tolerance);
    }

    private static void compareFeatures(List<Tensor> features, Map<String, Tensor> tensors, String tolerance) {
        for (int k = 0; k < features.size(); k++) {
            Tensor f = features.get(k);
            double[] shape = tensors.get("feat" + k + ".shape").toDoubles();
            assertThat(f.shape()).as("shape of feature " + k).hasSize(shape.length);
            for (int i = 0; i < shape.length; i++) {
                assertThat((double) f.shape()[i]).as("shape of feature " + k).isEqualTo(shape[i]);
            }
            Tensor mean = f.mean();
            double variance = f.sub(mean).square().sum().item() / (f.count() - 1);
            Tensor statistics = Tensor.of(new double[] {mean.item(), Math.sqrt(variance)}, 2);
            Difference.between("feat" + k + ".mean_std", statistics, tensors.get("feat" + k + ".mean_std"))
                    .within(tolerance);
        }
    }

    private static String find(Pattern pattern, String text) {
        Matcher matcher = pattern.matcher(text);
        assertThat(matcher.find()).as("\"" + pattern + "\" in \"" + text + "\"").isTrue();
        return matcher.group(1);
    }
}
