package dev.limpid.golden;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.limpid.operator.turbulence.Tilt;
import dev.limpid.operator.turbulence.Turbulence;
import dev.limpid.tensor.Gradients;
import dev.limpid.tensor.Rng;
import dev.limpid.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.ToDoubleFunction;

/** Rules for the kinds turbulence and tilt-map. */
final class TurbulenceRules {
    private static final int FIELDS = 24;

    /** Nothing is stated for what lies between: a float32 place is right to 4e-6 pixels, across edges of a height of 2. */
    private static final double TILTED = 1e-5;

    private TurbulenceRules() {}

    /** "out: abs 5e-6", "grad_x: abs 2e-5*max", "grad_tilt: rel_l2 2e-4", "grad_kernel: rel_l2 2e-5". */
    static void turbulence(GoldenCase golden) {
        Map<String, Tensor> t = golden.tensors();
        Tensor x = tensor(t, "x");
        Tensor kernel = tensor(t, "kernel");
        Tensor tilt = tensor(t, "tilt");
        JsonNode tolerance = golden.entry().path("tolerance");
        int height = (int) x.size(2);
        int width = (int) x.size(3);
        Turbulence a = Turbulence.of((int) kernel.size(2), height, width);

        Tensor tilted = Tilt.of(height, width).apply(x, List.of(tilt));
        Difference.between("tilted", tilted, tensor(t, "tilted")).maxAbsAtMost(TILTED);
        List<Tensor> variables = List.of(x.variable(), kernel.variable(), tilt.variable());
        Tensor out = a.apply(variables.get(0), variables.subList(1, 3));
        Difference.between("out", out, tensor(t, "out"))
                .within(tolerance.path("out").asText());
        Tensor[] gradients = Gradients.vjp(out, tensor(t, "gout"), variables.toArray(Tensor[]::new));
        Difference inX = Difference.between("grad_x", gradients[0], tensor(t, "grad_x"));
        inX.maxAbsAtMost(2e-5 * inX.goldenMax());
        Difference.between("grad_kernel", gradients[1], tensor(t, "grad_kernel"))
                .within(tolerance.path("grad_kernel").asText());
        Difference.between("grad_tilt", gradients[2], tensor(t, "grad_tilt"))
                .within(tolerance.path("grad_tilt").asText());
    }

    /**
     * "statistics only". The recorded fields were not cut, so that ours are not either where they are compared: each statistic
     * lies within 4 standard deviations, over our fields, of their mean.
     */
    static void tiltMap(GoldenCase golden) {
        Tensor theirs = tensor(golden.tensors(), "tilt_map");
        int height = (int) theirs.size(2);
        int width = (int) theirs.size(3);
        Tensor[] ours = new Tensor[FIELDS];
        for (int i = 0; i < FIELDS; i++) {
            ours[i] = Tilt.uncutRandom(Rng.of(i), height, width);
        }
        for (int channel = 0; channel < 2; channel++) {
            int c = channel;
            compare("mean of channel " + c, f -> plane(f, c).mean().item(), ours, theirs);
            compare("deviation of channel " + c, f -> deviation(plane(f, c)), ours, theirs);
            compare("largest tilt of channel " + c, f -> plane(f, c).abs().max().item(), ours, theirs);
            compare("neighbours of channel " + c, f -> neighbours(plane(f, c)), ours, theirs);
            compare("corners of channel " + c, f -> corners(plane(f, c)), ours, theirs);
        }
    }

    private static void compare(String name, ToDoubleFunction<Tensor> statistic, Tensor[] ours, Tensor theirs) {
        double[] values = Arrays.stream(ours).mapToDouble(statistic).toArray();
        double mean = Arrays.stream(values).average().orElseThrow();
        double variance = Arrays.stream(values)
                .map(v -> (v - mean) * (v - mean))
                .average()
                .orElseThrow();
        double golden = statistic.applyAsDouble(theirs);
        assertThat(Math.abs(golden - mean))
                .as("%s: ours %f, theirs %f", name, mean, golden)
                .isLessThanOrEqualTo(4 * Math.sqrt(variance * (1 + 1.0 / values.length)));
    }

    private static Tensor plane(Tensor field, int channel) {
        return field.narrow(1, channel, 1);
    }

    private static double deviation(Tensor plane) {
        return Math.sqrt(plane.square().mean().item() - Math.pow(plane.mean().item(), 2));
    }

    /** The correlation of pixels beside each other, which the smoothing of the noise gives. */
    private static double neighbours(Tensor plane) {
        int n = (int) plane.size(3) - 1;
        return plane.narrow(3, 0, n).mul(plane.narrow(3, 1, n)).mean().item()
                / plane.square().mean().item();
    }

    /** The corners' deviation as a share of the whole: few patches lie there. */
    private static double corners(Tensor plane) {
        long h = plane.size(2) / 4;
        long w = plane.size(3) / 4;
        double sum = 0;
        for (long top : new long[] {0, plane.size(2) - h}) {
            for (long left : new long[] {0, plane.size(3) - w}) {
                sum += plane.narrow(2, top, h)
                                .narrow(3, left, w)
                                .square()
                                .mean()
                                .item()
                        / 4;
            }
        }
        return Math.sqrt(sum / plane.square().mean().item());
    }

    private static Tensor tensor(Map<String, Tensor> t, String name) {
        return Objects.requireNonNull(t.get(name), () -> "the case has no tensor " + name);
    }
}
