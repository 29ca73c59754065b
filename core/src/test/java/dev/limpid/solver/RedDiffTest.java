package dev.limpid.solver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.limpid.operator.Measurement;
import dev.limpid.tensor.Scope;
import dev.limpid.tensor.Tensor;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** RED-diff with a Gaussian prior, whose part of the gradient has the mean λ f(r) α σ (μ − mean) / (α² v + σ²). */
class RedDiffTest {
    private static final double BEGIN = 0.3;

    private static Observers run(int images) {
        return Rows.run(images).estimating(Tensor.full(BEGIN, images, 1, Rows.SIDE, Rows.SIDE));
    }

    private static double weight(RedDiff.Weighting weighting, double r) {
        return switch (weighting) {
            case LINEAR -> r;
            case SQRT -> Math.sqrt(r);
            case SQUARE -> r * r;
            case LOG -> Math.log(1 + r);
            case TRUNC_LINEAR -> Math.min(r, 1);
            case POWER2OVER3 -> Math.pow(r, 2.0 / 3);
            case CONST -> 1;
        };
    }

    @ParameterizedTest
    @EnumSource(RedDiff.Weighting.class)
    void theGradientIsThatOfTheObjectiveInTheMean(RedDiff.Weighting weighting) {
        try (var scope = Scope.open()) {
            int images = 1000;
            int t = 500;
            var config = new RedDiff.Config(1, "500", 0.1, 0.5, weighting, 2, 0);
            Measurement measurement = Rows.measurement(images, Rows.SIGMA_Y);

            Observers seen = Solved.of(new RedDiff(Rows.prior(), config), measurement, run(images))
                    .seen();

            double a = AffineRows.alpha(t);
            double sigma = AffineRows.sigma(t);
            double prior = 0.5 * weight(weighting, sigma / a);
            int pixels = Rows.SIDE * Rows.SIDE;
            for (double s : Rows.SINGULAR) {
                double[] gradients = AffineRows.row(seen.steps.get(0).tensor("gradient"), s);
                double ofPrior = prior * a * sigma * (BEGIN - Rows.MEAN) / (a * a * Rows.VARIANCE + sigma * sigma);
                double ofData = 2 * s * s * (BEGIN - Rows.X);
                // ε̂ − ε moves with ε by −α w.
                double spread = prior * a * AffineRows.weight(t) / pixels / Math.sqrt(gradients.length);
                assertThat(Rows.mean(gradients))
                        .as("where s = " + s)
                        .isCloseTo((ofPrior + ofData) / pixels, within(4 * spread + 1e-7));
            }
        }
    }

    /** The prior's weight falls to 0 with the noise: the end is the least-squares solution where A measures, else the prior's mean. */
    @Test
    void endsAtTheMeasurementAndInTheNullSpaceAtThePriorsMean() {
        try (var scope = Scope.open()) {
            int images = 200;
            var config = new RedDiff.Config(300, "dmplug", 0.02, 0.25, RedDiff.Weighting.LINEAR, 1, 0);

            double[] x = Solved.of(
                            new RedDiff(Rows.prior(), config), Rows.measurement(images, Rows.SIGMA_Y), run(images))
                    .x();

            assertThat(Rows.mean(AffineRows.row(x, 0))).isCloseTo(Rows.MEAN, within(0.02));
            assertThat(Rows.mean(AffineRows.row(x, 0.5))).isCloseTo(Rows.X, within(0.03));
            assertThat(Rows.mean(AffineRows.row(x, 1))).isCloseTo(Rows.X, within(0.01));
        }
    }

    /** The first step of Adam is its rate, against the gradient. */
    @Test
    void aStepIsOneOfAdam() {
        try (var scope = Scope.open()) {
            var config = new RedDiff.Config(2, "500-250", 0.125, 0.25, RedDiff.Weighting.LINEAR, 1, 0);

            Observers seen = Solved.of(new RedDiff(Rows.prior(), config), Rows.measurement(1, 0), run(1))
                    .seen();

            double[] gradient = seen.steps.get(0).tensor("gradient");
            float[] mu = seen.states
                    .get(1)
                    .state()
                    .tensor("mu", 1, 1, Rows.SIDE, Rows.SIDE)
                    .toFloats();
            for (int i = 0; i < gradient.length; i++) {
                assertThat(mu[i]).isCloseTo((float) (BEGIN - 0.125 * Math.signum(gradient[i])), within(1e-4f));
            }
            assertThat(seen.states.get(2).values()).containsOnlyKeys("mu", "m", "v");
        }
    }

    /** x_t is made of images around μ. */
    @Test
    void imagesSpreadAroundMu() {
        try (var scope = Scope.open()) {
            var exact = new RedDiff.Config(1, "300", 0.1, 0, RedDiff.Weighting.LINEAR, 1, 0);
            var spread = new RedDiff.Config(1, "300", 0.1, 0, RedDiff.Weighting.LINEAR, 1, 0.5);
            Measurement measurement = Rows.measurement(300, 0);

            double[] still = gradients(exact, measurement);
            double[] moving = gradients(spread, measurement);

            double scale = 0.5 / (Rows.SIDE * Rows.SIDE);
            double[] differences = new double[still.length];
            Arrays.setAll(differences, i -> (moving[i] - still[i]) / scale);
            double squares =
                    Arrays.stream(differences).map(d -> d * d).average().orElseThrow();
            assertThat(Math.sqrt(squares)).isCloseTo(1, within(0.1));
        }
    }

    private static double[] gradients(RedDiff.Config config, Measurement measurement) {
        Observers seen = Solved.of(new RedDiff(Rows.prior(), config), measurement, run(300))
                .seen();
        return AffineRows.row(seen.steps.get(0).tensor("gradient"), 1);
    }
}
