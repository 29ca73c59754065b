package dev.limpid.solver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.limpid.tensor.Device;
import dev.limpid.tensor.Rng;
import dev.limpid.tensor.Scope;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class DrawsTest {
    private static Draws draws(long first, long count) {
        return Draws.of(Rng.of(7), first, Device.CPU, count, 3, 4, 4);
    }

    /** A solve that goes on from a state has not drawn what came before it. */
    @Test
    void aDrawDependsOnItsPurposeAndStepAlone() {
        try (var scope = Scope.open()) {
            Draws all = draws(0, 1);
            all.normal("latent");
            all.normal("step", 0);
            all.normal("step", 1);

            assertThat(all.normal("step", 2).toFloats())
                    .isEqualTo(draws(0, 1).normal("step", 2).toFloats());
            assertThat(all.normal("step", 0).toFloats())
                    .isNotEqualTo(all.normal("step", 1).toFloats())
                    .isNotEqualTo(all.normal("latent", 0).toFloats());
        }
    }

    /** One stream that is read on: step 1 begins where step 0 ended. */
    @Test
    void stepsAreConsecutiveInTheImagesStream() {
        try (var scope = Scope.open()) {
            float[] both = Rng.of(7).image(5).purpose("step").normal(2 * 48).toFloats();

            assertThat(draws(5, 1).normal("step", 0).toFloats()).isEqualTo(Arrays.copyOf(both, 48));
            assertThat(draws(5, 1).normal("step", 1).toFloats()).isEqualTo(Arrays.copyOfRange(both, 48, 96));
        }
    }

    @Test
    void everyImageHasItsOwnStreamWhateverTheBatch() {
        try (var scope = Scope.open()) {
            float[] together = draws(3, 2).normal("step", 4).toFloats();

            assertThat(Arrays.copyOf(together, 48))
                    .isEqualTo(draws(3, 1).normal("step", 4).toFloats());
            assertThat(Arrays.copyOfRange(together, 48, 96))
                    .isEqualTo(draws(4, 1).normal("step", 4).toFloats());
        }
    }

    @Test
    void refusesShapesThatAreNotImages() {
        assertThatThrownBy(() -> Draws.of(Rng.of(7), 0, Device.CPU, 3, 4, 4))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("images have the shape (B, C, H, W), got 3 sizes");
    }
}
