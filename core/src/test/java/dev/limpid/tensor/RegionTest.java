package dev.limpid.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RegionTest {
    @ParameterizedTest
    @CsvSource({"70, 41, 30, 7", "1, 100, 0, 99", "16, 16, 15, 15", "33, 32, 32, 31", "64, 64, 0, 0"})
    void aTileIsTouchedByThePixelsThatItOwns(int height, int width, int row, int column) {
        try (var scope = Scope.open()) {
            Tensor masks = Tensor.zeros(2, 1, height, width);
            masks.narrow(0, 1, 1).narrow(2, row, 1).narrow(3, column, 1).assign(Tensor.scalar(-1));
            Region region = Region.of(masks);

            int touched = 0;
            List<Tile> tiles = Tile.grid(
                    Span.inParts(height, Math.min(3, Span.mostParts(height, 8, 8)), 8, 8),
                    Span.inParts(width, Math.min(2, Span.mostParts(width, 8, 8)), 8, 8));
            for (Tile tile : tiles) {
                boolean owns = tile.rows().from() <= row
                        && row < tile.rows().to()
                        && tile.columns().from() <= column
                        && column < tile.columns().to();
                assertThat(region.touches(tile)).matches(touches -> touches || !owns);
                touched += region.touches(tile) ? 1 : 0;
            }

            assertThat(touched).isPositive();
            assertThat(Region.of(masks.zerosLike()).touches(tiles.get(0))).isFalse();
        }
    }

    @Test
    void imagesOfAnotherSizeAreRefused() {
        try (var scope = Scope.open()) {
            Region region = Region.of(Tensor.ones(1, 1, 20, 30));

            region.requireSize(20, 30);
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> region.requireSize(30, 20))
                    .withMessage("a region of images of 30x20 pixels does not fit images of 20x30");
        }
    }

    /** Cells of 16 pixels are told apart. */
    @ParameterizedTest
    @CsvSource({"0, 15, true", "16, 31, false", "0, 0, true", "16, 16, false"})
    void aTileIsNotTouchedByPixelsOfOtherCells(int from, int last, boolean touches) {
        try (var scope = Scope.open()) {
            Tensor mask = Tensor.zeros(1, 1, 64, 64);
            mask.narrow(2, 3, 1).narrow(3, 3, 1).assign(Tensor.scalar(1));
            var span = new Span(0, 64, from, last + 1);

            assertThat(Region.of(mask).touches(new Tile(span, new Span(0, 64, 0, 16))))
                    .isEqualTo(touches);
        }
    }
}
