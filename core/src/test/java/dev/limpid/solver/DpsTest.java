package dev.limpid.solver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.limpid.operator.ForwardOperator;
import dev.limpid.operator.Measurement;
import dev.limpid.operator.mask.Inpainting;
import dev.limpid.operator.mask.Masks;
import dev.limpid.prior.Denoiser;
import dev.limpid.prior.DiffusionPrior;
import dev.limpid.prior.GaussianPrior;
import dev.limpid.prior.NoiseSchedule;
import dev.limpid.prior.Prediction;
import dev.limpid.prior.TimeGrid;
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

/** DPS with a Gaussian prior, whose denoiser is x̂_0 = μ + w (x_t − α_t μ). */
class DpsTest {
    private static final NoiseSchedule SCHEDULE = NoiseSchedule.linear();
    private static final double MEAN = 0.1;
    private static final double VARIANCE = 0.04;
    private static final int SIDE = 8;
    private static final int N = SIDE * SIDE;

    private static GaussianPrior gaussian() {
        var variances = new double[N];
        Arrays.fill(variances, VARIANCE);
        return GaussianPrior.independent(Tensor.full(MEAN, 1, 1, SIDE, SIDE), variances);
    }

    private static Observers run(int images) {
        return Observers.with(Draws.of(Rng.of(4), 0, Device.CPU, images, 1, SIDE, SIDE));
    }

    private static Measurement masked(int images) {
        var a = new Inpainting(Masks.random(Rng.of(1), 0.5, SIDE, SIDE));
        Tensor truth = Rng.of(2).normal(1, 1, SIDE, SIDE).mul(0.2).add(MEAN);
        return new Measurement(a.apply(truth.expand(images, 1, SIDE, SIDE)), a, 0);
    }

    /** Mean and variance of an ancestral sample, pixel by pixel: every step is affine in x_t with Gaussian noise. */
    private static double[] ancestralMoments(TimeGrid grid) {
        double mean = 0;
        double variance = 1;
        for (TimeGrid.Step step : grid.steps()) {
            double alphaBar = SCHEDULE.alphaBar(step.t());
            double alphaBarS = step.s() < 0 ? 1 : SCHEDULE.alphaBar(step.s());
            double alpha = Math.sqrt(alphaBar);
            double beta = 1 - alphaBar / alphaBarS;
            double w = alpha * VARIANCE / (alphaBar * VARIANCE + 1 - alphaBar);
            double ofX0 = beta * Math.sqrt(alphaBarS) / (1 - alphaBar);
            double ofXt = (1 - alphaBarS) * Math.sqrt(1 - beta) / (1 - alphaBar);
            mean = ofX0 * (MEAN + w * (mean - alpha * MEAN)) + ofXt * mean;
            double kept = ofX0 * w + ofXt;
            variance = kept * kept * variance + beta * (1 - alphaBarS) / (1 - alphaBar);
        }
        return new double[] {mean, variance};
    }

    private static void assertMoments(double[] x, double mean, double variance) {
        double m = Arrays.stream(x).average().orElseThrow();
        double v = Arrays.stream(x).map(d -> (d - m) * (d - m)).sum() / (x.length - 1);
        assertThat(m).as("mean").isCloseTo(mean, within(4 * Math.sqrt(variance / x.length)));
        assertThat(v).as("variance").isCloseTo(variance, within(4 * variance * Math.sqrt(2.0 / x.length)));
    }

    @Test
    void withoutGuidanceItIsAncestralSampling() {
        try (var scope = Scope.open()) {
            Solver solver = new Dps(gaussian().prior(), new Dps.Config(30, "respaced", 0, Dps.Sampler.DDPM));

            double[] x = Solved.of(solver, masked(64), run(64)).x();

            double[] moments = ancestralMoments(TimeGrid.respaced(30));
            assertMoments(x, moments[0], moments[1]);
        }
    }

    /** The variance that few steps lose, as their x̂_0 is a mean, comes back with many. */
    @Test
    void withoutGuidanceManyStepsSampleThePrior() {
        try (var scope = Scope.open()) {
            Solver solver = new Dps(gaussian().prior(), new Dps.Config(1000, "respaced", 0, Dps.Sampler.DDPM));

            double[] x = Solved.of(solver, masked(32), run(32)).x();

            assertMoments(x, MEAN, VARIANCE);
        }
    }

    /** As in the code of RED-diff: fresh noise in DDIM steps, x̂_0 as it comes, and a first image near an estimate. */
    @ParameterizedTest
    @ValueSource(doubles = {0, 0.5, 1})
    void ddimStepsMayHaveFreshNoise(double eta) {
        try (var scope = Scope.open()) {
            int images = 300;
            var config = new Dps.Config(10, "dmplug", 0, Dps.Sampler.DDIM, eta, false, Start.CLASSICAL);
            Solver solver = new Dps(Rows.prior(), config);

            double[] x = Solved.of(
                            solver,
                            Rows.measurement(images, 0),
                            Rows.run(images).estimating(Tensor.full(Rows.X, images, 1, Rows.SIDE, Rows.SIDE)))
                    .x();

            List<TimeGrid.Step> grid = TimeGrid.dmplug(10).steps();
            int first = grid.get(0).t();
            var moments =
                    new AffineRows.Moments(AffineRows.alpha(first) * Rows.X, Math.pow(AffineRows.sigma(first), 2));
            for (TimeGrid.Step step : grid) {
                int t = step.t();
                AffineRows.Affine next = AffineRows.x0Hat(t)
                        .times(AffineRows.alpha(step.s()))
                        .plus(AffineRows.epsilon(t).times(AffineRows.kept(t, step.s(), eta)));
                moments = moments.after(next, AffineRows.fresh(t, step.s(), eta));
            }
            AffineRows.Moments last = moments;
            AffineRows.requireMoments(x, s -> last);
        }
    }

    /** Σ from a network that learned it: the logarithm lies between those of β̃ and β, at (v + 1) / 2. */
    @ParameterizedTest
    @ValueSource(doubles = {-1, 0, 1})
    void aLearnedVarianceLiesBetweenItsBounds(double v) {
        try (var scope = Scope.open()) {
            DiffusionPrior fixed = gaussian().prior();
            DiffusionPrior learned = fixed.with(new Denoiser() {
                @Override
                public Tensor epsilon(Tensor x, double t) {
                    return fixed.denoiser().epsilon(x, t);
                }

                @Override
                public Prediction predict(Tensor x, double t) {
                    return new Prediction(epsilon(x, t), x.detach().mul(0).add(v));
                }
            });
            TimeGrid.Step first = TimeGrid.respaced(5).steps().get(0);
            double beta = 1 - SCHEDULE.alphaBar(first.t()) / SCHEDULE.alphaBar(first.s());
            double least = SCHEDULE.variance(first.t(), first.s());
            double sigma = Math.sqrt(Math.exp(Math.log(least) + (v + 1) / 2 * (Math.log(beta) - Math.log(least))));

            double[] plain = firstSample(fixed);
            double[] drawn = firstSample(learned);

            double[] noise = run(1).draws().normal("step", 0).toDoubles();
            for (int i = 0; i < N; i++) {
                double mean = plain[i] - Math.sqrt(least) * noise[i];
                assertThat(drawn[i]).isCloseTo(mean + sigma * noise[i], within(1e-5));
            }
        }
    }

    private static double[] firstSample(DiffusionPrior prior) {
        Solver solver = new Dps(prior, new Dps.Config(5, "respaced", 0.3, Dps.Sampler.DDPM));
        return Solved.of(solver, masked(1), run(1)).seen().steps.get(0).tensor("sample");
    }

    /** ∇ ‖y − A x̂_0‖ = w Aᵀ (A x̂_0 − y) / ‖A x̂_0 − y‖, as x̂_0 has the slope w in x_t. */
    @Test
    void everyStepGoesDownTheGradientOfTheNorm() {
        try (var scope = Scope.open()) {
            GaussianPrior gaussian = gaussian();
            Measurement measurement = masked(2);
            double[] y = measurement.y().toDoubles();
            double[] m = ((Inpainting) measurement.a()).observed().toDoubles();

            Observers seen = Solved.of(
                            new Dps(gaussian.prior(), new Dps.Config(6, "respaced", 0.7, Dps.Sampler.DDPM)),
                            measurement,
                            run(2))
                    .seen();

            List<TimeGrid.Step> grid = TimeGrid.respaced(6).steps();
            assertThat(seen.steps).hasSize(6);
            for (Observers.Step step : seen.steps) {
                double w = gaussian.weights(grid.get(step.step()).t())[0];
                for (int b = 0; b < 2; b++) {
                    double norm = 0;
                    for (int i = 0; i < N; i++) {
                        norm += Math.pow(m[i] * step.tensor("x0")[b * N + i] - y[b * N + i], 2);
                    }
                    norm = Math.sqrt(norm);
                    for (int i = 0; i < N; i++) {
                        int p = b * N + i;
                        double gradient = w * m[i] * (m[i] * step.tensor("x0")[p] - y[p]) / norm;
                        assertThat(step.tensor("gradient")[p]).isCloseTo(gradient, within(1e-5));
                        assertThat(step.tensor("x")[p])
                                .isCloseTo(step.tensor("sample")[p] - 0.7 * gradient, within(1e-5));
                    }
                }
            }
        }
    }

    @Test
    void guidanceComesCloserToTheMeasurement() {
        try (var scope = Scope.open()) {
            assertThat(residual(0.5)).isLessThan(0.5 * residual(0));
        }
    }

    /** RMS of A x − y over the observed pixels. */
    private static double residual(double scale) {
        Measurement measurement = masked(4);
        Tensor x = new Dps(gaussian().prior(), new Dps.Config(100, "respaced", scale, Dps.Sampler.DDPM))
                .solve(measurement, run(4))
                .x();
        return Math.sqrt(measurement
                .known()
                .apply(x)
                .sub(measurement.y())
                .square()
                .mean()
                .item());
    }

    /** The norm of so many pixels is a number, and every step is affine. */
    private static AffineRows.Moments guided(int steps, double scale, double x, long pixels) {
        var moments = AffineRows.Moments.STANDARD;
        for (TimeGrid.Step step : TimeGrid.respaced(steps).steps()) {
            int t = step.t();
            double alphaBarS = step.s() < 0 ? 1 : SCHEDULE.alphaBar(step.s());
            double beta = 1 - SCHEDULE.alphaBar(t) / alphaBarS;
            double noise = 1 - SCHEDULE.alphaBar(t);
            AffineRows.Affine x0 = AffineRows.x0Hat(t);
            AffineRows.Affine residual = x0.minus(AffineRows.Affine.constant(x));
            AffineRows.Moments of = moments.after(residual, 0);
            double norm = Math.sqrt(pixels * (of.mean() * of.mean() + of.variance()));
            AffineRows.Affine sample = x0.times(beta * Math.sqrt(alphaBarS) / noise)
                    .plus(AffineRows.Affine.X_T.times((1 - alphaBarS) * Math.sqrt(1 - beta) / noise));
            moments = moments.after(
                    sample.minus(residual.times(scale * AffineRows.weight(t) / norm)),
                    Math.sqrt(beta * (1 - alphaBarS) / noise));
        }
        return moments;
    }

    @ParameterizedTest
    @CsvSource({"100, 3", "100, 10", "30, 3"})
    void guidedSamplesHaveTheMomentsOfTheEquations(int steps, double scale) {
        try (var scope = Scope.open()) {
            int side = 48;
            Tensor y = Tensor.full(Rows.X, 4, 3, side, side);
            Solver solver = new Dps(Cases.local(1e6), new Dps.Config(steps, "respaced", scale, Dps.Sampler.DDPM));
            Observers run = Observers.with(Draws.of(Rng.of(4), 0, Device.CPU, 4, 3, side, side));

            double[] x = Solved.of(solver, new Measurement(y, ForwardOperator.identity(), 0.1), run)
                    .x();

            AffineRows.Moments expected = guided(steps, scale, Rows.X, 3L * side * side);
            assertThat(Rows.mean(x)).isCloseTo(expected.mean(), within(0.005));
            assertThat(Rows.deviation(x)).isCloseTo(Math.sqrt(expected.variance()), within(0.003));
        }
    }

    /** σ_y has no part in it: too short a step falls short of y, and a long one ends at y, noise and all. */
    @ParameterizedTest
    @CsvSource({"100, 0.3, 0.113", "100, 3, 0.228", "100, 10, 0.366", "1000, 0.3, 0.207", "1000, 3, 0.400"})
    void theMeanOfTheEquationsIsThatOfThePage(int steps, double scale, double mean) {
        assertThat(guided(steps, scale, Rows.X, 3L * 64 * 64).mean()).isCloseTo(mean, within(6e-4));
        assertThat(Math.sqrt(guided(100, 3, Rows.X, 3L * 64 * 64).variance())).isCloseTo(0.11, within(1e-3));
        assertThat(AffineRows.posterior(1)).isCloseTo(0.34, within(1e-9));
    }

    /** A nonlinear A is guided by its own derivative. */
    @Test
    void takesAnyDifferentiableOperator() {
        try (var scope = Scope.open()) {
            ForwardOperator a = ForwardOperator.of(x -> x.mul(2).tanh());
            Tensor truth = Rng.of(2).normal(1, 1, SIDE, SIDE).mul(0.2).add(MEAN);
            var measurement = new Measurement(a.apply(truth), a, 0);
            Solver guided = new Dps(gaussian().prior(), new Dps.Config(100, "respaced", 0.5, Dps.Sampler.DDPM));
            Solver free = new Dps(gaussian().prior(), new Dps.Config(100, "respaced", 0, Dps.Sampler.DDPM));

            Tensor near = guided.solve(measurement, run(1)).x();
            Tensor far = free.solve(measurement, run(1)).x();

            assertThat(near.sub(truth).square().mean().item())
                    .isLessThan(0.25 * far.sub(truth).square().mean().item());
        }
    }

    @Test
    void standsAfterEveryStep() {
        try (var scope = Scope.open()) {
            Observers seen = Solved.of(
                            new Dps(gaussian().prior(), new Dps.Config(4, "respaced", 0.5, Dps.Sampler.DDPM)),
                            masked(1),
                            run(1))
                    .seen();

            assertThat(seen.states).extracting(Observers.Stood::step).containsExactly(1, 2, 3, 4);
        }
    }
}
