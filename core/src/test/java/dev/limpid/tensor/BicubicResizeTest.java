package dev.limpid.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BicubicResizeTest {
    private final Scope scope = Scope.open();

    @AfterEach
    void close() {
        scope.close();
    }

    @ParameterizedTest
    @CsvSource({"10, 12, 10, 12", "10, 12, 40, 36", "10, 12, 5, 3", "10, 12, 7, 29", "1, 1, 4, 4", "9, 9, 1, 1"})
    void keepsAConstantImage(int height, int width, int toHeight, int toWidth) {
        Tensor resized = BicubicResize.resize(Tensor.full(0.3, 2, 3, height, width), toHeight, toWidth);

        assertThat(resized.shape()).containsExactly(2, 3, toHeight, toWidth);
        assertThat(resized.add(-0.3).abs().max().item()).isLessThan(1e-6);
    }

    @Test
    void keepsAnImageOfTheSameSize() {
        Tensor x = Rng.of(1).normal(1, 3, 8, 9);

        assertThat(BicubicResize.resize(x, 8, 9).toFloats()).isEqualTo(x.toFloats());
    }

    @Test
    void takesTheWeightsOfTheReferenceWhenItShrinksByFour() {
        // The interior taps 4 o − 6 … of the authors' Resizer, mirrored at their middle.
        double[] half = {
            -0.00170898, -0.01098633, -0.01831055, -0.01196289, 0.02270508, 0.09741211, 0.18188477, 0.24096680
        };

        for (int tap = 0; tap < 16; tap++) {
            var impulse = new float[32];
            impulse[4 * 3 - 6 + tap] = 1;
            float[] y =
                    BicubicResize.resize(Tensor.of(impulse, 1, 1, 1, 32), 1, 8).toFloats();
            assertThat((double) y[3]).isCloseTo(half[Math.min(tap, 15 - tap)], within(1e-7));
        }
    }

    @Test
    void enlargesARampLinearlyAwayFromTheBorder() {
        var ramp = new float[16];
        for (int i = 0; i < 16; i++) {
            ramp[i] = i;
        }

        float[] y = BicubicResize.resize(Tensor.of(ramp, 1, 1, 1, 16), 1, 64).toFloats();

        for (int i = 8; i < 56; i++) {
            assertThat(y[i]).isCloseTo((i + 0.5f) / 4 - 0.5f, within(1e-5f));
        }
    }

    @Test
    void treatsBothDirectionsAlike() {
        Tensor x = Rng.of(2).normal(1, 1, 11, 7);

        float[] turned =
                BicubicResize.resize(x.transpose(2, 3), 5, 13).transpose(2, 3).toFloats();
        float[] straight = BicubicResize.resize(x, 13, 5).toFloats();

        double worst = 0;
        for (int i = 0; i < turned.length; i++) {
            worst = Math.max(worst, Math.abs(turned[i] - straight[i]));
        }
        assertThat(worst).isLessThan(1e-6);
    }

    @Test
    void refusesOtherShapesAndSizes() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> BicubicResize.resize(Tensor.zeros(3, 4), 2, 2))
                .withMessage("resize takes images (B, C, H, W), got " + Arrays.toString(new long[] {3, 4}));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> BicubicResize.resize(Tensor.zeros(1, 1, 3, 4), 0, 2))
                .withMessage("size must be positive, got 2 x 0");
    }
}
