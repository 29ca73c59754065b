package dev.limpid.solver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.limpid.prior.TimeGrid;
import dev.limpid.solver.AffineRows.Affine;
import dev.limpid.solver.AffineRows.Moments;
import dev.limpid.tensor.Scope;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** DDNM and DDNM+ with a Gaussian prior: every step is affine in x_t, and a travel back is affine in the last x̂_0. */
class DdnmTest {
    private static final int IMAGES = 1000;

    /** The published schedule of T = 6, l = 2, r = 2. */
    @Test
    void travelsBackAndSamplesEveryStretchAgain() {
        var config = new Ddnm.Config(6, "dmplug", 0.85, 2, 2);

        assertThat(config.visits()).containsExactly(5, 4, 3, 2, 3, 4, 3, 2, 1, 0, 1, 2, 1, 0, -1);
        assertThat(config.cost().evaluations()).isEqualTo(10);
        assertThat(new Ddnm.Config(3, "dmplug", 0.85, 1, 1).visits()).containsExactly(2, 1, 0, -1);
    }

    private static Moments moments(Ddnm.Config config, double s, double sigmaY) {
        List<TimeGrid.Step> grid = TimeGrid.named(config.grid(), config.steps()).steps();
        int[] times = Arrays.stream(config.visits())
                .map(i -> i < 0 ? -1 : grid.get(grid.size() - 1 - i).t())
                .toArray();
        Moments x = Moments.STANDARD;
        Moments x0 = x;
        for (int k = 1; k < times.length; k++) {
            int t = times[k - 1];
            int next = times[k];
            if (next > t) {
                x = x0.after(new Affine(AffineRows.alpha(next), 0), AffineRows.sigma(next));
                continue;
            }
            x0 = x.after(AffineRows.x0Hat(t), 0);
            x = s == 0 || sigmaY > 0 ? sampled(x, config.eta(), s, sigmaY, t, next) : replaced(x, config, t, next);
        }
        return x;
    }

    /** Measured without noise: x̂_0 is y / s. */
    private static Moments replaced(Moments x, Ddnm.Config config, int t, int next) {
        double eta = config.eta();
        Affine value = Affine.constant(AffineRows.alpha(next) * Rows.X)
                .plus(AffineRows.epsilon(t).times(AffineRows.sigma(next) * Math.sqrt(1 - eta * eta)));
        return x.after(value, eta * AffineRows.sigma(next));
    }

    /** DDNM+ for one coefficient; s = 0 is the null space, of DDNM as well. */
    private static Moments sampled(Moments x, double eta, double s, double sigmaY, int t, int next) {
        double a = AffineRows.alpha(next);
        double sigma = AffineRows.sigma(next);
        double still = sigma * Math.sqrt(1 - eta * eta);
        Affine x0 = AffineRows.x0Hat(t);
        Affine x0Over = x0.minus(Affine.constant(Rows.X));
        if (s == 0) {
            return x.after(x0.times(a).plus(AffineRows.epsilon(t).times(still)), eta * sigma);
        }
        double noise = a * sigmaY / s;
        if (sigma < noise) {
            double lambda = still / noise;
            return x.after(x0.minus(x0Over.times(lambda)).times(a), eta * sigma);
        }
        return x.after(Affine.constant(a * Rows.X), Math.sqrt(sigma * sigma - noise * noise));
    }

    @ParameterizedTest
    @CsvSource({"20, 0.85, 1, 1, 0.1", "20, 0.3, 1, 1, 0", "8, 0.85, 2, 2, 0.1", "8, 0.85, 3, 2, 0", "5, 0, 1, 1, 0.1"})
    void samplesHaveTheMeanAndTheVarianceOfTheEquations(int steps, double eta, int length, int repeat, double sigmaY) {
        try (var scope = Scope.open()) {
            var config = new Ddnm.Config(steps, "dmplug", eta, length, repeat);

            double[] x = Solved.of(new Ddnm(Rows.prior(), config), Rows.measurement(IMAGES, sigmaY), Rows.run(IMAGES))
                    .x();

            AffineRows.requireMoments(x, s -> moments(config, s, sigmaY));
        }
    }

    @Test
    void theMeanIsNearThatOfThePosterior() {
        for (double s : Rows.SINGULAR) {
            double mean = moments(new Ddnm.Config(100, "dmplug", 0.85, 1, 1), s, Rows.SIGMA_Y)
                    .mean();

            assertThat(mean).as("where s = " + s).isCloseTo(AffineRows.posterior(s), within(0.05));
        }
    }

    @Test
    void withoutNoiseMeasuredValuesAreReturnedExactly() {
        try (var scope = Scope.open()) {
            double[] x = Solved.of(
                            new Ddnm(Rows.prior(), new Ddnm.Config(10, "dmplug", 0.85, 1, 1)),
                            Rows.measurement(2, 0),
                            Rows.run(2))
                    .x();

            for (double s : new double[] {0.2, 0.5, 1}) {
                assertThat(Arrays.stream(AffineRows.row(x, s))).allMatch(value -> Math.abs(value - Rows.X) < 1e-6);
            }
        }
    }
}
