package dev.limpid.solver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.limpid.operator.Measurement;
import dev.limpid.prior.GaussianPrior;
import dev.limpid.prior.TimeGrid;
import dev.limpid.tensor.Device;
import dev.limpid.tensor.Rng;
import dev.limpid.tensor.Scope;
import dev.limpid.tensor.Tensor;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** MCG with pairs of correlated Gaussian pixels, one of which is measured: the mean of the other follows from the formulas. */
class McgTest {
    private static final int SIDE = 2;
    private static final int IMAGES = 1000;
    private static final double CORRELATION = 0.8;
    private static final double[] VARIANCES = {
        Rows.VARIANCE * (1 + CORRELATION), Rows.VARIANCE * (1 + CORRELATION),
        Rows.VARIANCE * (1 - CORRELATION), Rows.VARIANCE * (1 - CORRELATION)
    };

    /** Pixels i and i + 2 belong together. */
    private static GaussianPrior pairs() {
        float h = (float) Math.sqrt(0.5);
        var basis = new float[] {h, 0, h, 0, 0, h, 0, h, h, 0, -h, 0, 0, h, 0, -h};
        return new GaussianPrior(Tensor.full(Rows.MEAN, 1, 1, SIDE, SIDE), VARIANCES, Tensor.of(basis, 4, 4));
    }

    /** The first row, twofold. */
    private static Diagonal a() {
        return new Diagonal(Tensor.of(new float[] {2, 2, 0, 0}, 1, 1, SIDE, SIDE));
    }

    private static double[] solve(Mcg.Config config) {
        var measurement = new Measurement(a().apply(Tensor.full(Rows.X, IMAGES, 1, SIDE, SIDE)), a(), 0);
        Observers run = Observers.with(Draws.of(Rng.of(5), 0, Device.CPU, IMAGES, 1, SIDE, SIDE));
        return Solved.of(new Mcg(pairs().prior(), config), measurement, run).x();
    }

    private static double[] row(double[] x, int row) {
        return IntStream.range(0, x.length)
                .filter(i -> i / SIDE % SIDE == row)
                .mapToDouble(i -> x[i])
                .toArray();
    }

    /** Mean of the pixel that is not measured. */
    private static double unmeasured(Mcg.Config config) {
        double known = 0;
        double free = 0;
        GaussianPrior prior = pairs();
        for (TimeGrid.Step step : TimeGrid.named(config.grid(), config.steps()).steps()) {
            int t = step.t();
            double a = AffineRows.alpha(t);
            double[] w = prior.weights(t);
            double own = (w[0] + w[2]) / 2;
            double other = (w[0] - w[2]) / 2;
            double x0Known = Rows.MEAN + own * (known - a * Rows.MEAN) + other * (free - a * Rows.MEAN);
            double x0Free = Rows.MEAN + other * (known - a * Rows.MEAN) + own * (free - a * Rows.MEAN);
            double epsilon = (free - a * x0Free) / AffineRows.sigma(t);
            double gradient = 2 * other * (x0Known - Rows.X);
            free = AffineRows.alpha(step.s()) * x0Free
                    + AffineRows.kept(t, step.s(), config.eta()) * epsilon
                    - config.scale() * a * gradient;
            known = AffineRows.alpha(step.s()) * Rows.X;
        }
        return free;
    }

    @ParameterizedTest
    @CsvSource({"20, 1, 1", "20, 0, 0.5", "50, 0.5, 0"})
    void samplesHaveTheMeanOfTheEquations(int steps, double eta, double scale) {
        try (var scope = Scope.open()) {
            var config = new Mcg.Config(steps, "dmplug", eta, scale, Start.NOISE);

            double[] x = solve(config);

            double[] free = row(x, 1);
            double mean = Rows.mean(free);
            double variance = Arrays.stream(free)
                    .map(d -> (d - mean) * (d - mean))
                    .average()
                    .orElseThrow();
            // The two pixels of a row are independent of each other.
            assertThat(mean).isCloseTo(unmeasured(config), within(4 * Math.sqrt(variance / free.length)));
            assertThat(Arrays.stream(row(x, 0))).allMatch(v -> Math.abs(v - Rows.X) < 1e-6);
        }
    }

    /** The projection alone leaves it short of the posterior's mean, and the gradient brings it there, or beyond with many steps. */
    @Test
    void theGradientBringsTheOtherPixelTowardsThePosteriorsMean() {
        double posterior = Rows.MEAN + CORRELATION * (Rows.X - Rows.MEAN);

        double projected = unmeasured(new Mcg.Config(20, "dmplug", 1, 0, Start.NOISE));
        double guided = unmeasured(new Mcg.Config(20, "dmplug", 1, 1, Start.NOISE));

        assertThat(projected).isLessThan(posterior - 0.1);
        assertThat(guided).isCloseTo(posterior, within(0.05));
        assertThat(unmeasured(new Mcg.Config(100, "dmplug", 1, 1, Start.NOISE))).isGreaterThan(posterior + 0.05);
    }
}
