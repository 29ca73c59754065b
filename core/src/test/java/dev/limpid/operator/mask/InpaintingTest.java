package dev.limpid.operator.mask;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.limpid.tensor.Rng;
import dev.limpid.tensor.Scope;
import dev.limpid.tensor.Tensor;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class InpaintingTest {
    @ParameterizedTest
    @CsvSource({"0.7, 64, 64, 2867", "0.7, 256, 256, 45875", "0.92, 64, 64, 3768", "0, 8, 8, 0", "0.5, 3, 5, 7"})
    void removesExactlyTheStatedFraction(double fraction, int height, int width, int removed) {
        try (var scope = Scope.open()) {
            Tensor mask = Masks.random(Rng.of(1), fraction, height, width);

            assertThat(mask.shape()).containsExactly(1, 1, height, width);
            assertThat(height * width - mask.sum().item()).isEqualTo(removed);
        }
    }

    @Test
    void drawsTheSameMaskAgainAndAnotherForAnotherImage() {
        try (var scope = Scope.open()) {
            float[] first = Masks.random(Rng.of(1), 0.5, 16, 16).toFloats();

            assertThat(Masks.random(Rng.of(1), 0.5, 16, 16).toFloats()).isEqualTo(first);
            assertThat(Masks.random(Rng.of(1).image(1), 0.5, 16, 16).toFloats()).isNotEqualTo(first);
        }
    }

    @Test
    void removesEveryPixelEquallyOften() {
        var kept = new double[64];
        try (var scope = Scope.open()) {
            for (int image = 0; image < 500; image++) {
                float[] mask = Masks.random(Rng.of(2).image(image), 0.75, 8, 8).toFloats();
                for (int i = 0; i < 64; i++) {
                    kept[i] += mask[i];
                }
            }
        }

        // Binomial(500, 1/4): mean 125, standard deviation 9.7.
        for (double count : kept) {
            assertThat(count).isBetween(125 - 4.5 * 9.7, 125 + 4.5 * 9.7);
        }
    }

    @Test
    void removesABoxThatKeepsItsMargin() {
        try (var scope = Scope.open()) {
            for (int image = 0; image < 50; image++) {
                Tensor mask = Masks.box(Rng.of(3).image(image), 5, 9, 4, 24, 32);
                Tensor removed = Masks.complement(mask);

                assertThat(removed.sum().item()).isBetween(25.0, 81.0);
                assertThat(removed.narrow(2, 4, 16).narrow(3, 4, 24).sum().item())
                        .isEqualTo(removed.sum().item());
            }
        }
    }

    @Test
    void givesEachImageItsOwnMask() {
        try (var scope = Scope.open()) {
            Tensor masks =
                    Tensor.cat(List.of(Masks.of(new float[] {1, 0}, 1, 2), Masks.of(new float[] {0, 1}, 1, 2)), 0);

            Tensor y = new Inpainting(masks).apply(Tensor.full(5, 2, 1, 1, 2));

            assertThat(y.toFloats()).containsExactly(5, 0, 0, 5);
        }
    }

    @ParameterizedTest
    @ValueSource(doubles = {-0.1, 1, 1.5, Double.NaN})
    void refusesAFractionThatIsNone(double fraction) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Masks.random(Rng.of(0), fraction, 8, 8))
                .withMessage("fraction of removed pixels must be at least 0 and below 1, got " + fraction);
    }

    @Test
    void refusesWhatIsNoMask() {
        try (var scope = Scope.open()) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> Masks.of(new float[4], 2, 2))
                    .withMessage("mask is 0 everywhere: it keeps no pixel to restore the image from");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> Masks.of(new float[] {1, 0.5f}, 1, 2))
                    .withMessage("mask values must be 0 (removed) or 1 (kept), found 0.5");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> Masks.of(new float[4], 2, 3))
                    .withMessage("4 mask values do not fill 2 x 3 pixels");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> new Inpainting(Tensor.ones(1, 3, 8, 8)))
                    .withMessage("mask must have shape (1, 1, H, W) or (B, 1, H, W), got [1, 3, 8, 8]");
            assertThatIllegalArgumentException()
                    .isThrownBy(() ->
                            new Inpainting(Tensor.cat(List.of(Tensor.ones(1, 1, 2, 2), Tensor.zeros(1, 1, 2, 2)), 0)))
                    .withMessageContaining("mask is 0 everywhere");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> Masks.box(Rng.of(0), 8, 20, 4, 24, 32))
                    .withMessage("a box of 8 to 20 pixels with a margin of 4 does not fit an image of 24 x 32");
        }
    }

    @Test
    void refusesImagesThatTheMaskDoesNotFit() {
        try (var scope = Scope.open()) {
            var one = new Inpainting(Tensor.ones(1, 1, 64, 64));
            var two = new Inpainting(Tensor.ones(2, 1, 8, 8));

            assertThatIllegalArgumentException()
                    .isThrownBy(() -> one.apply(Tensor.zeros(1, 3, 256, 256)))
                    .withMessage("mask [1, 1, 64, 64] does not fit image [1, 3, 256, 256]: height and width must be the"
                            + " same");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> two.apply(Tensor.zeros(3, 3, 8, 8)))
                    .withMessage("2 masks do not fit 3 images: give one mask, or one for each image");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> two.prox(Tensor.zeros(2, 3, 8, 8), Tensor.zeros(2, 3, 8, 8), -1))
                    .withMessage("rho must be positive and finite, got -1.0");
        }
    }
}
