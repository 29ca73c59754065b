package dev.limpid.solver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.limpid.checkpoint.PriorCatalog;
import dev.limpid.operator.Measurement;
import dev.limpid.operator.blur.BlurKernel;
import dev.limpid.operator.blur.Boundary;
import dev.limpid.operator.blur.KernelBlur;
import dev.limpid.prior.DiffusionPrior;
import dev.limpid.prior.GaussianPrior;
import dev.limpid.tensor.DType;
import dev.limpid.tensor.Rng;
import dev.limpid.tensor.Scope;
import dev.limpid.tensor.Tensor;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** Blind-DPS with Gaussian images and Gaussian pictures of kernels. */
class BlindDpsTest {
    private static final BlurKernel TRUE = BlurKernel.gaussian(Samples.TAPS, 0.8);

    private static BlindDps.Config config(int steps, double scale) {
        return new BlindDps.Config(steps, "respaced", scale, false, "given");
    }

    /** Pictures around that of a kernel, the largest weight white. */
    private static DiffusionPrior around(BlurKernel kernel, double variance) {
        double[] weights = kernel.values();
        double largest = Arrays.stream(weights).max().orElseThrow();
        double[] picture = Arrays.stream(weights).map(w -> 2 * w / largest - 1).toArray();
        var variances = new double[picture.length];
        Arrays.fill(variances, variance);
        return GaussianPrior.independent(
                        Tensor.of(picture, 1, 1, kernel.height(), kernel.width())
                                .to(DType.FLOAT32),
                        variances)
                .prior();
    }

    private static Run run(DiffusionPrior kernels) {
        Draws draws = Cases.draws(2, 0, 1);
        return new Run() {
            @Override
            public Draws draws() {
                return draws;
            }

            @Override
            public DiffusionPrior kernelPrior() {
                return kernels;
            }
        };
    }

    private static Measurement blurred() {
        Tensor truth = Rng.of(6).normal(1, 3, Cases.SIDE, Cases.SIDE).mul(0.3).clamp(-1, 1);
        KernelBlur a = Samples.kernelBlur();
        return new Measurement(a.with(TRUE).apply(truth), a, 0.01);
    }

    /** Without doubts about the kernel nothing is left but DPS. */
    @Test
    void withAPriorThatKnowsTheKernelItIsDps() {
        try (var scope = Scope.open()) {
            Measurement y = blurred();
            var known = new Measurement(y.y(), Samples.kernelBlur().with(TRUE), 0.01);

            Solution blind = new BlindDps(Cases.gaussian(), config(10, 0.5)).solve(y, run(around(TRUE, 0)));
            Solution dps = new Dps(Cases.gaussian(), new Dps.Config(10, "respaced", 0.5, Dps.Sampler.DDPM))
                    .solve(known, run(around(TRUE, 0)));

            double[] expected = dps.x().toDoubles();
            double[] x = blind.x().toDoubles();
            for (int i = 0; i < x.length; i++) {
                assertThat(x[i]).isCloseTo(expected[i], within(1e-4));
            }
            double[] kernel = blind.unknowns().get(0).toDoubles();
            for (int i = 0; i < kernel.length; i++) {
                assertThat(kernel[i]).isCloseTo(TRUE.values()[i], within(1e-4));
            }
        }
    }

    /** A kernel of weights that are not negative and have the sum 1, in the middle of the taps that are sought. */
    @Test
    void findsAKernelAmongMoreTaps() {
        try (var scope = Scope.open()) {
            Measurement given = blurred();
            KernelBlur a = KernelBlur.same(Boundary.REFLECT, 5, Cases.SIDE, Cases.SIDE);
            var measurement = new Measurement(given.y(), a, 0.01);

            Solution solution = new BlindDps(Cases.gaussian(), config(5, 0.5)).solve(measurement, run(around(TRUE, 0)));

            double[] kernel = solution.unknowns().get(0).toDoubles();
            assertThat(kernel).hasSize(25);
            assertThat(Arrays.stream(kernel).sum()).isCloseTo(1, within(1e-5));
            for (int i = 0; i < 25; i++) {
                int row = i / 5 - 1;
                int column = i % 5 - 1;
                boolean inside = row >= 0 && row < 3 && column >= 0 && column < 3;
                double expected = inside ? TRUE.values()[3 * row + column] : 0;
                assertThat(kernel[i]).isCloseTo(expected, within(1e-4));
            }
        }
    }

    /** The kernel's chain follows the measurement where its prior leaves room. */
    @Test
    void theMeasurementMovesTheKernel() {
        try (var scope = Scope.open()) {
            Measurement y = blurred();
            BlurKernel wrong = BlurKernel.delta(Samples.TAPS, Samples.TAPS);

            double free = distance(y, around(wrong, 0.3), 0.5);
            double bound = distance(y, around(wrong, 0), 0.5);

            assertThat(free).isLessThan(bound);
        }
    }

    @Test
    void everyPresetNamesThePriorThatShips() {
        for (Preset<BlindDps.Config> preset : BlindDps.METHOD.presets()) {
            String name = BlindDps.METHOD
                    .preset(preset.name(), "blind-deblur")
                    .priorOfKernels()
                    .orElseThrow();
            assertThat(PriorCatalog.find(name))
                    .hasValueSatisfying(card -> assertThat(card.embedded()).isTrue());
        }
    }

    private static double distance(Measurement y, DiffusionPrior kernels, double scale) {
        Solution solution = new BlindDps(Cases.gaussian(), config(30, scale)).solve(y, run(kernels));
        double[] kernel = solution.unknowns().get(0).toDoubles();
        double sum = 0;
        for (int i = 0; i < kernel.length; i++) {
            sum += Math.pow(kernel[i] - TRUE.values()[i], 2);
        }
        return Math.sqrt(sum);
    }

    @Test
    void saysWhichPriorOfKernelsItNeeds() {
        try (var scope = Scope.open()) {
            var solver = new BlindDps(Cases.gaussian(), config(2, 0.3));
            Measurement y = blurred();

            assertThatThrownBy(() -> solver.solve(y, run(Cases.gaussian())))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("a prior of kernels has one channel, but this one has 3");
            assertThatThrownBy(() -> solver.solve(y, run(around(BlurKernel.gaussian(4, 0.8), 0))))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage(
                            "the prior of kernels knows 4x4 taps, more than the 3 that are sought: ask for --kernel-size 5");
            assertThatThrownBy(() -> solver.solve(y, run(around(BlurKernel.gaussian(Cases.SIDE, 0.8), 0))))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageEndingWith("it takes images whose sides are at least " + (Cases.SIDE + 1));
            assertThatThrownBy(() -> new BlindDps.Config(2, "respaced", 1, true, " ").priorOfKernels())
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage(
                            "blind-dps needs a prior of kernels: give --set kernelPrior=kernels32, or the file of one that you"
                                    + " trained (docs/algorithms/blind.md)");
            assertThatThrownBy(() -> solver.solve(y, () -> Cases.draws(2, 0, 1)))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("this run has no prior of kernels");
        }
    }
}
