package dev.limpid.solver;

import static dev.limpid.solver.AffineRows.alpha;
import static dev.limpid.solver.AffineRows.alphaBar;
import static dev.limpid.solver.AffineRows.sigma;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.limpid.operator.Measurement;
import dev.limpid.operator.blur.Blur;
import dev.limpid.operator.blur.BlurKernel;
import dev.limpid.operator.blur.Boundary;
import dev.limpid.operator.mask.Inpainting;
import dev.limpid.operator.mask.Masks;
import dev.limpid.prior.TimeGrid;
import dev.limpid.solver.AffineRows.Affine;
import dev.limpid.solver.AffineRows.Moments;
import dev.limpid.tensor.Rng;
import dev.limpid.tensor.Scope;
import dev.limpid.tensor.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** ΠGDM with a Gaussian prior: every step is affine in x_t. */
class PigdmTest {
    private static final int IMAGES = 500;

    private static Pigdm.Config config(int steps, double eta, Pigdm.Guidance guidance, boolean noisy) {
        return new Pigdm.Config(steps, "dmplug", eta, 1, guidance, noisy, Start.NOISE);
    }

    private static Moments moments(Pigdm.Config config, double s) {
        Moments moments = Moments.STANDARD;
        for (TimeGrid.Step step : TimeGrid.named(config.grid(), config.steps()).steps()) {
            int t = step.t();
            double a = alpha(t);
            double next = alpha(step.s());
            double kept = AffineRows.kept(t, step.s(), config.eta());
            Affine x0 = AffineRows.x0Hat(t);
            Affine missing;
            if (config.noisy()) {
                double ratio = Rows.SIGMA_Y * Rows.SIGMA_Y / (1 - alphaBar(t));
                missing = Affine.constant(s * Rows.X).minus(x0.times(s)).times(s / (s * s + ratio));
            } else {
                missing = s > 0 ? Affine.constant(Rows.X).minus(x0) : Affine.constant(0);
            }
            double weight = switch (config.guidance()) {
                case PRODUCT -> a * next;
                case SCORE -> a * (next - kept * a / sigma(t));
                case PLAIN -> a;
            };
            Affine x = x0.times(next)
                    .plus(AffineRows.epsilon(t).times(kept))
                    .plus(missing.times(weight * AffineRows.weight(t)));
            moments = moments.after(x, AffineRows.fresh(t, step.s(), config.eta()));
        }
        return moments;
    }

    @ParameterizedTest
    @CsvSource({"20, 1, PRODUCT, true", "20, 0.5, SCORE, true", "10, 0, PLAIN, true", "10, 1, PRODUCT, false"})
    void samplesHaveTheMeanAndTheVarianceOfTheEquations(int steps, double eta, Pigdm.Guidance guidance, boolean noisy) {
        try (var scope = Scope.open()) {
            Pigdm.Config config = config(steps, eta, guidance, noisy);

            double[] x = Solved.of(
                            new Pigdm(Rows.prior(), config), Rows.measurement(IMAGES, Rows.SIGMA_Y), Rows.run(IMAGES))
                    .x();

            AffineRows.requireMoments(x, s -> moments(config, s));
        }
    }

    /** The guidance by the score is exact but for α_t² and for the variance of x_0 around x̂_0, which is that of a prior of variance 1. */
    @Test
    void theMeanIsBetweenThePriorAndTheMeasurement() {
        for (double s : Rows.SINGULAR) {
            double mean = moments(config(100, 1, Pigdm.Guidance.SCORE, true), s).mean();

            assertThat(mean).as("where s = " + s).isCloseTo(AffineRows.posterior(s), within(0.05));
            assertThat(mean).isBetween(Rows.MEAN - 1e-6, Rows.X);
        }
    }

    /** As in the authors' code. */
    @Test
    void withoutNoiseMeasuredPixelsAreReturnedExactly() {
        try (var scope = Scope.open()) {
            var a = new Inpainting(Masks.random(Rng.of(1), 0.5, Rows.SIDE, Rows.SIDE));
            Tensor truth = Rng.of(6).normal(2, 1, Rows.SIDE, Rows.SIDE).mul(0.2);
            double[] mask = a.observed().toDoubles();

            double[] x = Solved.of(
                            new Pigdm(Rows.prior(), config(5, 1, Pigdm.Guidance.PRODUCT, false)),
                            new Measurement(a.apply(truth), a, 0),
                            Rows.run(2))
                    .x();

            double[] expected = truth.toDoubles();
            for (int i = 0; i < x.length; i++) {
                if (mask[i % mask.length] == 1) {
                    assertThat(x[i]).isEqualTo(expected[i]);
                } else {
                    assertThat(x[i]).isNotEqualTo(expected[i]);
                }
            }
        }
    }

    /** A motion blur with a reflecting border has no pseudo-inverse at hand; conjugate gradients do. */
    @Test
    void takesAnyLinearOperatorWithNoise() {
        try (var scope = Scope.open()) {
            BlurKernel kernel = BlurKernel.of(new double[] {0.2, 0.1, 0, 0.1, 0.2, 0.1, 0, 0.1, 0.2}, 3, 3);
            Blur a = Blur.of(kernel, Boundary.REFLECT, Rows.SIDE, Rows.SIDE);
            Tensor truth = Rng.of(6).normal(1, 1, Rows.SIDE, Rows.SIDE).mul(0.2).add(Rows.MEAN);
            var measurement = new Measurement(a.apply(truth), a, 0.02);
            var prior = Rows.prior();

            Tensor x = new Pigdm(prior, config(50, 1, Pigdm.Guidance.PRODUCT, true))
                    .solve(measurement, Rows.run(1))
                    .x();

            assertThat(a.apply(x).sub(measurement.y()).square().mean().item())
                    .isLessThan(0.1
                            * measurement.y().add(-Rows.MEAN).square().mean().item());
            assertThatThrownBy(() -> new Pigdm(prior, config(5, 1, Pigdm.Guidance.PRODUCT, false))
                            .solve(measurement, Rows.run(1)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageStartingWith("pigdm without noise needs a pseudo-inverse, but the operator is")
                    .hasMessageEndingWith(": set noisy=true");
        }
    }
}
