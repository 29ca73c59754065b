package dev.limpid.solver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.limpid.operator.Measurement;
import dev.limpid.prior.GaussianPrior;
import dev.limpid.prior.NoiseSchedule;
import dev.limpid.prior.TimeGrid;
import dev.limpid.tensor.DType;
import dev.limpid.tensor.Device;
import dev.limpid.tensor.Rng;
import dev.limpid.tensor.Scope;
import dev.limpid.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * DDRM with independent Gaussian pixels and A(x) = s x: pixel by pixel every step is affine with Gaussian noise, so that mean and
 * variance of the result are those of a recursion of two numbers, and the posterior is known.
 */
class DdrmTest {
    private static final NoiseSchedule SCHEDULE = NoiseSchedule.linear();
    private static final double MEAN = 0.1;
    private static final double VARIANCE = 0.04;
    private static final double SIGMA_Y = 0.1;
    private static final double X = 0.4;
    /** One for each row of the image. */
    private static final double[] SINGULAR = {0, 0.2, 0.5, 1};

    private static final int SIDE = SINGULAR.length;
    private static final int IMAGES = 1000;

    private static GaussianPrior gaussian() {
        var variances = new double[SIDE * SIDE];
        Arrays.fill(variances, VARIANCE);
        return GaussianPrior.independent(Tensor.full(MEAN, 1, 1, SIDE, SIDE), variances);
    }

    private static Diagonal rows() {
        var s = new double[SIDE * SIDE];
        Arrays.setAll(s, i -> SINGULAR[i / SIDE]);
        return new Diagonal(Tensor.of(s, 1, 1, SIDE, SIDE).to(DType.FLOAT32));
    }

    private static Observers run(int images) {
        return Observers.with(Draws.of(Rng.of(5), 0, Device.CPU, images, 1, SIDE, SIDE));
    }

    /** x̄ = x_t / α_t has this noise. */
    private static double level(int t) {
        return t < 0 ? 0 : SCHEDULE.sigma(t) / SCHEDULE.alpha(t);
    }

    /** Eq. 7 and 8 of the paper for one pixel whose x̂_0 is μ + w (x̄ − μ): mean and variance of x̄ to the end. */
    private static double[] moments(Ddrm.Config config, double s) {
        List<TimeGrid.Step> steps =
                TimeGrid.named(config.grid(), config.steps()).steps();
        int first = steps.get(0).t();
        double noise = s > 0 ? SIGMA_Y / s : Double.POSITIVE_INFINITY;
        double top = level(first);
        // The authors divide the first x̄ by its noise level, where α would be exact.
        double scale = 1 / (top * SCHEDULE.alpha(first));
        boolean begins = noise <= top;
        double mean = scale * (begins ? X : 0);
        double variance = scale * scale * (begins ? top * top - noise * noise : top * top);
        for (TimeGrid.Step step : steps) {
            double sigma = level(step.t());
            double next = level(step.s());
            double still = Math.sqrt(1 - config.eta() * config.eta()) * next;
            double w = VARIANCE / (VARIANCE + sigma * sigma);
            double slope = w;
            double offset = (1 - w) * MEAN;
            double fresh = Math.pow(config.eta() * next, 2);
            if (s == 0) {
                slope += still / sigma * (1 - w);
                offset -= still / sigma * (1 - w) * MEAN;
            } else if (noise > next) {
                slope *= 1 - still / noise;
                offset = offset * (1 - still / noise) + still / noise * X;
            } else {
                slope *= 1 - config.etaB();
                offset = offset * (1 - config.etaB()) + config.etaB() * X;
                fresh = next * next - Math.pow(config.etaB() * noise, 2);
            }
            mean = slope * mean + offset;
            variance = slope * slope * variance + fresh;
        }
        return new double[] {mean, variance};
    }

    private static double[] row(double[] x, int row) {
        return IntStream.range(0, x.length)
                .filter(i -> i / SIDE % SIDE == row)
                .mapToDouble(i -> x[i])
                .toArray();
    }

    @ParameterizedTest
    @CsvSource({"20, dmplug, 0.85, 1", "20, dmplug, 1, 0.5", "5, dmplug, 0, 0", "10, consistent, 0.5, 1"})
    void samplesHaveTheMeanAndTheVarianceOfTheEquations(int steps, String grid, double eta, double etaB) {
        try (var scope = Scope.open()) {
            var config = new Ddrm.Config(steps, grid, eta, etaB);
            var measurement = new Measurement(rows().apply(Tensor.full(X, IMAGES, 1, SIDE, SIDE)), rows(), SIGMA_Y);

            double[] x = Solved.of(new Ddrm(gaussian().prior(), config), measurement, run(IMAGES))
                    .x();

            for (int r = 0; r < SIDE; r++) {
                double[] expected = moments(config, SINGULAR[r]);
                double[] samples = row(x, r);
                int n = samples.length;
                double m = Arrays.stream(samples).average().orElseThrow();
                double v = Arrays.stream(samples).map(d -> (d - m) * (d - m)).sum() / (n - 1);
                assertThat(m)
                        .as("mean where s = " + SINGULAR[r])
                        .isCloseTo(expected[0], within(4 * Math.sqrt(expected[1] / n) + 1e-5));
                assertThat(v)
                        .as("variance where s = " + SINGULAR[r])
                        .isCloseTo(expected[1], within(4 * expected[1] * Math.sqrt(2.0 / n) + 1e-8));
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "100, 0.85, 1, 0.333",
        "100, 0.85, 0.5, 0.260",
        "100, 0.85, 0.2, 0.184",
        "20, 0.85, 1, 0.276",
        "20, 0.85, 0.5, 0.206",
        "20, 0.85, 0.2, 0.149",
        "100, 1, 1, 0.287",
        "100, 1, 0.2, 0.100"
    })
    void theMeansOfTheEquationsAreThoseOfThePage(int steps, double eta, double s, double mean) {
        assertThat(moments(new Ddrm.Config(steps, "dmplug", eta, 1), s)[0]).isCloseTo(mean, within(6e-4));
    }

    /** The posterior's mean weighs y / s by v s² / (v s² + σ_y²); where nothing is measured it is the prior's. */
    @Test
    void theMeanIsNearThatOfThePosterior() {
        try (var scope = Scope.open()) {
            var config = new Ddrm.Config(100, "dmplug", 0.85, 1);
            int images = 300;
            var measurement = new Measurement(rows().apply(Tensor.full(X, images, 1, SIDE, SIDE)), rows(), SIGMA_Y);

            double[] x = Solved.of(new Ddrm(gaussian().prior(), config), measurement, run(images))
                    .x();

            for (int r = 0; r < SIDE; r++) {
                double s = SINGULAR[r];
                double share = VARIANCE * s * s / (VARIANCE * s * s + SIGMA_Y * SIGMA_Y);
                double posterior = MEAN + share * (X - MEAN);
                double mean = Arrays.stream(row(x, r)).average().orElseThrow();
                // The method is an approximation, worst where the prior and the measurement weigh alike.
                assertThat(mean).as("where s = " + s).isCloseTo(posterior, within(0.05));
                assertThat(Math.abs(mean - posterior)).isLessThan(0.5 * Math.abs(X - posterior));
            }
        }
    }

    /** σ_y = 0 and η_b = 1: the last step puts every measured pixel at its value. */
    @Test
    void withoutNoiseMeasuredPixelsAreReturnedExactly() {
        try (var scope = Scope.open()) {
            Tensor truth = Rng.of(6).normal(3, 1, SIDE, SIDE).mul(0.2).add(MEAN).clamp(-1, 1);
            var mask = new Diagonal(rows().singular().greater(0.3).to(truth.type()));
            var config = new Ddrm.Config(20, "dmplug", 0.85, 1);

            double[] x = Solved.of(
                            new Ddrm(gaussian().prior(), config), new Measurement(mask.apply(truth), mask, 0), run(3))
                    .x();

            double[] expected = truth.toDoubles();
            for (int i = 0; i < x.length; i++) {
                if (i / SIDE % SIDE >= 2) {
                    assertThat(x[i]).isEqualTo(expected[i]);
                } else {
                    assertThat(x[i]).isNotEqualTo(expected[i]);
                }
            }
        }
    }

    /** Denoising draws from the prior's knowledge: nearer to the true images than y is. */
    @Test
    void denoisingComesNearerToTheTruthThanTheMeasurementIs() {
        try (var scope = Scope.open()) {
            Tensor truth = Rng.of(7)
                    .normal(IMAGES, 1, SIDE, SIDE)
                    .mul(Math.sqrt(VARIANCE))
                    .add(MEAN)
                    .clamp(-1, 1);
            double noiseLevel = 0.3;
            Tensor y = truth.add(Rng.of(8).normal(truth.shape()).mul(noiseLevel));
            var identity = new Diagonal(Tensor.ones(1, 1, SIDE, SIDE));
            var config = new Ddrm.Config(20, "dmplug", 0.85, 1);

            Tensor x = new Ddrm(gaussian().prior(), config)
                    .solve(new Measurement(y, identity, noiseLevel), run(IMAGES))
                    .x();

            assertThat(x.sub(truth).square().mean().item())
                    .isLessThan(0.6 * y.sub(truth).square().mean().item());
        }
    }

    /** And before the first, as where it begins depends on the measurement. */
    @Test
    void standsAfterEveryStep() {
        try (var scope = Scope.open()) {
            var config = new Ddrm.Config(3, "dmplug", 0.85, 1);
            var measurement = new Measurement(rows().apply(Tensor.full(X, 1, 1, SIDE, SIDE)), rows(), SIGMA_Y);

            Observers seen = Solved.of(new Ddrm(gaussian().prior(), config), measurement, run(1))
                    .seen();

            assertThat(seen.states).extracting(Observers.Stood::step).containsExactly(0, 1, 2, 3);
        }
    }
}
