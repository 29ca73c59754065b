package dev.limpid.solver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.limpid.operator.Measurement;
import dev.limpid.operator.mask.Inpainting;
import dev.limpid.prior.CountingDenoiser;
import dev.limpid.prior.DiffusionPrior;
import dev.limpid.prior.NoiseSchedule;
import dev.limpid.tensor.Scope;
import dev.limpid.tensor.Tensor;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** SITCOM where x̂_0 is an affine function of the network's input. */
class SitcomTest {
    private static final NoiseSchedule SCHEDULE = NoiseSchedule.linear();
    private static final int TIME = 100;

    private static Sitcom.Config config(int innerIterations, double lambda, double margin) {
        return new Sitcom.Config(1, "" + TIME, innerIterations, 0.02, lambda, margin, 0, Start.NOISE);
    }

    private static Solved solve(Sitcom.Config config, Measurement measurement) {
        return Solved.of(new Sitcom(Rows.prior(), config), measurement, Rows.run(measurement.batch()));
    }

    /** The slope w and the offset c of x̂_0 = w v + c. */
    private static double slope() {
        double alphaBar = SCHEDULE.alphaBar(TIME);
        return Math.sqrt(alphaBar) * Rows.VARIANCE / (alphaBar * Rows.VARIANCE + 1 - alphaBar);
    }

    private static double offset() {
        return Rows.MEAN * (1 - slope() * Math.sqrt(SCHEDULE.alphaBar(TIME)));
    }

    /** Without noise and margin: v = (λ x_t + s w (y − s c)) / (λ + s² w²); where s = 0 the input stays as it was. */
    @ParameterizedTest
    @ValueSource(doubles = {0.05, 0.5})
    void findsTheMinimumOfItsObjective(double lambda) {
        try (var scope = Scope.open()) {
            Measurement given = Rows.measurement(1);
            var measurement = new Measurement(given.y(), given.a(), 0);
            double[] latent = Rows.run(1).draws().normal("latent").toDoubles();

            double[] x = solve(config(600, lambda, 0), measurement).x();

            for (int i = 0; i < x.length; i++) {
                double s = Rows.SINGULAR[i / Rows.SIDE];
                double w = slope();
                double v = (lambda * latent[i] + s * w * s * (Rows.X - offset())) / (lambda + s * s * w * w);
                assertThat(x[i]).as("where s = " + s).isCloseTo(clamped(w * v + offset()), within(1e-3));
            }
        }
    }

    private static double clamped(double x) {
        return Math.max(-1, Math.min(1, x));
    }

    /** An image that agrees with its measurement as well as the noise allows is left, and costs nothing more. */
    @Test
    void stopsWhereTheMisfitIsThatOfTheNoise() {
        try (var scope = Scope.open()) {
            var counting = new CountingDenoiser(Rows.prior().denoiser());
            DiffusionPrior prior = Rows.prior().with(counting);
            Measurement measurement = Rows.measurement(1);

            Solved solved = Solved.of(new Sitcom(prior, config(500, 0, 0.001)), measurement, Rows.run(1));

            double[] y = measurement.y().toDoubles();
            double misfit = 0;
            for (int i = 0; i < y.length; i++) {
                misfit += Math.pow(Rows.SINGULAR[i / Rows.SIDE] * solved.x()[i] - y[i], 2);
            }
            assertThat(misfit / y.length).isLessThanOrEqualTo(Math.pow(Rows.SIGMA_Y + 0.001, 2));
            assertThat(counting.backward()).isBetween(2L, 200L);
            assertThat(solved.seen().steps).hasSize((int) counting.backward() - 1);
        }
    }

    /** Pixels that a mask removes have no noise: with them counted, half the pixels would stop at twice the noise's energy. */
    @Test
    void missingPixelsDoNotCount() {
        try (var scope = Scope.open()) {
            Tensor mask = Tensor.cat(
                    List.of(Tensor.full(1, 1, 1, 2, Rows.SIDE), Tensor.zeros(1, 1, Rows.SIDE - 2, Rows.SIDE)), 2);
            // Whatever stands at missing pixels is not looked at.
            Tensor y = Tensor.full(0.6, 1, 1, Rows.SIDE, Rows.SIDE);
            var measurement = new Measurement(y, new Inpainting(mask), 0.1);

            double[] x = solve(config(2000, 0, 0), measurement).x();

            double misfit = 0;
            for (int i = 0; i < 2 * Rows.SIDE; i++) {
                misfit += Math.pow(x[i] - 0.6, 2) / (2 * Rows.SIDE);
            }
            assertThat(Math.sqrt(misfit)).isBetween(0.08, 0.1);
        }
    }

    /** They are done at different iterations. */
    @Test
    void imagesOfABatchStopEachForThemselves() {
        try (var scope = Scope.open()) {
            Sitcom.Config config = config(500, 0, 0.001);
            double[] together = solve(config, Rows.measurement(3)).x();

            Tensor latents = Rows.run(3).draws().normal("latent");
            for (int b = 0; b < 3; b++) {
                Observers run = Observers.from(latents.narrow(0, b, 1).copy());
                double[] alone = Solved.of(new Sitcom(Rows.prior(), config), Rows.measurement(1), run)
                        .x();
                for (int i = 0; i < alone.length; i++) {
                    assertThat(together[b * alone.length + i]).isCloseTo(alone[i], within(2e-6));
                }
            }
        }
    }

    /** c = 1/2 replaces a pixel that is measured as it is, s = 1, and moves the others by s times their misfit. */
    @Test
    void theCorrectionFollowsTheGradientOfTheMisfit() {
        try (var scope = Scope.open()) {
            var corrected = new Sitcom.Config(1, "" + TIME, 1, 0.02, 0, 0.001, 0.5, Start.NOISE);

            double[] plain = solve(config(1, 0, 0.001), Rows.measurement(1)).x();
            double[] x = solve(corrected, Rows.measurement(1)).x();

            for (int i = 0; i < x.length; i++) {
                double s = Rows.SINGULAR[i / Rows.SIDE];
                assertThat(x[i]).isCloseTo(clamped(plain[i] - s * s * (plain[i] - Rows.X)), within(1e-6));
            }
        }
    }
}
