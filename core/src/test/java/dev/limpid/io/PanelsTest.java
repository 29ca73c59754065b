package dev.limpid.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.limpid.tensor.Scope;
import dev.limpid.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PanelsTest {
    private final Scope scope = Scope.open();

    @TempDir
    Path folder;

    @AfterEach
    void close() {
        scope.close();
    }

    @ParameterizedTest
    @CsvSource({"64, 64, 256, 256", "16, 16, 256, 256", "60, 100, 300, 500", "300, 280, 300, 280", "1, 900, 256, 1800"})
    void makesPanelsOfAtLeast256Pixels(int height, int width, int panelHeight, int panelWidth) throws IOException {
        Image sheet = sheet(new Panels.Panel("x", Tensor.full(-1, 1, 3, height, width)));

        // Margins of 8, and a label of two dots per point above.
        assertThat(sheet.width()).isEqualTo(panelWidth + 16);
        assertThat(sheet.height()).isEqualTo(panelHeight + 18 + 24);
    }

    @Test
    void showsEachPixelAsASquareOfItsColour() throws IOException {
        Tensor red = Tensor.cat(List.of(Tensor.ones(1, 1, 2, 2), Tensor.full(-1, 1, 2, 2, 2)), 1);
        Tensor gray = Tensor.of(new float[] {0, 1, 1, 1}, 1, 1, 2, 2);

        Image sheet = sheet(new Panels.Panel("red", red), new Panels.Panel("gray", gray));

        assertThat(colour(sheet, 8, 34)).containsExactly(1, -1, -1);
        assertThat(colour(sheet, 263, 289)).containsExactly(1, -1, -1);
        assertThat(colour(sheet, 264, 100)).containsExactly(1, 1, 1);
        float[] middle = colour(sheet, 272 + 127, 34 + 127);
        assertThat(middle).containsExactly(1 / 255f, 1 / 255f, 1 / 255f);
        assertThat(colour(sheet, 272 + 128, 34)).containsExactly(1, 1, 1);
    }

    @Test
    void putsPanelsInRows() throws IOException {
        Tensor white = Tensor.ones(1, 1, 64, 64);
        Tensor high = Tensor.ones(1, 1, 300, 280);
        Path file = folder.resolve("rows.png");

        Panels.rows(
                List.of(new Panels.Panel("a", white), new Panels.Panel("b", high), new Panels.Panel("c", white)),
                2,
                file);

        Image sheet = Images.read(file);
        assertThat(sheet.width()).isEqualTo(8 + 264 + 288);
        assertThat(sheet.height()).isEqualTo(8 + 26 + 300 + 8 + 26 + 256 + 8);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Panels.rows(List.of(), 0, file))
                .withMessage("columns must be positive, got 0");
    }

    @Test
    void drawsLabels() throws IOException {
        Tensor white = Tensor.ones(1, 1, 64, 64);

        long blank = blackPixels(sheet(new Panels.Panel("", white)));
        long one = blackPixels(sheet(new Panels.Panel("measurement", white)));
        long both = blackPixels(sheet(new Panels.Panel("measurement 13.2 dB", white)));

        assertThat(blank).isZero();
        assertThat(one).isGreaterThan(300);
        assertThat(both).isGreaterThan(one);
    }

    @Test
    void drawsEveryAsciiCharacterDifferentlyAndAQuestionMarkForOthers() throws IOException {
        List<List<Float>> shapes =
                IntStream.rangeClosed(' ', '~').mapToObj(c -> glyph((char) c)).toList();

        assertThat(shapes).doesNotHaveDuplicates();
        assertThat(glyph('σ')).isEqualTo(glyph('?'));
    }

    @Test
    void widensAPanelForItsLabel() throws IOException {
        Image sheet = sheet(new Panels.Panel("x".repeat(40), Tensor.ones(1, 1, 64, 64)));

        assertThat(sheet.width()).isEqualTo(40 * 12 + 16);
    }

    /** Several pictures of 12 megapixels and their sheet would fill the launcher's heap. */
    @Test
    void scalesLargePicturesDown() throws IOException {
        Image sheet = sheet(new Panels.Panel("large", Tensor.ones(1, 1, 3000, 3001)));

        assertThat(sheet.width()).isEqualTo(1500 + 16);
    }

    @Test
    void scalesThemFurtherDownWhereThereAreMany() throws IOException {
        var panel = new Panels.Panel("large", Tensor.ones(1, 1, 3000, 3001));

        Image sheet = sheet(panel, panel, panel, panel);

        assertThat(sheet.width()).isEqualTo(4 * (1000 + 8) + 8);
    }

    @Test
    void laysABatchOutAsAGrid() throws IOException {
        Tensor batch = Tensor.full(-1, 5, 3, 4, 6);
        Path file = folder.resolve("grid.png");

        Panels.grid(batch, 3, 2, file);
        Image grid = Images.read(file);

        assertThat(grid.width()).isEqualTo(3 * (12 + 2) + 2);
        assertThat(grid.height()).isEqualTo(2 * (8 + 2) + 2);
        assertThat(blackPixels(grid)).isEqualTo(5 * 12 * 8);
    }

    @Test
    void enlargesTheSmallPicturesOfAGridThatIsAboutSquare() throws IOException {
        Path file = folder.resolve("grid.png");

        Panels.grid(Tensor.full(-1, 5, 1, 100, 60), file);

        Image grid = Images.read(file);
        assertThat(grid.width()).isEqualTo(3 * (3 * 60 + 2) + 2);
        assertThat(grid.height()).isEqualTo(2 * (3 * 100 + 2) + 2);
    }

    @Test
    void refusesWhatIsNotAPicture() {
        Path file = folder.resolve("x.png");

        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Panels.Panel("x", Tensor.zeros(2, 3, 4, 4)))
                .withMessage("a panel shows a picture (1, 1 or 3, H, W), got Tensor[2, 3, 4, 4] FLOAT32");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Panels.sideBySide(List.of(), file))
                .withMessageContaining("side by side needs at least one panel");
        assertThatIllegalArgumentException().isThrownBy(() -> Panels.grid(Tensor.zeros(1, 3, 4, 4), 0, 1, file));
        assertThat(Files.exists(file)).isFalse();
    }

    private Image sheet(Panels.Panel... panels) throws IOException {
        Path file = folder.resolve("panels.png");
        Panels.sideBySide(List.of(panels), file);
        return Images.read(file);
    }

    private static List<Float> glyph(char character) {
        Pixels8 picture = Pixels8.blank(7, 5, 255);
        BitmapFont.draw(picture, String.valueOf(character), 0, 0, 1, 0);
        return IntStream.range(0, 35)
                .mapToObj(i -> (float) picture.sample(0, i / 5, i % 5))
                .toList();
    }

    private static float[] colour(Image image, int x, int y) {
        return image.pixels().narrow(2, y, 1).narrow(3, x, 1).toFloats();
    }

    private static long blackPixels(Image image) {
        return (long) image.pixels().narrow(1, 0, 1).mul(-1).greater(0.99).sum().item();
    }
}
