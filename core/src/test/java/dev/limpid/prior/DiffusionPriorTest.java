package dev.limpid.prior;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.limpid.tensor.Gradients;
import dev.limpid.tensor.Rng;
import dev.limpid.tensor.Scope;
import dev.limpid.tensor.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DiffusionPriorTest {
    private static final NoiseSchedule LINEAR = NoiseSchedule.linear();
    private static final double MEAN = 0.2;
    private static final double VARIANCE = 0.3;

    /** The best noise prediction for independent pixels N(MEAN, VARIANCE), at any time. */
    private static DiffusionPrior gaussian() {
        Denoiser denoiser = (x, t) -> {
            double a = Math.sqrt(LINEAR.alphaBar(t));
            double s2 = 1 - LINEAR.alphaBar(t);
            return x.add(-a * MEAN).mul(Math.sqrt(s2) / (a * a * VARIANCE + s2));
        };
        return new DiffusionPrior(denoiser, LINEAR, 3, 8, 1);
    }

    @ParameterizedTest
    @ValueSource(doubles = {1e-9, 1e-6, 1e-4, 0.01, 0.0123, 0.1, 0.5, 1, 2, 10, 100, 157.4})
    void denoisesAGaussianAtEveryNoise(double sigma) {
        try (var scope = Scope.open()) {
            Tensor x = Rng.of(1).normal(1, 3, 4, 4).mul(Math.sqrt(VARIANCE + sigma * sigma));

            Tensor clean = gaussian().denoise(x, sigma);

            double w = VARIANCE / (VARIANCE + sigma * sigma);
            Tensor expected = x.mul(w).add((1 - w) * MEAN);
            assertThat(clean.sub(expected).abs().max().item()).isLessThan(2e-6 * Math.max(1, sigma));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 17, 500, 999})
    void isTheCleanImageOfTheNoisePredictionAtTheTrainingTimes(int t) {
        try (var scope = Scope.open()) {
            DiffusionPrior prior = TinyUNet.prior(1);
            double alpha = Math.sqrt(LINEAR.alphaBar(t));
            double sigma = LINEAR.noiseToImage(t);
            Tensor xt = Rng.of(2).normal(1, 3, 8, 8);

            Tensor clean = prior.denoise(xt.div(alpha), sigma);

            Tensor epsilon = prior.denoiser().epsilon(xt, t);
            Tensor expected =
                    xt.sub(epsilon.mul(Math.sqrt(1 - LINEAR.alphaBar(t)))).div(alpha);
            assertThat(clean.sub(expected).abs().max().item()).isLessThan(1e-4 * Math.max(1, sigma));
        }
    }

    @ParameterizedTest
    @ValueSource(doubles = {1e-4, 0.003, 0.1, 1, 4})
    void ofALocalNetworkIsTheNetworkInOtherUnits(double sigma) {
        try (var scope = Scope.open()) {
            LocalUNet network = TinyLocalUNet.of(1);
            Tensor x = Rng.of(2).normal(1, 3, 9, 14).variable();
            Tensor g = Rng.of(3).normal(1, 3, 9, 14);

            Tensor clean = DiffusionPrior.of(network).denoise(x, sigma);
            Tensor gradient = Gradients.vjp(clean, g, x)[0];

            Tensor expected =
                    network.denoise(x.mul(0.5).add(0.5), sigma / 2).mul(2).add(-1);
            Tensor expectedGradient = Gradients.vjp(expected, g, x)[0];
            assertThat(clean.sub(expected).abs().max().item()).isLessThan(1e-5);
            assertThat(gradient.sub(expectedGradient).abs().max().item()).isLessThan(1e-5);
        }
    }

    @Test
    void withoutNoiseGivesTheImageBack() {
        try (var scope = Scope.open()) {
            Tensor x = Rng.of(2).normal(1, 3, 8, 8);

            assertThat(TinyLocalUNet.prior(1).denoise(x, 0)).isSameAs(x);
            assertThat(TinyLocalUNet.prior(1)
                            .denoise(x, 1e-12)
                            .sub(x)
                            .abs()
                            .max()
                            .item())
                    .isZero();
            for (double sigma : new double[] {1e-2, 1e-3, 1e-4}) {
                Tensor clean = TinyUNet.prior(1).denoise(x, sigma);
                assertThat(clean.sub(x).abs().max().item()).isLessThan(10 * sigma);
            }
        }
    }

    @Test
    void describesALocalNetwork() {
        try (var scope = Scope.open()) {
            DiffusionPrior prior = TinyLocalUNet.prior(1);

            assertThat(prior.halo()).hasValue(TinyLocalUNet.of(1).config().halo());
            assertThat(prior.stride()).isEqualTo(1);
            assertThat(prior.channels()).isEqualTo(3);
            assertThat(prior.largestSigma()).isEqualTo(4);
            assertThat(prior.with((x, t) -> x).halo()).isEqualTo(prior.halo());
            DiffusionPrior whole = TinyUNet.prior(1);
            assertThat(whole.halo()).isEmpty();
            assertThat(whole.largestSigma()).isCloseTo(157.407, within(1e-3));
        }
    }

    @ParameterizedTest
    @ValueSource(doubles = {-0.1, Double.NaN, Double.POSITIVE_INFINITY})
    void refusesANoiseThatIsNone(double sigma) {
        try (var scope = Scope.open()) {
            Tensor x = Tensor.zeros(1, 3, 8, 8);
            assertThatThrownBy(() -> gaussian().denoise(x, sigma))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("sigma must be a number of at least 0, got " + sigma);
        }
    }
}
