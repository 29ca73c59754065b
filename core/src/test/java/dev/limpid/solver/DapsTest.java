package dev.limpid.solver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.limpid.tensor.Scope;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** DAPS where the flow and the chain are affine. */
class DapsTest {
    private static final int IMAGES = 500;
    private static final double RATE = 3e-3;

    private static Daps.Config config(int steps, double sigmaMax, Daps.Chain chain, int chainSteps, double momentum) {
        return new Daps.Config(steps, sigmaMax, 0.05, 3, 0.01, chain, chainSteps, RATE, 0.01, momentum, 0, Start.NOISE);
    }

    /** Mean and covariance of z, the velocity and x̂_0, as the chain changes them. */
    private static final class Moments {
        private double[] mean;
        private double[][] covariance;

        Moments(double mean, double variance) {
            this.mean = new double[] {mean, 0, mean};
            covariance = new double[][] {{variance, 0, variance}, {0, 1, 0}, {variance, 0, variance}};
        }

        /** s ← M s + b + g n. */
        void change(double[][] m, double[] b, double[] g) {
            var nextMean = new double[3];
            var next = new double[3][3];
            for (int i = 0; i < 3; i++) {
                nextMean[i] = b[i];
                for (int j = 0; j < 3; j++) {
                    nextMean[i] += m[i][j] * mean[j];
                    next[i][j] = g[i] * g[j];
                    for (int k = 0; k < 3; k++) {
                        for (int l = 0; l < 3; l++) {
                            next[i][j] += m[i][k] * covariance[k][l] * m[j][l];
                        }
                    }
                }
            }
            mean = nextMean;
            covariance = next;
        }
    }

    /** Mean and variance of the result for a pixel with singular value s. */
    private static double[] moments(Daps.Config config, double s) {
        double[] sigmas = NoiseGrid.edm(config.sigmaMax(), config.sigmaMin(), config.steps() + 1);
        sigmas[config.steps()] = 0;
        double mean = 0;
        double variance = sigmas[0] * sigmas[0];
        for (int k = 0; k < config.steps(); k++) {
            double sigma = sigmas[k];
            double shrinks = 1;
            double[] u = NoiseGrid.edm(sigma, config.odeSigmaMin(), config.odeSteps() + 1);
            for (int i = 0; i < config.odeSteps(); i++) {
                double w = Rows.VARIANCE / (Rows.VARIANCE + u[i] * u[i]);
                shrinks *= 1 + (u[i + 1] - u[i]) / u[i] * (1 - w);
            }
            var moments = new Moments(Rows.MEAN + shrinks * (mean - Rows.MEAN), shrinks * shrinks * variance);
            chain(config, k, s, sigma, moments);
            mean = moments.mean[0];
            variance = moments.covariance[0][0] + sigmas[k + 1] * sigmas[k + 1];
        }
        return new double[] {mean, variance};
    }

    private static void chain(Daps.Config config, int k, double s, double sigma, Moments moments) {
        // τ² = 2 σ_y².
        double weight = 1 / (Rows.SIGMA_Y * Rows.SIGMA_Y);
        double prior = 1 / (sigma * sigma);
        double eta = RATE * (1 - 0.99 * k / (config.steps() + 1));
        double p = s * s * weight + prior;
        double q = s * s * Rows.X * weight;
        double root = Math.sqrt(eta);
        for (int j = 0; j < config.chainSteps(); j++) {
            if (config.chain() == Daps.Chain.LANGEVIN) {
                moments.change(
                        new double[][] {{1 - eta * p, 0, eta * prior}, {0, 1, 0}, {0, 0, 1}},
                        new double[] {eta * q, 0, 0},
                        new double[] {Math.sqrt(2 * eta), 0, 0});
            } else {
                double m = config.momentum();
                double n = Math.sqrt(2 * (1 - m));
                moments.change(
                        new double[][] {{1 - eta * p, root * m, eta * prior}, {-root * p, m, root * prior}, {0, 0, 1}},
                        new double[] {eta * q, root * q, 0},
                        new double[] {root * n, n, 0});
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"6, 1, langevin, 5, 0", "4, 1, langevin, 20, 0", "6, 1, hmc, 5, 0.8", "3, 20, hmc, 6, 0"})
    void samplesHaveTheMeanAndTheVarianceOfTheEquations(
            int steps, double sigmaMax, String chain, int chainSteps, double momentum) {
        try (var scope = Scope.open()) {
            Daps.Config config = config(
                    steps, sigmaMax, chain.equals("hmc") ? Daps.Chain.HMC : Daps.Chain.LANGEVIN, chainSteps, momentum);

            double[] x = Solved.of(new Daps(Rows.prior(), config), Rows.measurement(IMAGES), Rows.run(IMAGES))
                    .x();

            for (int r = 0; r < Rows.SIDE; r++) {
                double[] expected = moments(config, Rows.SINGULAR[r]);
                Rows.requireMoments(Rows.of(x, r), expected[0], expected[1], "where s = " + Rows.SINGULAR[r]);
            }
        }
    }

    /**
     * The published schedule, by the equations. A Gaussian of variance σ² around the end of the flow stands for p(x_0 | x_t), which is
     * narrower: results spread more than the posterior, most where nothing is measured.
     */
    @Test
    void thePublishedScheduleComesNearThePosterior() {
        var config = new Daps.Config(200, 100, 0.1, 5, 0.01, Daps.Chain.LANGEVIN, 100, RATE, 0.01, 0, 0, Start.NOISE);
        for (int r = 0; r < Rows.SIDE; r++) {
            double[] moments = moments(config, Rows.SINGULAR[r]);

            assertThat(moments[0]).isCloseTo(Rows.posteriorMean(r), within(0.01));
            assertThat(Math.sqrt(moments[1]) / Rows.posteriorDeviation(r)).isBetween(1.1, 1.35);
        }
    }

    @Test
    void saysWhereAChainRunsAway() {
        try (var scope = Scope.open()) {
            var config = new Daps.Config(3, 1, 0.05, 2, 0.01, Daps.Chain.LANGEVIN, 200, 1, 1, 0, 0.01, Start.NOISE);
            var solver = new Daps(Rows.prior(), config);

            assertThatThrownBy(() -> solver.solve(Rows.measurement(1), Rows.run(1)))
                    .isInstanceOf(SolverDivergedException.class)
                    .hasMessageStartingWith("DAPS diverged in step 0: the loss is ")
                    .hasMessageEndingWith("with rate 1.0; smaller rates may help");
        }
    }

    @Test
    void refusesSettingsThatMeanNothing() {
        assertThatThrownBy(() -> config(3, 1, Daps.Chain.HMC, 5, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("momentum must be in [0, 1), got 1.0");
        assertThatThrownBy(() -> config(3, 1, Daps.Chain.HMC, 0, 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("chainSteps must be positive, got 0");
    }
}
