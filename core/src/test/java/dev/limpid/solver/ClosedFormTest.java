package dev.limpid.solver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.limpid.operator.ForwardOperator;
import dev.limpid.operator.LinearOperator;
import dev.limpid.operator.Measurement;
import dev.limpid.operator.mask.Inpainting;
import dev.limpid.operator.mask.Masks;
import dev.limpid.prior.GaussianPrior;
import dev.limpid.prior.NoiseSchedule;
import dev.limpid.prior.ReverseProcess;
import dev.limpid.prior.TimeGrid;
import dev.limpid.tensor.Device;
import dev.limpid.tensor.Rng;
import dev.limpid.tensor.Scope;
import dev.limpid.tensor.Tensor;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * DMILO and DMILO-PGD on generators whose steps are affine, pixel by pixel: g(z) = α z + β. With a mask m the layer's problem
 * falls apart into one of two scalars per pixel, min over (z, ν) of m (α z + β + ν − b)² + λ |ν| + λ_z z², whose solution is
 * known.
 */
class ClosedFormTest {
    private static final int N = 36;
    private static final double ALPHA = 0.8;
    private static final double BETA = 0.05;

    private static Dmilo.Config config(int steps, int outer, int inner, double nuRate, double lambda, double lambdaZ) {
        return new Dmilo.Config(
                new LayerFit(steps, "dmilo", outer, inner, 0.02, nuRate, lambda, lambdaZ, 0), Start.NOISE);
    }

    private static DmiloPgd.Config pgd(int steps, int outer, int inner, double nuRate, double lambdaZ, boolean plain) {
        LayerFit fit = config(steps, outer, inner, nuRate, 0.1, lambdaZ).fit();
        return new DmiloPgd.Config(fit, new DmiloPgd.DataSteps(1, 0, false), plain, Start.NOISE);
    }

    private static Observers run() {
        return Observers.from(seed());
    }

    private static ReverseProcess affine(int steps) {
        return new ReverseProcess(Collections.nCopies(steps, z -> z.mul(ALPHA).add(BETA)));
    }

    private static Tensor seed() {
        return Rng.of(1).purpose("latent").normal(1, 1, 6, 6);
    }

    private static Tensor truth() {
        return Rng.of(1).purpose("truth").normal(1, 1, 6, 6).mul(0.3).clamp(-0.9, 0.9);
    }

    private static Tensor mask() {
        return Masks.random(Rng.of(1), 0.5, 6, 6);
    }

    private static Measurement masked() {
        var a = new Inpainting(mask());
        return new Measurement(a.apply(truth()), a, 0);
    }

    /** z = α (b − β) m / (α² m + λ_z): the ridge regression of b on g. */
    private static double ridge(double b, double m, double lambdaZ) {
        return ALPHA * m * (b - BETA) / (ALPHA * ALPHA * m + lambdaZ);
    }

    @Test
    void withoutDeviationEveryLayerReachesItsRidgeRegression() {
        try (var scope = Scope.open()) {
            Observers seen = run();
            double lambdaZ = 0.05;

            Solution solution = new Dmilo(affine(2), config(2, 1, 800, 0, 0.1, lambdaZ)).solve(masked(), seen);

            double[] y = masked().y().toDoubles();
            double[] m = mask().toDoubles();
            double[] z1 = seen.last(1).tensor("z");
            double[] z2 = seen.last(2).tensor("z");
            double[] x = solution.x().toDoubles();
            for (int i = 0; i < N; i++) {
                assertThat(z1[i]).isCloseTo(ridge(y[i], m[i], lambdaZ), within(1e-3));
                assertThat(z2[i]).isCloseTo(ridge(z1[i], 1, lambdaZ), within(1e-3));
                assertThat(x[i]).isCloseTo(ALPHA * (ALPHA * z2[i] + BETA) + BETA, within(1e-6));
            }
            assertThat(seen.steps).allSatisfy(s -> {
                assertThat(s.tensors()).containsOnlyKeys("z", "gradient z");
                assertThat(s.term("sparsity")).isZero();
            });
        }
    }

    /** min over ν of (r + ν)² + λ |ν| is Huber's function of r. */
    private static double huber(double r, double lambda) {
        return Math.abs(r) <= lambda / 2 ? r * r : lambda * Math.abs(r) - lambda * lambda / 4;
    }

    /** min over z of huber(m (α z + β − b)) + λ_z z²: convex in one variable, by its stationary points. */
    private static double optimum(double b, double m, double lambda, double lambdaZ) {
        double ridge = ridge(b, m, lambdaZ);
        double residual = ALPHA * ridge + BETA - b;
        double z = m == 0 || Math.abs(residual) <= lambda / 2
                ? ridge
                : -Math.signum(residual) * ALPHA * lambda / (2 * lambdaZ);
        double r = m * (ALPHA * z + BETA - b);
        return huber(r, lambda) + lambdaZ * z * z;
    }

    /** λ = 0.03 sends most pixels to the deviation, 0.1 some, 10 none. */
    @ParameterizedTest
    @ValueSource(doubles = {0.03, 0.1, 10})
    void theObjectiveReachesItsOptimumOverLatentAndDeviation(double lambda) {
        try (var scope = Scope.open()) {
            Observers seen = run();
            double lambdaZ = 0.2;

            new Dmilo(affine(1), config(1, 1, 1500, 2e-3, lambda, lambdaZ)).solve(masked(), seen);

            double[] y = masked().y().toDoubles();
            double[] m = mask().toDoubles();
            double expected = 0;
            for (int i = 0; i < N; i++) {
                expected += optimum(y[i], m[i], lambda, lambdaZ) / N;
            }
            // ν keeps stepping around its kink by its rate, which costs λ times that.
            double slack = 1e-6 + 4e-3 * lambda;
            assertThat(seen.last(1).term("loss")).isBetween(expected - 1e-6, expected + slack);
            assertThat(seen.steps.get(0).term("loss")).isGreaterThan(expected + 10 * slack);
        }
    }

    @Test
    void theLossIsTheSumOfItsNamedTerms() {
        try (var scope = Scope.open()) {
            Observers seen = run();
            new Dmilo(affine(2), config(2, 2, 3, 1e-3, 0.1, 0.2)).solve(masked(), seen);

            assertThat(seen.steps)
                    .hasSize(12)
                    .allSatisfy(s -> assertThat(s.term("loss"))
                            .isCloseTo(s.term("fidelity") + s.term("sparsity") + s.term("gaussianity"), within(1e-7)));
        }
    }

    /** The last-time-step variant against Adam's steps computed in float64 with the prior's known coefficients. */
    @Test
    void theLastTimeStepVariantIsThatOfAComputationByHand() {
        try (var scope = Scope.open()) {
            var mean = Rng.of(3).normal(1, 1, 6, 6).mul(0.1);
            var variances = new double[N];
            Arrays.setAll(variances, i -> 0.02 * (1 + i % 5));
            GaussianPrior gaussian = GaussianPrior.independent(mean, variances);
            ReverseProcess generator = gaussian.prior().ddim(TimeGrid.dmilo(3));
            var lts = new Dmilo.Config(new LayerFit(3, "dmilo", 2, 4, 0.02, 1e-3, 0.1, 1e-4, 1), Start.NOISE);
            Measurement measurement = masked();

            double[] x = new Dmilo(generator, lts).solve(measurement, run()).x().toDoubles();

            double[] z = generator.latent(1, seed()).toDoubles();
            double[] expected = lastStepByHand(
                    gaussian, mean.toDoubles(), z, measurement.y().toDoubles());
            assertThat(x).containsExactly(expected, within(2e-5));
        }
    }

    private static double[] lastStepByHand(GaussianPrior gaussian, double[] mu, double[] z, double[] y) {
        NoiseSchedule schedule = NoiseSchedule.linear();
        double kx = schedule.sigma(0) / schedule.sigma(333);
        double k0 = schedule.alpha(0) - kx * schedule.alpha(333);
        double[] m = mask().toDoubles();
        double[] w = gaussian.weights(333);
        var x = new double[N];
        for (int i = 0; i < N; i++) {
            double alpha = kx + k0 * w[i];
            double beta = k0 * (mu[i] - schedule.alpha(333) * w[i] * mu[i]);
            double nu = 0;
            for (int outer = 0; outer < 2; outer++) {
                double mz = 0;
                double vz = 0;
                double mNu = 0;
                double vNu = 0;
                for (int k = 1; k <= 4; k++) {
                    double r = 2 * m[i] * (m[i] * (alpha * z[i] + beta + nu) - y[i]);
                    double gz = (alpha * r + 2e-4 * z[i]) / N;
                    double gNu = (r + 0.1 * Math.signum(nu)) / N;
                    mz = 0.9 * mz + 0.1 * gz;
                    vz = 0.999 * vz + 0.001 * gz * gz;
                    mNu = 0.9 * mNu + 0.1 * gNu;
                    vNu = 0.999 * vNu + 0.001 * gNu * gNu;
                    double c1 = 1 - Math.pow(0.9, k);
                    double c2 = Math.sqrt(1 - Math.pow(0.999, k));
                    z[i] -= 0.02 * mz / c1 / (Math.sqrt(vz) / c2 + 1e-8);
                    nu -= 1e-3 * mNu / c1 / (Math.sqrt(vNu) / c2 + 1e-8);
                }
            }
            x[i] = Math.max(-1, Math.min(1, alpha * z[i] + beta + nu));
        }
        return x;
    }

    @Test
    void theDataStepOfAMaskIsTheBackProjection() {
        try (var scope = Scope.open()) {
            Observers seen = run();

            new DmiloPgd(affine(1), pgd(1, 2, 5, 1e-3, 1e-4, false)).solve(masked(), seen);

            double[] y = masked().y().toDoubles();
            double[] m = mask().toDoubles();
            double[] projection = seen.images.get(1).x();
            for (int i = 0; i < N; i++) {
                assertThat(seen.images.get(0).x()[i]).isEqualTo(m[i] * y[i]);
                assertThat(seen.images.get(2).x()[i]).isCloseTo(m[i] == 1 ? y[i] : projection[i], within(1e-6));
            }
        }
    }

    /** 3 M: ‖AᵀA‖ = 9, so that the default step 1/18 still goes all the way. */
    private record Amplified(Inpainting a) implements LinearOperator {
        @Override
        public Tensor apply(Tensor x) {
            return a.apply(x).mul(3);
        }

        @Override
        public Tensor adjoint(Tensor y) {
            return a.adjoint(y).mul(3);
        }

        @Override
        public double squaredNorm() {
            return 9;
        }

        @Override
        public Amplified to(Device device) {
            return new Amplified(a.to(device));
        }
    }

    @Test
    void theDefaultStepIsHalfTheInverseOfTheSquaredNorm() {
        try (var scope = Scope.open()) {
            Observers seen = run();
            var a = new Amplified(new Inpainting(mask()));

            new DmiloPgd(affine(1), pgd(1, 1, 1, 0, 1e-4, false)).solve(new Measurement(a.apply(truth()), a, 0), seen);

            double[] expected = truth().mul(mask()).toDoubles();
            assertThat(seen.images.get(0).x()).containsExactly(expected, within(1e-6));
        }
    }

    @Test
    void aNormalisedDataStepHasTheLengthOfItsRateForEveryImage() {
        try (var scope = Scope.open()) {
            var a = new Inpainting(mask());
            Tensor images = Tensor.cat(List.of(truth(), truth().mul(0.1)), 0);
            Tensor seeds = Tensor.cat(List.of(seed(), seed()), 0);
            LayerFit fit = config(1, 1, 1, 1e-3, 0.1, 1e-4).fit();
            var config = new DmiloPgd.Config(fit, new DmiloPgd.DataSteps(1, 0.05, true), false, Start.NOISE);
            Observers seen = Observers.from(seeds);

            new DmiloPgd(affine(1), config).solve(new Measurement(a.apply(images), a, 0), seen);

            double[] x = seen.images.get(0).x();
            for (int b = 0; b < 2; b++) {
                double squares =
                        Arrays.stream(x, b * N, (b + 1) * N).map(v -> v * v).sum();
                assertThat(Math.sqrt(squares)).isCloseTo(0.05, within(1e-6));
            }
        }
    }

    /** The first image is y itself where it was observed, so that A of it is DMILO's own target. */
    @Test
    void withoutNoiseTheFirstProjectionOfAMaskIsThatOfDmilo() {
        try (var scope = Scope.open()) {
            float[] dmilo = new Dmilo(affine(2), config(2, 1, 20, 1e-3, 0.1, 1e-4))
                    .solve(masked(), run())
                    .x()
                    .toFloats();
            float[] pgd = new DmiloPgd(affine(2), pgd(2, 1, 20, 1e-3, 1e-4, false))
                    .solve(masked(), run())
                    .x()
                    .toFloats();

            assertThat(pgd).isEqualTo(dmilo);
        }
    }

    /** The plain projection fits the grey of removed pixels too; the guided one leaves them to the prior. */
    @Test
    void onlyThePlainProjectionFitsRemovedPixels() {
        try (var scope = Scope.open()) {
            double lambdaZ = 0.02;
            double[] guided = new DmiloPgd(affine(1), pgd(1, 1, 800, 0, lambdaZ, false))
                    .solve(masked(), run())
                    .x()
                    .toDoubles();
            double[] plain = new DmiloPgd(affine(1), pgd(1, 1, 800, 0, lambdaZ, true))
                    .solve(masked(), run())
                    .x()
                    .toDoubles();

            double[] y = masked().y().toDoubles();
            double[] m = mask().toDoubles();
            for (int i = 0; i < N; i++) {
                assertThat(plain[i]).isCloseTo(ALPHA * ridge(y[i], 1, lambdaZ) + BETA, within(1e-3));
                // Removed: no data, so that z goes to 0 and the image to β.
                assertThat(guided[i]).isCloseTo(m[i] == 1 ? plain[i] : BETA, within(2e-3));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void theSolutionIsTheLastIterateClampedToImages(boolean pgd) {
        try (var scope = Scope.open()) {
            Observers seen = run();
            var bright = new ReverseProcess(List.of(z -> z.mul(0.5).add(1.2)));
            Solver solver = pgd
                    ? new DmiloPgd(bright, pgd(1, 3, 2, 1e-3, 1e-4, false))
                    : new Dmilo(bright, config(1, 3, 2, 1e-3, 0.1, 1e-4));

            Solution solution = solver.solve(masked(), seen);

            assertThat(solution.complete()).isTrue();
            assertThat(seen.images)
                    .filteredOn(i -> i.stage() == Stage.PROJECTION)
                    .hasSize(3);
            assertThat(seen.images)
                    .filteredOn(i -> i.stage() == Stage.DATA_CONSISTENCY)
                    .hasSize(pgd ? 3 : 0);
            double[] x = solution.x().toDoubles();
            assertThat(x).isEqualTo(seen.images.get(seen.images.size() - 1).x());
            assertThat(Arrays.stream(x).max().orElseThrow()).isEqualTo(1);
        }
    }

    /** After a roll every latent is the output of the noisier layer, its deviation included. */
    @Test
    void theLatentsThatAreShownBelongTogether() {
        try (var scope = Scope.open()) {
            Observers seen = run();
            new Dmilo(affine(3), config(3, 2, 10, 1e-2, 0.01, 1e-4)).solve(masked(), seen);

            assertThat(seen.states).hasSize(2);
            for (Observers.Stood stood : seen.states) {
                for (int i = 1; i < 3; i++) {
                    float[] latent = values(stood, "latent." + i);
                    float[] noisier = values(stood, "latent." + (i + 1));
                    float[] nu = values(stood, "deviation." + (i + 1));
                    for (int p = 0; p < N; p++) {
                        assertThat((double) latent[p]).isCloseTo(ALPHA * noisier[p] + BETA + nu[p], within(1e-6));
                    }
                }
                assertThat(values(stood, "deviation.2")).isNotEqualTo(new float[N]);
            }
        }
    }

    private static float[] values(Observers.Stood stood, String name) {
        return Objects.requireNonNull(stood.values().get(name), name);
    }

    @Test
    void aNonlinearOperatorIsFittedThroughItsOwnDerivative() {
        try (var scope = Scope.open()) {
            ForwardOperator squash = ForwardOperator.of(x -> x.mul(2).tanh());
            Measurement measurement = new Measurement(squash.apply(truth()), squash, 0);

            double[] x = new Dmilo(affine(1), config(1, 1, 800, 0, 0.1, 0))
                    .solve(measurement, run())
                    .x()
                    .toDoubles();

            assertThat(x).containsExactly(truth().toDoubles(), within(2e-3));
        }
    }
}
