package dev.limpid.prior;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.limpid.tensor.Device;
import dev.limpid.tensor.Scope;
import dev.limpid.tensor.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SamplerTest {
    private static Sampler sampler(double eta, long seed) {
        Denoiser halves = (x, t) -> x.mul(0.5);
        var prior = new DiffusionPrior(halves, NoiseSchedule.linear(), 3, 8, 1);
        return new Sampler(prior, TimeGrid.consistent(5), eta, Device.CPU, seed);
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, 1})
    void aPictureFollowsFromTheSeedAndItsNumber(double eta) {
        try (var scope = Scope.open()) {
            Tensor three = sampler(eta, 4).draw(5, 3);

            assertThat(three.shape()).containsExactly(3, 3, 8, 8);
            assertThat(three.abs().max().item()).isLessThanOrEqualTo(1);
            for (int i = 0; i < 3; i++) {
                assertThat(sampler(eta, 4).draw(5 + i, 1).toFloats())
                        .isEqualTo(three.narrow(0, i, 1).toFloats());
            }
            assertThat(sampler(eta, 5).draw(5, 3).toFloats()).isNotEqualTo(three.toFloats());
        }
    }

    @Test
    void refusesANoiseThatThereIsNot() {
        assertThatThrownBy(() -> sampler(1.5, 0)).hasMessage("eta must be 0 to 1, got 1.5");
    }
}
