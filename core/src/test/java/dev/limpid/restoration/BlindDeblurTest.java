package dev.limpid.restoration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.limpid.checkpoint.PriorLoader;
import dev.limpid.io.Images;
import dev.limpid.metric.Metrics;
import dev.limpid.operator.Measurement;
import dev.limpid.operator.blur.Blur;
import dev.limpid.operator.blur.BlurKernel;
import dev.limpid.operator.blur.Boundary;
import dev.limpid.operator.blur.KernelBlur;
import dev.limpid.solver.Preset;
import dev.limpid.tensor.Rng;
import dev.limpid.tensor.Scope;
import dev.limpid.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The blind solver with the prior that ships, on the sample photograph. One search instead of four, to be quick. */
class BlindDeblurTest {
    private static final int TAPS = 17;
    private static final double SIGMA = 0.01;
    private static final KernelBlur BLUR = KernelBlur.same(Boundary.REFLECT, TAPS, 64, 64);

    private static Restoration solve(Tensor y) throws IOException {
        var one = SolverChoice.of("blind-pgd", Preset.BRIEF, "blind-deblur", Map.of("chains", "1"));
        return new Restorer(PriorLoader.load("cats64")).restore(new Measurement(y, BLUR, SIGMA), one, 0);
    }

    private static BlurKernel kernel(Restoration found) {
        return ((Blur) found.measurement().a()).kernel();
    }

    private static Tensor photograph() throws IOException {
        return Images.resize(Images.read(Path.of("../samples/chelsea.png")).pixels(), 64, 64);
    }

    private static Tensor noisy(Tensor x) {
        return x.add(Rng.of(1).purpose("noise").normal(x.shape()).mul(SIGMA));
    }

    private static double psnr(Tensor x, Tensor truth) {
        return Metrics.plain().shifted().of(x, truth).getOrDefault("psnr", Double.NaN);
    }

    @Test
    void findsTheMotionAndSharpensTheImage() throws IOException {
        try (var scope = Scope.open()) {
            Tensor truth = photograph();
            BlurKernel kernel = BlurKernel.motion(TAPS, 0.5, Rng.of(4)).centred();
            Tensor y = noisy(BLUR.with(kernel).apply(truth));

            Restoration found = solve(y);

            double before = psnr(y, truth);
            double after = psnr(found.x(), truth);
            double error = kernel(found).relativeError(kernel);
            assertThat(after).as("dB").isGreaterThan(before + 1);
            assertThat(error).as("kernel error").isLessThan(0.7);
        }
    }

    @Test
    void doesNoHarmToASharpImage() throws IOException {
        try (var scope = Scope.open()) {
            Tensor truth = photograph();
            Tensor y = noisy(truth);

            Restoration found = solve(y);

            assertThat(kernel(found).values())
                    .containsExactly(BlurKernel.delta(TAPS, TAPS).values());
            assertThat(psnr(found.x(), truth)).isGreaterThan(psnr(y, truth) - 0.5);
        }
    }

    @Test
    void anImageWithoutTextureStaysAsItIs() throws IOException {
        try (var scope = Scope.open()) {
            Tensor flat = Tensor.full(0.2, 1, 3, 64, 64);

            Restoration found = solve(noisy(flat));

            assertThat(found.complete()).isTrue();
            assertThat(Arrays.stream(kernel(found).values()).sum()).isBetween(0.9999, 1.0001);
            assertThat(psnr(found.x(), flat)).isGreaterThan(35);
        }
    }
}
