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
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DdimTest {
    private static final NoiseSchedule SCHEDULE = NoiseSchedule.linear();

    /** g(x) = k_x x + k_0 clamp(x̂_0): the coefficients of DMILO's three steps. */
    @ParameterizedTest
    @CsvSource({"999, 666, 0.99451, 0.09849", "666, 333, 0.83003, 0.47748", "333, 0, 0.01211, 0.99311", "0, -1, 0, 1"})
    void aDeterministicStepMixesTheNoisyAndTheCleanImage(int t, int s, double kx, double k0) {
        try (var scope = Scope.open()) {
            Ddim ddim = Ddim.deterministic(SCHEDULE, new TimeGrid.Step(t, s));
            Tensor x = Rng.of(1).normal(1, 1, 4, 4);
            // ε̂ for which x̂_0 is 0.5 everywhere
            Tensor epsilon = x.add(-0.5 * SCHEDULE.alpha(t)).div(SCHEDULE.sigma(t));

            double[] next = ddim.next(x, epsilon, null).toDoubles();

            double[] given = x.toDoubles();
            for (int i = 0; i < next.length; i++) {
                assertThat(next[i]).isCloseTo(kx * given[i] + k0 * 0.5, within(4e-5));
            }
        }
    }

    @Test
    void withoutClippingRederivedNoiseIsTheGivenOne() {
        try (var scope = Scope.open()) {
            Tensor x = Rng.of(2).normal(1, 1, 4, 4);
            Tensor epsilon = Rng.of(3).normal(1, 1, 4, 4);

            Tensor again = new Ddim(SCHEDULE, 500, 200, false, true, 0).next(x, epsilon, null);
            Tensor given = new Ddim(SCHEDULE, 500, 200, false, false, 0).next(x, epsilon, null);

            assertThat(again.sub(given).abs().max().item()).isLessThan(1e-5);
        }
    }

    @Test
    void aSaturatedPixelPassesTheGradientPastTheCleanImage() {
        try (var scope = Scope.open()) {
            Ddim ddim = Ddim.deterministic(SCHEDULE, new TimeGrid.Step(333, 0));
            Tensor x = Tensor.of(new float[] {5, 0.1f}, 1, 1, 1, 2).variable();

            Tensor next = ddim.next(x, Tensor.zeros(1, 1, 1, 2), null);
            double[] gradient = Gradients.of(next.sum(), x)[0].toDoubles();

            double kx = SCHEDULE.sigma(0) / SCHEDULE.sigma(333);
            double k0 = SCHEDULE.alpha(0) - kx * SCHEDULE.alpha(333);
            assertThat(gradient[0]).isCloseTo(kx, within(2e-6));
            assertThat(gradient[1]).isCloseTo(kx + k0 / SCHEDULE.alpha(333), within(1e-5));
        }
    }

    @Test
    void theGradientPassesAtTheBoundsThemselves() {
        try (var scope = Scope.open()) {
            Tensor x = Tensor.of(new float[] {-1, 1, 1.5f}, 1, 1, 1, 3).variable();

            assertThat(Gradients.of(x.clamp(-1, 1).sum(), x)[0].toFloats()).containsExactly(1, 1, 0);
        }
    }

    /** With η = 1 a step has DDPM's variance: c_1² is it, and the whole variance stays 1 − ᾱ_s. */
    @ParameterizedTest
    @ValueSource(doubles = {0.3, 1})
    void noiseEntersWithEtaTimesTheStandardDeviationOfDdpm(double eta) {
        try (var scope = Scope.open()) {
            var ddim = new Ddim(SCHEDULE, 600, 300, true, true, eta);
            Tensor zero = Tensor.zeros(1, 1, 2, 2);

            double c1 = ddim.next(zero, zero, Tensor.ones(1, 1, 2, 2)).max().item();

            assertThat(c1 * c1).isCloseTo(eta * eta * SCHEDULE.variance(600, 300), within(1e-6));
        }
    }

    @Test
    void refusesAnEtaBeyondOneAndNoiseThatIsMissing() {
        assertThatThrownBy(() -> new Ddim(SCHEDULE, 600, 300, true, true, 1.5))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("eta must be between 0 and 1, got 1.5");
        try (var scope = Scope.open()) {
            Tensor x = Tensor.zeros(1, 1, 2, 2);
            assertThatThrownBy(() -> new Ddim(SCHEDULE, 600, 300, true, true, 0.5).next(x, x, null))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("a DDIM step with eta 0.5 needs noise");
        }
    }
}
