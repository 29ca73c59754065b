package dev.limpid.prior;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.limpid.tensor.Rng;
import dev.limpid.tensor.Scope;
import dev.limpid.tensor.Tensor;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Reverse processes of a Gaussian prior, whose steps are affine maps, against closed forms. */
class ReverseProcessTest {
    private static final NoiseSchedule SCHEDULE = NoiseSchedule.linear();
    private static final int N = 12;

    static List<TimeGrid> grids() {
        return List.of(TimeGrid.dmilo(3), TimeGrid.dmplug(3), TimeGrid.consistent(3), TimeGrid.consistent(20));
    }

    private static Tensor mean() {
        return Rng.of(5).normal(1, 1, 3, 4).mul(0.1);
    }

    /** Between 0.01 and 0.12: narrow enough for x̂_0 to stay off the clamp. */
    private static double[] variances() {
        var v = new double[N];
        for (int i = 0; i < N; i++) {
            v[i] = 0.01 * (i + 1);
        }
        return v;
    }

    @ParameterizedTest
    @MethodSource("grids")
    void everyStepOfIndependentPixelsIsTheAffineMapOfTheClosedForm(TimeGrid grid) {
        try (var scope = Scope.open()) {
            GaussianPrior gaussian = GaussianPrior.independent(mean(), variances());
            Tensor z = Rng.of(6).normal(2, 1, 3, 4);

            double[] ours = gaussian.prior().ddim(grid).generate(z).toDoubles();

            double[] x = z.toDoubles();
            double[] mu = mean().toDoubles();
            for (TimeGrid.Step step : grid.steps()) {
                double kx = SCHEDULE.sigma(step.s()) / SCHEDULE.sigma(step.t());
                double k0 = SCHEDULE.alpha(step.s()) - kx * SCHEDULE.alpha(step.t());
                double[] w = gaussian.weights(step.t());
                for (int i = 0; i < x.length; i++) {
                    double x0 = mu[i % N] + w[i % N] * (x[i] - SCHEDULE.alpha(step.t()) * mu[i % N]);
                    x[i] = kx * x[i] + k0 * x0;
                }
            }
            for (int i = 0; i < x.length; i++) {
                assertThat(ours[i]).isCloseTo(x[i], within(2e-5));
            }
        }
    }

    /** Along every eigenvector of a dense covariance the process is that of an independent pixel. */
    @Test
    void aDenseCovarianceActsAlongItsEigenvectors() {
        try (var scope = Scope.open()) {
            Tensor u = householder();
            var dense = new GaussianPrior(Tensor.zeros(1, 1, 3, 4), variances(), u);
            GaussianPrior diagonal = GaussianPrior.independent(Tensor.zeros(1, 1, 3, 4), variances());
            Tensor z = Rng.of(7).normal(1, 1, 3, 4);
            Tensor rotated = z.reshape(1, N).matmul(u).reshape(1, 1, 3, 4);

            Tensor x = dense.prior().ddim(TimeGrid.dmilo(3)).generate(z);
            Tensor y = diagonal.prior().ddim(TimeGrid.dmilo(3)).generate(rotated);

            Tensor back = x.reshape(1, N).matmul(u).reshape(1, 1, 3, 4);
            assertThat(back.sub(y).abs().max().item()).isLessThan(2e-5);
            assertThat(x.sub(y).abs().max().item()).isGreaterThan(0.01);
        }
    }

    /** I − 2 h hᵀ for a unit vector h: orthonormal and symmetric. */
    private static Tensor householder() {
        Tensor h = Rng.of(8).normal(N, 1);
        Tensor unit = h.div(h.square().sum().sqrt());
        var identity = new float[N * N];
        for (int i = 0; i < N; i++) {
            identity[i * N + i] = 1;
        }
        return Tensor.of(identity, N, N).sub(unit.matmul(unit.transpose(0, 1)).mul(2));
    }

    /** In the limit of small steps the map is x_0 = μ + √(v / (ᾱ v + 1 − ᾱ)) (x_T − √ᾱ μ): noise becomes the image's law. */
    @Test
    void manySmallStepsTurnStandardNoiseIntoTheImagesDistribution() {
        try (var scope = Scope.open()) {
            GaussianPrior gaussian = GaussianPrior.independent(mean(), variances());
            Tensor latent = Rng.of(9).normal(1, 1, 3, 4);

            double[] x = gaussian.prior()
                    .ddim(TimeGrid.consistent(500))
                    .generate(latent)
                    .toDoubles();

            double[] z = latent.toDoubles();
            double[] mu = mean().toDoubles();
            double a = SCHEDULE.alpha(999);
            double s = SCHEDULE.sigma(999);
            for (int i = 0; i < N; i++) {
                double v = variances()[i];
                double expected = mu[i] + Math.sqrt(v / (a * a * v + s * s)) * (z[i] - a * mu[i]);
                assertThat(x[i]).isCloseTo(expected, within(0.05 * Math.sqrt(v)));
            }
        }
    }

    @Test
    void theLastStepsAreThoseOfTheImageSide() {
        ReverseProcess process = new ReverseProcess(List.of(x -> x.add(1), x -> x.mul(2), x -> x.add(-3)));
        try (var scope = Scope.open()) {
            Tensor z = Tensor.of(new float[] {5}, 1, 1, 1, 1);

            assertThat(process.generate(z).item()).isEqualTo(9);
            assertThat(process.latent(2, z).item()).isEqualTo(6);
            assertThat(process.last(2).generate(z).item()).isEqualTo(7);
            assertThat(process.g(1).apply(z).item()).isEqualTo(2);
            assertThat(process.latent(3, z)).isSameAs(z);
        }
    }

    @Test
    void noiseOfASamplerIsAskedForByTime() {
        try (var scope = Scope.open()) {
            DiffusionPrior prior =
                    GaussianPrior.independent(mean(), variances()).prior();
            Tensor z = Rng.of(9).normal(1, 1, 3, 4);
            var times = new java.util.ArrayList<Integer>();

            ReverseProcess sampler = prior.ddim(TimeGrid.dmilo(3), 0.5, t -> {
                times.add(t);
                return Tensor.zeros(1, 1, 3, 4);
            });
            sampler.generate(z);

            assertThat(times).containsExactly(999, 666, 333);
        }
    }

    @Test
    void refusesAnEmptyProcessAndLayersThatItDoesNotHave() {
        assertThatThrownBy(() -> new ReverseProcess(List.of())).isInstanceOf(IllegalArgumentException.class);
        var process = new ReverseProcess(List.of(x -> x));
        assertThatThrownBy(() -> process.last(2))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("layers must be between 1 and 1, got 2");
    }

    @Test
    void countsEvaluationsAndThoseToBeBackPropagated() {
        try (var scope = Scope.open()) {
            DiffusionPrior prior =
                    GaussianPrior.independent(mean(), variances()).prior();
            var counting = new CountingDenoiser(prior.denoiser());
            ReverseProcess process = prior.with(counting).ddim(TimeGrid.dmilo(3));
            Tensor z = Rng.of(9).normal(1, 1, 3, 4);

            process.generate(z);
            process.g(1).apply(z.variable());

            assertThat(counting.all()).isEqualTo(4);
            assertThat(counting.backward()).isEqualTo(1);
        }
    }
}
