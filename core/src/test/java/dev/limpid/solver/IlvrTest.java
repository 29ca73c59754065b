package dev.limpid.solver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.limpid.operator.ChannelMean;
import dev.limpid.operator.ForwardOperator;
import dev.limpid.operator.Measurement;
import dev.limpid.operator.blur.BlurKernel;
import dev.limpid.operator.blur.Boundary;
import dev.limpid.operator.blur.KernelBlur;
import dev.limpid.operator.resize.Resampling;
import dev.limpid.operator.resize.SuperResolution;
import dev.limpid.prior.DiffusionPrior;
import dev.limpid.prior.GaussianPrior;
import dev.limpid.prior.NoiseSchedule;
import dev.limpid.prior.TimeGrid;
import dev.limpid.solver.classical.Classical;
import dev.limpid.tensor.DType;
import dev.limpid.tensor.Device;
import dev.limpid.tensor.Rng;
import dev.limpid.tensor.Scope;
import dev.limpid.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** ILVR with independent Gaussian pixels: the mean of its images follows from the formulas. */
class IlvrTest {
    private static final int SIDE = 8;
    private static final int N = SIDE * SIDE;
    private static final int IMAGES = 400;

    private static GaussianPrior gaussian() {
        var variances = new double[N];
        Arrays.fill(variances, Rows.VARIANCE);
        return GaussianPrior.independent(Tensor.full(Rows.MEAN, 1, 1, SIDE, SIDE), variances);
    }

    private static Observers run(int images) {
        return Observers.with(Draws.of(Rng.of(5), 0, Device.CPU, images, 1, SIDE, SIDE));
    }

    /** From −0.35 to 0.35 along the columns, and steeper along the rows. */
    private static double[] ramp() {
        var ramp = new double[N];
        for (int p = 0; p < N; p++) {
            int row = p / SIDE;
            ramp[p] = 0.1 * (p % SIDE - 3.5) + 0.02 * (row - 3.5);
        }
        return ramp;
    }

    private static Tensor image(double[] values, int images) {
        return Tensor.of(values, 1, 1, SIDE, SIDE).to(DType.FLOAT32).expand(images, 1, SIDE, SIDE);
    }

    /** φ of an image, by the matrix of its rows and columns. */
    private static double[] low(double[] x, int factor) {
        int small = SIDE / factor;
        double[] down = Resampling.CUBIC.matrix(SIDE, small, factor);
        double[] up = Resampling.CUBIC.matrix(small, SIDE, 1.0 / factor);
        var m = new double[N];
        for (int o = 0; o < SIDE; o++) {
            for (int i = 0; i < SIDE; i++) {
                for (int k = 0; k < small; k++) {
                    m[o * SIDE + i] += up[o * small + k] * down[k * SIDE + i];
                }
            }
        }
        var low = new double[N];
        for (int p = 0; p < N; p++) {
            for (int q = 0; q < N; q++) {
                low[p] += m[p / SIDE * SIDE + q / SIDE] * m[p % SIDE * SIDE + q % SIDE] * x[q];
            }
        }
        return low;
    }

    private static double[] mean(Ilvr.Config config) {
        var mean = new double[N];
        List<TimeGrid.Step> steps =
                TimeGrid.named(config.grid(), config.steps()).steps();
        for (int k = 0; k < steps.size(); k++) {
            int t = steps.get(k).t();
            int s = steps.get(k).s();
            double beta = 1 - AffineRows.alphaBar(t) / AffineRows.alphaBar(s);
            double ofX0 = beta * Math.sqrt(AffineRows.alphaBar(s)) / (1 - AffineRows.alphaBar(t));
            double ofXt = (1 - AffineRows.alphaBar(s)) * Math.sqrt(1 - beta) / (1 - AffineRows.alphaBar(t));
            var sample = new double[N];
            for (int p = 0; p < N; p++) {
                double x0 = Rows.MEAN + AffineRows.weight(t) * (mean[p] - AffineRows.alpha(t) * Rows.MEAN);
                sample[p] = ofX0 * x0 + ofXt * mean[p];
            }
            mean = sample;
            if (steps.size() - 1 - k > config.range()) {
                double[] out = low(sample, config.factor());
                double[] in = low(ramp(), config.factor());
                for (int p = 0; p < N; p++) {
                    mean[p] += AffineRows.alpha(t) * in[p] - out[p];
                }
            }
        }
        return mean;
    }

    @ParameterizedTest
    @CsvSource({"10, 4, 0", "10, 2, 3"})
    void samplesHaveTheMeanOfTheEquations(int steps, int factor, int range) {
        try (var scope = Scope.open()) {
            var config = new Ilvr.Config(steps, "respaced", factor, range);
            var measurement = new Measurement(image(ramp(), IMAGES), ForwardOperator.of(x -> x), 0);

            double[] x = Solved.of(new Ilvr(gaussian().prior(), config), measurement, run(IMAGES))
                    .x();

            double[] expected = mean(config);
            for (int p = 0; p < N; p++) {
                int pixel = p;
                var samples = new double[IMAGES];
                Arrays.setAll(samples, b -> x[b * N + pixel]);
                double m = Rows.mean(samples);
                double v = Arrays.stream(samples)
                        .map(d -> (d - m) * (d - m))
                        .average()
                        .orElseThrow();
                assertThat(m).as("pixel " + p).isCloseTo(expected[p], within(4.5 * Math.sqrt(v / IMAGES)));
            }
        }
    }

    /** The last step exchanges nothing: its x̂_0 is drawn to the prior's mean, as far as the noise of its time is. */
    @Test
    void theLowFrequenciesEndAtThoseOfTheReference() {
        double[] reference = low(ramp(), 2);

        double[] x = low(mean(new Ilvr.Config(100, "respaced", 2, 0)), 2);

        for (int p = 0; p < N; p++) {
            assertThat(x[p]).isCloseTo(reference[p], within(0.02));
        }
    }

    /** A measurement of another size is enlarged first. */
    @Test
    void takesTheClassicalEstimateOfASmallerMeasurement() {
        try (var scope = Scope.open()) {
            SuperResolution a = SuperResolution.bicubic(2, SIDE, SIDE);
            var small = new Measurement(a.apply(image(ramp(), 1)), a, 0);
            Tensor enlarged = Classical.estimate(small);
            Solver solver = new Ilvr(gaussian().prior(), new Ilvr.Config(5, "respaced", 2, 0));

            Tensor x = solver.solve(small, run(1).estimating(enlarged)).x();

            var large = new Measurement(enlarged, ForwardOperator.of(z -> z), 0);
            assertThat(x.toDoubles()).isEqualTo(solver.solve(large, run(1)).x().toDoubles());
        }
    }

    /** N of super-resolution is the measurement's own. */
    @ParameterizedTest
    @ValueSource(ints = {2, 4})
    void theFactorFollowsASmallerMeasurement(int factor) {
        try (var scope = Scope.open()) {
            SuperResolution a = SuperResolution.bicubic(factor, SIDE, SIDE);
            var small = new Measurement(a.apply(image(ramp(), 1)), a, 0);
            Tensor enlarged = Classical.estimate(small);

            double[] followed = solve(gaussian().prior(), 0, small, enlarged);

            assertThat(followed).isEqualTo(solve(gaussian().prior(), factor, small, enlarged));
            var whole = new Measurement(image(ramp(), 1), ForwardOperator.of(x -> x), 0);
            assertThatThrownBy(() -> solve(gaussian().prior(), 0, whole, enlarged))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage(
                            "factor 0 is that of a smaller measurement, but this one has the images' size: set factor to 2 or"
                                    + " more");
        }
    }

    private static double[] solve(DiffusionPrior prior, int factor, Measurement measurement, Tensor estimate) {
        return Solved.of(
                        new Ilvr(prior, new Ilvr.Config(5, "respaced", factor, 0)),
                        measurement,
                        run(1).estimating(estimate))
                .x();
    }

    /** A prior of coloured images takes the low frequencies of a gray picture itself in every channel, not those of another estimate. */
    @Test
    void aGrayMeasurementIsTheReferenceOfEveryChannel() {
        try (var scope = Scope.open()) {
            Tensor y = image(ramp(), 1);
            var solver = new Ilvr(Cases.gaussian(), new Ilvr.Config(5, "respaced", 2, 0));
            var gray = new Measurement(y, ChannelMean.of(ForwardOperator.identity(), 3), 0);
            var coloured = new Measurement(y.expand(1, 3, SIDE, SIDE).contiguous(), ForwardOperator.of(x -> x), 0);

            Solved ofGray = Solved.of(solver, gray, Observers.with(Cases.draws(2, 0, 1)));

            assertThat(ofGray.x())
                    .isEqualTo(Solved.of(solver, coloured, Observers.with(Cases.draws(2, 0, 1)))
                            .x());
        }
    }

    /** It is ILVR with the blurred picture for reference, and the kernel is the one between its result and y. */
    @Test
    void withoutAKernelItSamplesAsWithOne() {
        try (var scope = Scope.open()) {
            Ilvr.Config config = new Ilvr.Config(5, "respaced", 2, 0);
            Measurement blind = Samples.measurement(Samples.kernelBlur(), 0, 1);
            var known = new Measurement(blind.y(), ForwardOperator.of(x -> x), blind.noiseLevel());

            Solved solved =
                    Solved.of(new IlvrBlind(Cases.gaussian(), config), blind, Observers.with(Cases.draws(2, 0, 1)));

            assertThat(solved.x())
                    .isEqualTo(
                            Solved.of(new Ilvr(Cases.gaussian(), config), known, Observers.with(Cases.draws(2, 0, 1)))
                                    .x());
        }
    }

    @Test
    void theKernelIsThatBetweenAPictureAndItsBlur() {
        try (var scope = Scope.open()) {
            KernelBlur a = KernelBlur.same(Boundary.REFLECT, 3, SIDE, SIDE);
            double[] taps = {0, 0.1, 0, 0.3, 0.4, 0.2, 0, 0, 0};
            Tensor x = Rng.of(4).normal(1, 3, SIDE, SIDE).mul(0.3).clamp(-1, 1);
            var measurement = new Measurement(a.with(BlurKernel.of(taps, 3, 3)).apply(x), a, 0);
            // A prior that has nothing but x in mind.
            DiffusionPrior one = Cases.gaussian().with((xt, t) -> {
                NoiseSchedule schedule = NoiseSchedule.linear();
                return xt.sub(x.mul(schedule.alpha((int) t))).div(schedule.sigma((int) t));
            });

            Solved solved = Solved.of(
                    new IlvrBlind(one, new Ilvr.Config(5, "respaced", 8, 3)),
                    measurement,
                    Observers.with(Cases.draws(2, 0, 1)));

            assertThat(solved.unknowns().get(0)).containsExactly(taps, within(0.02));
        }
    }
}
