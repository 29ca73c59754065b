package dev.limpid.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.limpid.tensor.Functional;
import dev.limpid.tensor.Rng;
import dev.limpid.tensor.Scope;
import dev.limpid.tensor.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AreaFilterTest {
    @Test
    void meansOfWholeCellsAreThoseOfPooling() {
        try (var scope = Scope.open()) {
            Tensor x = Rng.of(0).normal(1, 3, 24, 36);

            Tensor square = AreaFilter.square(x, false, 8, 12, 1, 4, 6);

            Tensor pooled = Functional.avgPool2d(x, 3).narrow(2, 1, 6).narrow(3, 4, 6);
            assertThat(square.sub(pooled).abs().max().item()).isLessThan(1e-6);
        }
    }

    /** Each pixel cut into as many as the result has, the cells of the result are whole. */
    @ParameterizedTest
    @CsvSource({"6, 9, 0, 0", "7, 10, 2, 3", "9, 14, 4, 9", "10, 14, 5, 8"})
    void meansOfOtherCellsTakePartsOfPixels(int height, int width, int top, int left) {
        try (var scope = Scope.open()) {
            float[] x = Rng.of(0).normal(1, 1, 10, 15).toFloats();

            float[] square = AreaFilter.square(Tensor.of(x, 1, 1, 10, 15), false, height, width, top, left, 5)
                    .toFloats();

            for (int i = 0; i < 25; i++) {
                double sum = 0;
                for (int row = 10 * (top + i / 5); row < 10 * (top + i / 5 + 1); row++) {
                    for (int column = 15 * (left + i % 5); column < 15 * (left + i % 5 + 1); column++) {
                        sum += x[15 * Math.floorDiv(row, height) + Math.floorDiv(column, width)];
                    }
                }
                assertThat((double) square[i]).isCloseTo(sum / 150, within(1e-5));
            }
        }
    }
}
