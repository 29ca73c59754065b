package dev.limpid.golden;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.limpid.operator.ForwardOperator;
import dev.limpid.operator.Noise;
import dev.limpid.operator.blur.Blur;
import dev.limpid.operator.blur.BlurKernel;
import dev.limpid.operator.blur.BlurPreset;
import dev.limpid.operator.blur.Border;
import dev.limpid.operator.blur.Boundary;
import dev.limpid.operator.mask.Inpainting;
import dev.limpid.operator.mask.Masks;
import dev.limpid.operator.resize.Resampling;
import dev.limpid.operator.resize.SuperResolution;
import dev.limpid.tensor.Gradients;
import dev.limpid.tensor.Rng;
import dev.limpid.tensor.Tensor;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/** Rules for the kinds of golden cases that concern measurement operators and noise. */
final class OperatorRules {
    private OperatorRules() {}

    /** "out: abs 1e-5*max|out| (fp32 summation order)", "grad_x: abs 1e-5*max|grad|". */
    static void superResolution(GoldenCase golden) {
        Map<String, Tensor> t = golden.tensors();
        Tensor x = tensor(t, "x");
        int scale = golden.entry().path("params").path("scale_factor").asInt();
        var a = SuperResolution.bicubic(scale, (int) x.size(2), (int) x.size(3));

        outAndGradient(a, t);
        if (t.containsKey("gout")) {
            Tensor adjoint = a.adjoint(tensor(t, "gout"));
            withinShareOfMax("adjoint", adjoint, tensor(t, "grad_x"), 1e-5);
        }
        for (int dim : new int[] {2, 3}) {
            if (t.containsKey("weights_dim" + dim)) {
                taps(t, dim, (int) x.size(dim), scale);
            }
        }
    }

    /** The authors' taps, spread over the input's pixels, are the rows of our matrix: what it makes of unit impulses. */
    private static void taps(Map<String, Tensor> t, int dim, int n, int scale) {
        double[] weights = tensor(t, "weights_dim" + dim).toDoubles();
        double[] pixels = tensor(t, "field_of_view_dim" + dim).toDoubles();
        int outputs = (int) tensor(t, "weights_dim" + dim).size(1);
        var dense = new double[n * outputs];
        for (int i = 0; i < weights.length; i++) {
            dense[((int) pixels[i]) * outputs + i % outputs] += weights[i];
        }
        // Column i of a picture whose rows are all alike answers for an impulse at pixel i.
        var impulses = new float[n * n];
        for (int i = 0; i < n; i++) {
            impulses[i * n + i] = 1;
        }
        Tensor rows = Tensor.of(impulses, n, 1, 1, n).expand(n, 1, scale, n);
        Tensor ours = SuperResolution.bicubic(scale, scale, n).apply(rows).reshape(n, outputs);
        Difference.between("taps of dimension " + dim, ours, Tensor.of(dense, n, outputs))
                .maxAbsAtMost(1e-6);
    }

    /** "out: exact"; "masks: exact only if numpy's generator is reproduced; otherwise test fractions and shapes". */
    static void inpainting(GoldenCase golden) {
        Map<String, Tensor> t = golden.tensors();
        var a = new Inpainting(tensor(t, "mask_used"));

        Difference.between("out", a.apply(tensor(t, "x")), tensor(t, "out")).maxAbsAtMost(0);
        Difference.between("grad_x", vjp(a, t), tensor(t, "grad_x")).maxAbsAtMost(0);
        Difference.between("adjoint", a.adjoint(tensor(t, "gout")), tensor(t, "grad_x"))
                .maxAbsAtMost(0);
        for (JsonNode mask : golden.entry().path("masks")) {
            drawnMask(mask, tensor(t, mask.path("key").asText()));
        }
    }

    private static void drawnMask(JsonNode entry, Tensor golden) {
        int size = entry.path("image_size").asInt();
        JsonNode range = entry.path("mask_prob_range");
        JsonNode lengths = entry.path("mask_len_range");
        int kept = entry.path("kept_pixels").asInt();
        assertThat(golden.shape()).containsExactly(3, size, size);
        Rng rng = Rng.of(entry.path("numpy_seed").asLong());
        if (range.isArray() && range.get(0).asDouble() == range.get(1).asDouble()) {
            Tensor ours = Masks.random(rng, range.get(0).asDouble(), size, size);
            assertThat(ours.sum().item()).as("pixels kept").isEqualTo(kept);
        } else if (lengths.isArray()) {
            int least = lengths.get(0).asInt();
            int most = lengths.get(1).asInt() - 1;
            Tensor box = Masks.box(rng, least, most, entry.path("margin").asInt(), size, size);
            boolean extreme = entry.path("mask_type").asText().equals("extreme");
            int removed = size * size - (int) box.sum().item();
            int goldenBox = extreme ? kept : size * size - kept;
            assertThat(removed).as("pixels of the box").isBetween(least * least, most * most);
            assertThat(goldenBox).as("pixels of the authors' box").isBetween(least * least, most * most);
            if (extreme) {
                assertThat(Masks.complement(box).sum().item()).isEqualTo(removed);
            }
        }
    }

    /** "out: abs 2e-6", "grad_x: abs 5e-6*max", "grad_kernel: rel_l2 1e-5". */
    static void blurReflect(GoldenCase golden) {
        blur(golden, BlurPreset.DMILO64, 2e-6);
    }

    /** "out: abs 5e-6"; the gradients have no rule of their own: as for blur-reflect. */
    static void blurZeroSame(GoldenCase golden) {
        blur(golden, BlurPreset.DMPLUG64, 5e-6);
    }

    private static void blur(GoldenCase golden, BlurPreset preset, double tolerance) {
        Map<String, Tensor> t = golden.tensors();
        Tensor x = tensor(t, "x");
        BlurKernel kernel = kernel(tensor(t, "kernel"));
        Blur a = Blur.of(kernel, preset, (int) x.size(2), (int) x.size(3));

        Difference.between("out", a.apply(x), tensor(t, "out")).maxAbsAtMost(tolerance);
        if (!t.containsKey("gout")) {
            return;
        }
        withinShareOfMax("grad_x", vjp(a, t), tensor(t, "grad_x"), 5e-6);
        withinShareOfMax("adjoint", a.adjoint(tensor(t, "gout")), tensor(t, "grad_x"), 5e-6);
        Tensor xv = x.variable();
        Tensor kv = tensor(t, "kernel").variable();
        Tensor out = a.apply(xv, kv);
        Difference.between("out as a function of the kernel", out, tensor(t, "out"))
                .maxAbsAtMost(tolerance);
        Tensor[] gradients = Gradients.vjp(out, tensor(t, "gout"), xv, kv);
        withinShareOfMax("grad_x beside the kernel's", gradients[0], tensor(t, "grad_x"), 5e-6);
        Difference.between("grad_kernel", gradients[1], tensor(t, "grad_kernel"))
                .relativeL2AtMost(1e-5);
    }

    /** "out: abs 1e-5*max|out| (fp32 summation order)", "grad_x: abs 1e-5*max|grad|". */
    static void blurLayer(GoldenCase golden) {
        Map<String, Tensor> t = golden.tensors();
        Tensor x = tensor(t, "x");
        BlurKernel kernel = kernel(tensor(t, "kernel"));
        Border border = Border.half(Boundary.REFLECT, kernel);

        outAndGradient(Blur.of(kernel, border, (int) x.size(2), (int) x.size(3)), t);
    }

    /** "f64: abs 1e-12", "f32: abs 1e-8". */
    static void gaussianKernels(GoldenCase golden) {
        Map<String, Tensor> t = golden.tensors();
        for (JsonNode entry : golden.entry().path("kernels")) {
            String key = entry.path("key").asText();
            int size = entry.path("kernel_size").asInt();
            BlurKernel ours = BlurKernel.gaussian(size, entry.path("std").asDouble());

            Tensor doubles = Tensor.of(ours.values(), size, size);
            Difference.between(key + ".f64", doubles, tensor(t, key + ".f64")).maxAbsAtMost(1e-12);
            Tensor floats = ours.tensor().reshape(size, size);
            Difference.between(key, floats, tensor(t, key)).maxAbsAtMost(1e-8);
        }
    }

    /**
     * "a re-implementation of PIL drawing from *.path should reach correlation > 0.98", "two-sample comparison of means within
     * 4 standard errors".
     */
    static void motionKernels(GoldenCase golden) {
        Map<String, Tensor> t = golden.tensors();
        for (JsonNode entry : golden.entry().path("kernels")) {
            String key = entry.path("key").asText();
            Tensor path = tensor(t, key + ".path");
            BlurKernel ours = BlurKernel.alongPath(
                    entry.path("kernel_size").asInt(),
                    path.narrow(1, 0, 1).toDoubles(),
                    path.narrow(1, 1, 1).toDoubles());
            assertThat(correlation(ours.values(), tensor(t, key).toDoubles()))
                    .as("correlation with " + key)
                    .isGreaterThan(0.98);
        }
        for (String name : t.keySet()) {
            if (name.startsWith("stats_")) {
                String[] words = name.split("_", -1);
                motionStatistics(Integer.parseInt(words[1]), Double.parseDouble(words[2]), tensor(t, name));
            }
        }
    }

    /** Columns: centroid row and column, rms radius, largest weight, support; the path's own are not visible in a kernel. */
    private static void motionStatistics(int size, double intensity, Tensor golden) {
        int n = (int) golden.size(0);
        var ours = new double[5][n];
        for (int i = 0; i < n; i++) {
            double[] s = statistics(
                    BlurKernel.motion(size, intensity, Rng.of(7).image(i)).values(), size);
            for (int c = 0; c < s.length; c++) {
                ours[c][i] = s[c];
            }
        }
        for (int c = 0; c < ours.length; c++) {
            double[] theirs = golden.narrow(1, c, 1).toDoubles();
            double error = Math.sqrt((variance(ours[c]) + variance(theirs)) / n);
            assertThat(Math.abs(mean(ours[c]) - mean(theirs)))
                    .as("statistic %d: ours %f, theirs %f", c, mean(ours[c]), mean(theirs))
                    .isLessThanOrEqualTo(4 * error);
        }
    }

    private static double[] statistics(double[] k, int size) {
        double row = 0;
        double column = 0;
        double second = 0;
        double max = 0;
        int support = 0;
        for (int i = 0; i < k.length; i++) {
            int r = i / size;
            int c = i % size;
            row += k[i] * r;
            column += k[i] * c;
            second += k[i] * (r * r + c * c);
            max = Math.max(max, k[i]);
            support += k[i] > 0 ? 1 : 0;
        }
        return new double[] {row, column, Math.sqrt(second - row * row - column * column), max, support};
    }

    private static double correlation(double[] a, double[] b) {
        double meanA = mean(a);
        double meanB = mean(b);
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += (a[i] - meanA) * (b[i] - meanB) / a.length;
        }
        return sum / Math.sqrt(variance(a) * variance(b));
    }

    private static double mean(double[] values) {
        return Arrays.stream(values).average().orElseThrow();
    }

    private static double variance(double[] values) {
        double mean = mean(values);
        return Arrays.stream(values).map(v -> (v - mean) * (v - mean)).average().orElseThrow();
    }

    /** "gaussian: y + sigma*unit_noise to 1 ulp"; "poisson: statistics only", and no noise of that kind is offered yet. */
    static void noise(GoldenCase golden) {
        Map<String, Tensor> t = golden.tensors();
        int checked = 0;
        for (String name : t.keySet()) {
            if (!name.matches("gaussian_[0-9.e-]*[0-9]")) {
                continue;
            }
            Noise.Gaussian noise = Noise.gaussian(Double.parseDouble(name.substring("gaussian_".length())));
            float[] ours =
                    noise.add(tensor(t, "x"), tensor(t, name + ".unit_noise")).toFloats();
            float[] theirs = tensor(t, name).toFloats();
            for (int i = 0; i < ours.length; i++) {
                assertThat((double) Math.abs(ours[i] - theirs[i]))
                        .as("%s, element %d", name, i)
                        .isLessThanOrEqualTo(Math.ulp(theirs[i]));
            }
            checked++;
        }
        assertThat(checked).as("noise levels checked").isPositive();
    }

    /** "out: abs 1e-5*max|out| (fp32 summation order)", "grad_x: abs 1e-5*max|grad|". */
    static void resizer(GoldenCase golden) {
        Map<String, Tensor> t = golden.tensors();
        JsonNode params = golden.entry().path("params");
        Resampling kernel = Resampling.valueOf(params.path("kernel").asText().toUpperCase(Locale.ROOT));
        int height = (int) tensor(t, "out").size(2);
        int width = (int) tensor(t, "out").size(3);
        double step = 1 / params.path("scale_factor").asDouble();

        outAndGradient(ForwardOperator.of(x -> kernel.resize(x, height, width, step)), t);
    }

    private static void outAndGradient(ForwardOperator a, Map<String, Tensor> t) {
        withinShareOfMax("out", a.apply(tensor(t, "x")), tensor(t, "out"), 1e-5);
        if (t.containsKey("gout")) {
            withinShareOfMax("grad_x", vjp(a, t), tensor(t, "grad_x"), 1e-5);
        }
    }

    private static Tensor vjp(ForwardOperator a, Map<String, Tensor> t) {
        Tensor x = tensor(t, "x").variable();
        return Gradients.vjp(a.apply(x), tensor(t, "gout"), x)[0];
    }

    private static void withinShareOfMax(String name, Tensor ours, Tensor golden, double share) {
        Difference d = Difference.between(name, ours, golden);
        d.maxAbsAtMost(share * d.goldenMax());
    }

    /** A kernel from the last two dimensions of a tensor. */
    private static BlurKernel kernel(Tensor k) {
        return BlurKernel.of(k.toDoubles(), (int) k.size(-2), (int) k.size(-1));
    }

    private static Tensor tensor(Map<String, Tensor> t, String name) {
        return Objects.requireNonNull(t.get(name), () -> "the case has no tensor " + name);
    }
}
