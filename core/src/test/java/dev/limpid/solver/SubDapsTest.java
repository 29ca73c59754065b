package dev.limpid.solver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.limpid.operator.ForwardOperator;
import dev.limpid.operator.Measurement;
import dev.limpid.operator.blur.Blur;
import dev.limpid.operator.blur.BlurKernel;
import dev.limpid.operator.blur.Boundary;
import dev.limpid.operator.mask.Inpainting;
import dev.limpid.operator.mask.Masks;
import dev.limpid.prior.DiffusionPrior;
import dev.limpid.solver.classical.Classical;
import dev.limpid.tensor.Device;
import dev.limpid.tensor.Rng;
import dev.limpid.tensor.Scope;
import dev.limpid.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** SubDAPS++ with independent Gaussian pixels, on pictures whose sides 4 does not divide. */
class SubDapsTest {
    private static final int HEIGHT = 13;
    private static final int WIDTH = 10;
    private static final double SIGMA = 0.1;

    private static SubDaps.Config config(int steps, double threshold, int coarsest) {
        return new SubDaps.Config(steps, 1, 0.02, 4, threshold, coarsest, Start.CLASSICAL);
    }

    private static Tensor truth(int images) {
        return Rng.of(6).normal(images, 3, HEIGHT, WIDTH).mul(0.2).add(0.1).clamp(-1, 1);
    }

    private static Measurement measured(ForwardOperator a, int images) {
        return measured(a, images, SIGMA);
    }

    private static Measurement measured(ForwardOperator a, int images, double sigma) {
        Tensor y = a.apply(truth(images));
        return new Measurement(y.add(Rng.of(7).normal(y.shape()).mul(sigma)), a, sigma);
    }

    private static Measurement masked(int images) {
        var a = new Inpainting(Masks.random(Rng.of(1), 0.5, HEIGHT, WIDTH));
        return new Measurement(
                a.apply(measured(ForwardOperator.identity(), images).y()), a, SIGMA);
    }

    private static Observers run(Measurement measurement) {
        return Observers.with(Draws.of(Rng.of(3), 0, Device.CPU, measurement.batch(), 3, HEIGHT, WIDTH))
                .estimating(Classical.estimate(measurement));
    }

    private static Solved solve(DiffusionPrior prior, SubDaps.Config config, Measurement measurement) {
        return Solved.of(new SubDaps(prior, config), measurement, run(measurement));
    }

    /** Rows of the images that a prior was asked for. */
    private static List<Long> rows(DiffusionPrior prior, SubDaps.Config config) {
        List<Long> rows = new ArrayList<>();
        DiffusionPrior noting = prior.with((x, t) -> {
            rows.add(x.size(2));
            return prior.denoiser().epsilon(x, t);
        });
        solve(noting, config, masked(1));
        return rows;
    }

    @Test
    void aLocalPriorSeesAQuarterThenHalfThenTheWholeResolution() {
        try (var scope = Scope.open()) {
            DiffusionPrior local = Cases.local(4);

            assertThat(rows(local, config(9, 0, 4))).containsExactly(4L, 4L, 4L, 4L, 7L, 7L, 7L, 13L, 13L);
            assertThat(rows(local, config(9, 0, 2))).containsExactly(7L, 7L, 7L, 7L, 13L, 13L, 13L, 13L, 13L);
            assertThat(rows(local, config(3, 0, 1))).containsOnly(13L);
        }
    }

    @Test
    void aPriorThatIsNotLocalSeesTheWholeResolution() {
        try (var scope = Scope.open()) {
            DiffusionPrior local = Cases.local(4);
            var whole = new DiffusionPrior(local.denoiser(), local.schedule(), 3, HEIGHT, 1);

            assertThat(rows(whole, config(9, 0, 4))).hasSize(9).containsOnly(13L);
        }
    }

    /** At every resolution, with images that take no fresh noise at different steps. */
    @ParameterizedTest
    @CsvSource({"4, 0", "4, 0.012", "2, 1"})
    void goesOnFromAnyStateAsIfItHadNeverStopped(int coarsest, double threshold) {
        try (var scope = Scope.open()) {
            Measurement measurement = masked(2);
            var solver = new SubDaps(Cases.local(4), config(8, threshold, coarsest));
            Solved undisturbed = Solved.of(solver, measurement, run(measurement));

            assertThat(undisturbed.seen().states).hasSize(8);
            for (Observers.Stood stood : undisturbed.seen().states) {
                Solved resumed = Solved.of(solver, measurement, run(measurement).goingOnFrom(stood.state()));
                assertThat(resumed.x()).as("from " + stood.step()).isEqualTo(undisturbed.x());
            }
        }
    }

    /** With a mask the minimum is (M y + ρ x̂) / (M + ρ), which two steps find. */
    @Test
    void theDataStepFindsTheMinimumOfItsObjective() {
        try (var scope = Scope.open()) {
            Measurement measurement = masked(1);
            double[] y = measurement.y().toDoubles();
            double[] m = ((Inpainting) measurement.a()).observed().toDoubles();
            double[] sigmas = NoiseGrid.edm(1, 0.02, 5);

            Observers seen = solve(Cases.local(4), config(5, 0, 1), measurement).seen();

            assertThat(seen.steps).hasSize(4 * 4);
            for (Observers.Step step : seen.steps) {
                double rho = Math.pow(SIGMA / sigmas[step.step()], 2);
                for (int i = 0; i < y.length && step.inner() == 3; i++) {
                    double keep = m[i % m.length];
                    double expected = (y[i] + rho * step.tensor("x0")[i]) / (keep + rho);
                    assertThat(step.tensor("z")[i]).isCloseTo(expected, within(1e-4));
                }
            }
        }
    }

    /** Through the enlargement and without it, of a blur and of an operator that is not linear. */
    @ParameterizedTest
    @CsvSource({"true, 4", "true, 1", "false, 4", "false, 1"})
    void theObjectiveOfADataStepFalls(boolean linear, int coarsest) {
        try (var scope = Scope.open()) {
            ForwardOperator a = linear
                    ? Blur.of(BlurKernel.gaussian(5, 1), Boundary.REFLECT, HEIGHT, WIDTH)
                    : ForwardOperator.of(x -> x.mul(4).tanh());
            Measurement measurement = measured(a, 1);
            Observers run = Observers.with(Draws.of(Rng.of(3), 0, Device.CPU, 1, 3, HEIGHT, WIDTH));
            var config = new SubDaps.Config(6, 1, 0.02, 8, 0, coarsest, Start.NOISE);

            Observers seen = Solved.of(new SubDaps(Cases.local(4), config), measurement, run)
                    .seen();

            assertThat(seen.steps).hasSize(5 * 8);
            for (int i = 1; i < seen.steps.size(); i++) {
                if (seen.steps.get(i).inner() > 0) {
                    assertThat(seen.steps.get(i).term("loss"))
                            .isLessThanOrEqualTo(seen.steps.get(i - 1).term("loss") * (1 + 1e-6));
                }
            }
            assertThat(seen.steps.get(7).term("loss"))
                    .isLessThan(0.98 * seen.steps.get(0).term("loss"));
        }
    }

    /** Without a second opinion of y the clean image is the prior's mean, and the noise that is left is that of the last level. */
    @ParameterizedTest
    @ValueSource(doubles = {0, 1})
    void thePassWithoutEvaluationsLeavesTheNoiseOfTheLastLevel(double threshold) {
        try (var scope = Scope.open()) {
            DiffusionPrior local = Cases.local(4);
            DiffusionPrior certain = local.with((x, t) -> {
                double alphaBar = local.schedule().alphaBar(t);
                return x.add(-0.3 * Math.sqrt(alphaBar)).div(Math.sqrt(1 - alphaBar));
            });
            var a = new Inpainting(Tensor.ones(1, 1, HEIGHT, WIDTH));
            var measurement = new Measurement(Tensor.full(0.3, 1, 3, HEIGHT, WIDTH), a, SIGMA);

            double[] x = solve(certain, config(12, threshold, 1), measurement).x();

            double squares = 0;
            for (double v : x) {
                squares += Math.pow(v - 0.3, 2) / x.length;
            }
            assertThat(Math.sqrt(squares)).isCloseTo(0.02, within(0.004));
        }
    }

    /** Denoising y = 0.4 by pixels of mean 0.1 and variance 0.04: the mean of every step is a number. */
    private static double meanOfTheEquations(SubDaps.Config config, DiffusionPrior prior) {
        double[] sigmas = NoiseGrid.edm(prior, config.sigmaMax(), config.sigmaMin(), config.steps());
        double x = Rows.X;
        double z = x;
        double corrected = x;
        for (int i = 0; i < sigmas.length; i++) {
            double xHat = Rows.denoised(x, sigmas[i]);
            double rho = Math.pow(Rows.SIGMA_Y / sigmas[i], 2);
            double next = i + 1 == sigmas.length ? xHat : (Rows.X + rho * xHat) / (1 + rho);
            if (i > 0) {
                double ratio = sigmas[i] / sigmas[i - 1];
                corrected =
                        ratio * corrected + (1 - ratio) * next + (ratio + (1 - ratio) / Math.log(ratio)) * (next - z);
            }
            z = next;
            x = next;
        }
        return corrected;
    }

    @ParameterizedTest
    @CsvSource({"24, 0.4, 0.02, 0.350", "100, 157.4, 0.01, 0.347"})
    void theMeanIsThatOfTheEquationsAndOfThePage(int steps, double sigmaMax, double sigmaMin, double page) {
        try (var scope = Scope.open()) {
            DiffusionPrior prior = Cases.local(1e6);
            var config = new SubDaps.Config(steps, sigmaMax, sigmaMin, 2, 0, 1, Start.CLASSICAL);
            int side = 64;
            Tensor y = Tensor.full(Rows.X, 1, 3, side, side);
            var measurement = new Measurement(y, ForwardOperator.identity(), Rows.SIGMA_Y);
            Observers run = Observers.with(Draws.of(Rng.of(3), 0, Device.CPU, 1, 3, side, side))
                    .estimating(y);

            double[] x = Solved.of(new SubDaps(prior, config), measurement, run).x();

            double expected = meanOfTheEquations(config, prior);
            assertThat(expected).isCloseTo(page, within(5e-4));
            assertThat(Rows.mean(x)).isCloseTo(expected, within(0.004));
        }
    }

    @ParameterizedTest
    @CsvSource({"4, 0", "1, 0", "1, 0.05"})
    void isNearerToTheTruthThanTheMeasurement(int coarsest, double threshold) {
        try (var scope = Scope.open()) {
            Measurement measurement = measured(ForwardOperator.identity(), 4, 0.4);

            Tensor x = new SubDaps(Cases.local(4), config(12, threshold, coarsest))
                    .solve(measurement, run(measurement))
                    .x();

            double ours = x.sub(truth(4)).square().mean().item();
            double theirs = measurement.y().sub(truth(4)).square().mean().item();
            assertThat(ours).isLessThan(0.5 * theirs);
        }
    }
}
