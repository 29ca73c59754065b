package dev.limpid.solver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.limpid.operator.ForwardOperator;
import dev.limpid.operator.Measurement;
import dev.limpid.operator.mask.Inpainting;
import dev.limpid.operator.mask.Masks;
import dev.limpid.prior.DiffusionPrior;
import dev.limpid.tensor.Device;
import dev.limpid.tensor.Rng;
import dev.limpid.tensor.Scope;
import dev.limpid.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** FAST-DIPS with independent Gaussian pixels. */
class FastDipsTest {
    private static final int N = 3 * Cases.SIDE * Cases.SIDE;

    private static FastDips.Config config(int steps, double epsilon) {
        return new FastDips.Config(steps, 1, 0.05, 3, 1, 200, epsilon, Start.NOISE);
    }

    private static Tensor truth() {
        return Rng.of(6).normal(1, 3, Cases.SIDE, Cases.SIDE).mul(0.2).add(0.1).clamp(-1, 1);
    }

    private static Measurement measured(ForwardOperator a, double noise) {
        Tensor y = a.apply(truth());
        return new Measurement(y.add(Rng.of(7).normal(y.shape()).mul(noise)), a, noise);
    }

    private static Solved solve(DiffusionPrior prior, FastDips.Config config, Measurement measurement) {
        return Solved.of(new FastDips(prior, config), measurement, Observers.with(Cases.draws(3, 0, 1)));
    }

    /** A = I is isotropic, so that each z is (x̂ / γ + ρ b) / (1 / γ + ρ); b, u and v in float64. */
    @Test
    void everyStepOfAdmmIsThatOfAComputationByHand() {
        try (var scope = Scope.open()) {
            double epsilon = 0.4;
            Measurement measurement = measured(ForwardOperator.identity(), 0.1);
            double[] y = measurement.y().toDoubles();
            double[] sigmas = NoiseGrid.edm(1, 0.05, 5);

            Observers seen =
                    solve(Cases.local(4), config(4, epsilon), measurement).seen();

            assertThat(seen.steps).hasSize(3 * 3);
            var u = new double[N];
            var v = new double[N];
            for (Observers.Step step : seen.steps) {
                double precision = 1 / (sigmas[step.step()] * sigmas[step.step()]);
                double[] x0 = step.tensor("x0");
                double[] z = step.tensor("z");
                if (step.inner() == 0) {
                    u = new double[N];
                    v = x0.clone();
                }
                double norm = 0;
                for (int i = 0; i < N; i++) {
                    double expected = (x0[i] * precision + 200 * (v[i] - u[i])) / (precision + 200);
                    assertThat(z[i]).isCloseTo(expected, within(2e-5));
                    norm += Math.pow(z[i] + u[i] - y[i], 2);
                }
                double share = Math.min(1, epsilon / Math.sqrt(norm));
                for (int i = 0; i < N; i++) {
                    v[i] = y[i] + share * (z[i] + u[i] - y[i]);
                    u[i] += z[i] - v[i];
                }
            }
        }
    }

    /** √m σ over the measured values alone, which the residual then has. */
    @Test
    void withoutAnEpsilonTheResidualIsThatOfTheNoise() {
        try (var scope = Scope.open()) {
            Tensor mask = Masks.random(Rng.of(1), 0.5, Cases.SIDE, Cases.SIDE);
            var a = new Inpainting(mask);
            double sigma = 0.1;
            var measurement = new Measurement(
                    a.apply(truth().add(Rng.of(7)
                            .normal(1, 3, Cases.SIDE, Cases.SIDE)
                            .mul(sigma))),
                    a,
                    sigma);
            var config = new FastDips.Config(4, 1, 0.05, 20, 1, 200, 0, Start.NOISE);

            Observers.Step last =
                    solve(Cases.local(4), config, measurement).seen().last(0);

            double[] m = mask.toDoubles();
            double[] y = measurement.y().toDoubles();
            double norm = 0;
            double measured = 0;
            for (int i = 0; i < N; i++) {
                double keep = m[i % m.length];
                norm += Math.pow(keep * last.tensor("z")[i] - y[i], 2);
                measured += keep;
            }
            assertThat(Math.sqrt(norm)).isCloseTo(Math.sqrt(measured) * sigma, within(0.02));
        }
    }

    /** Denoising y = 0.4 by pixels of mean 0.1 and variance 0.04, whose posterior has the mean 0.34. */
    @Test
    void theCorrectedImageHasTheResidualOfTheNoiseAndTheEndIsThatOfThePage() {
        try (var scope = Scope.open()) {
            FastDips.Config config = FastDips.METHOD.preset(Preset.BRIEF, "denoise");
            int side = 64;
            Tensor y = Tensor.full(Rows.X, 1, 3, side, side);
            var measurement = new Measurement(y, ForwardOperator.identity(), Rows.SIGMA_Y);
            Observers run = Observers.with(Draws.of(Rng.of(3), 0, Device.CPU, 1, 3, side, side))
                    .estimating(y);

            double[] x = Solved.of(new FastDips(Cases.local(1e6), config), measurement, run)
                    .x();

            double[] z = run.last(0).tensor("z");
            double squares =
                    Arrays.stream(z).map(v -> Math.pow(v - Rows.X, 2)).average().orElseThrow();
            assertThat(Math.sqrt(squares)).isCloseTo(Rows.SIGMA_Y, within(0.003));
            assertThat(Rows.mean(x)).isCloseTo(0.319, within(0.004));
            assertThat(Rows.deviation(x)).isCloseTo(0.072, within(0.003));
        }
    }

    /** The step is found from the forward difference, and halved where it would go up. */
    @Test
    void theEnergyOfANonlinearOperatorFalls() {
        try (var scope = Scope.open()) {
            ForwardOperator squash = ForwardOperator.of(x -> x.mul(4).tanh());
            var config = new FastDips.Config(4, 1, 0.05, 2, 5, 200, 0.05, Start.NOISE);

            Observers seen =
                    solve(Cases.local(4), config, measured(squash, 0.01)).seen();

            for (int i = 1; i < seen.steps.size(); i++) {
                // A new b begins with every fifth step.
                if (i % 5 != 0) {
                    assertThat(seen.steps.get(i).term("loss"))
                            .isLessThanOrEqualTo(seen.steps.get(i - 1).term("loss") * (1 + 1e-6));
                }
            }
            assertThat(seen.steps.get(9).term("loss"))
                    .isLessThan(0.5 * seen.steps.get(5).term("loss"));
        }
    }

    @Test
    void theResultIsTheLastDenoisedImageAndNearerToTheTruthThanTheMeasurement() {
        try (var scope = Scope.open()) {
            Measurement measurement = measured(ForwardOperator.identity(), 0.2);

            double[] x = solve(Cases.local(4), config(12, 0), measurement).x();

            double[] y = measurement.y().toDoubles();
            double[] t = truth().toDoubles();
            double ours = 0;
            double theirs = 0;
            for (int i = 0; i < N; i++) {
                ours += Math.pow(x[i] - t[i], 2);
                theirs += Math.pow(y[i] - t[i], 2);
            }
            assertThat(ours).isLessThan(0.9 * theirs);
        }
    }

    /** A prior that was trained on less noise is not asked for more. */
    @Test
    void theFirstLevelIsWithinTheRangeOfThePrior() {
        try (var scope = Scope.open()) {
            DiffusionPrior prior = Cases.local(0.5);
            List<Double> sigmas = new ArrayList<>();
            DiffusionPrior noting = prior.with((x, t) -> {
                sigmas.add(prior.schedule().noiseToImage(t));
                return prior.denoiser().epsilon(x, t);
            });

            Measurement measurement = measured(ForwardOperator.identity(), 0.1);
            Observers run = Observers.with(Cases.draws(3, 0, 1)).estimating(measurement.y());
            Solved.of(new FastDips(noting, config(4, 0)), measurement, run);

            assertThat(sigmas).hasSize(4);
            assertThat(sigmas.get(0)).isCloseTo(0.5, within(1e-9));
            assertThat(sigmas).isSortedAccordingTo((a, b) -> Double.compare(b, a));
        }
    }

    @Test
    void refusesSettingsThatDoNothing() {
        assertThatThrownBy(() -> new FastDips.Config(4, 1, 0.05, 1, 1, 200, 0, Start.NOISE))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("admmSteps must be at least 2, for the first leaves the image, got 1");
        assertThatThrownBy(() -> new FastDips.Config(4, 1, 1, 2, 1, 200, 0, Start.NOISE))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("sigmaMin must be positive and less than sigmaMax (1.0), got 1.0");
    }
}
