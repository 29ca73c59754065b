package dev.limpid.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.limpid.operator.mask.Inpainting;
import dev.limpid.operator.mask.Masks;
import dev.limpid.operator.resize.SuperResolution;
import dev.limpid.tensor.Rng;
import dev.limpid.tensor.Scope;
import dev.limpid.tensor.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NoiseTest {
    private static final Rng RNG = Rng.of(1);

    @Test
    void hasTheStatedStandardDeviationAndMeanZero() {
        try (var scope = Scope.open()) {
            Tensor truth = Tensor.full(0.5, 2, 3, 128, 128);

            Measurement m = Measurement.simulate(truth, ForwardOperator.identity(), Noise.gaussian(0.05), RNG);

            Tensor noise = m.y().sub(truth);
            double count = noise.count();
            assertThat(noise.mean().item()).isCloseTo(0, within(4 * 0.05 / Math.sqrt(count)));
            assertThat(Math.sqrt(noise.square().mean().item()))
                    .isCloseTo(0.05, within(4 * 0.05 / Math.sqrt(2 * count)));
            assertThat(m.noiseLevel()).isEqualTo(0.05);
        }
    }

    @Test
    void doesNotDependOnHowImagesAreCutIntoBatches() {
        try (var scope = Scope.open()) {
            Tensor truth = Rng.of(2).normal(4, 3, 16, 16);
            var a = SuperResolution.bicubic(2, 16, 16);
            Noise noise = Noise.gaussian(0.1);

            Tensor together = Measurement.simulate(truth, a, noise, RNG).y();
            Tensor third = Measurement.simulate(truth.narrow(0, 2, 1), a, noise, RNG, 2)
                    .y();

            assertThat(together.narrow(0, 2, 1).sub(third).abs().max().item()).isLessThan(1e-6);
            assertThat(together.narrow(0, 1, 1)
                            .sub(a.apply(truth).narrow(0, 1, 1))
                            .toFloats())
                    .isNotEqualTo(third.sub(a.apply(truth).narrow(0, 2, 1)).toFloats());
        }
    }

    @Test
    void isTheSameAgainFromTheSameSeed() {
        try (var scope = Scope.open()) {
            Tensor truth = Tensor.zeros(1, 3, 8, 8);
            Noise noise = Noise.gaussian(1);
            var a = ForwardOperator.identity();

            float[] first = Measurement.simulate(truth, a, noise, RNG).y().toFloats();

            assertThat(Measurement.simulate(truth, a, noise, RNG).y().toFloats())
                    .isEqualTo(first);
            assertThat(Measurement.simulate(truth, a, noise, Rng.of(9)).y().toFloats())
                    .isNotEqualTo(first);
        }
    }

    @Test
    void sparesWhatWasNotObservedUnlessAskedNotTo() {
        try (var scope = Scope.open()) {
            var a = new Inpainting(Masks.of(new float[] {1, 0, 0, 1}, 2, 2));
            Tensor truth = Tensor.full(0.2, 1, 1, 2, 2);
            Noise.Gaussian noise = Noise.gaussian(0.3);

            float[] observed = Measurement.simulate(truth, a, noise, RNG).y().toFloats();
            float[] all = Measurement.simulate(truth, a, noise.onAllEntries(), RNG)
                    .y()
                    .toFloats();

            assertThat(observed[1]).isZero();
            assertThat(observed[2]).isZero();
            assertThat(all[1]).isNotZero();
            assertThat(all[2]).isNotZero();
            assertThat(all[0]).isEqualTo(observed[0]).isNotEqualTo(0.2f);
        }
    }

    @Test
    void isNotClippedAndMayBeNone() {
        try (var scope = Scope.open()) {
            Tensor truth = Tensor.ones(1, 3, 16, 16);
            var a = ForwardOperator.identity();

            assertThat(Measurement.simulate(truth, a, Noise.gaussian(0.5), RNG)
                            .y()
                            .max()
                            .item())
                    .isGreaterThan(1);
            assertThat(Measurement.simulate(truth, a, Noise.gaussian(0), RNG)
                            .y()
                            .toFloats())
                    .isEqualTo(truth.toFloats());
        }
    }

    @ParameterizedTest
    @ValueSource(doubles = {-0.01, Double.NaN, Double.POSITIVE_INFINITY})
    void refusesALevelThatIsNone(double sigma) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Noise.gaussian(sigma))
                .withMessage("noise sigma must be finite and not negative, got " + sigma);
    }
}
