package dev.limpid.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.limpid.io.Images;
import dev.limpid.tensor.DType;
import dev.limpid.tensor.Rng;
import dev.limpid.tensor.Scope;
import dev.limpid.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The kinds of pictures, drawn with a few rectangles and waves. */
class PictureKindTest {
    private static final int SIDE = 256;

    private final Scope scope = Scope.open();
    private final Rng rng = Rng.of(4);

    @AfterEach
    void close() {
        scope.close();
    }

    @Test
    void aScanOfTextHasStrokesOnBrightGround() {
        double[] page = filled(0.9);
        for (int line = 20; line < SIDE - 10; line += 14) {
            for (int x = 6; x < SIDE - 6; x += 4 + rng.nextInt(3)) {
                rectangle(page, x, line + rng.nextInt(3), 1 + rng.nextInt(2), 5 + rng.nextInt(4), 0.15);
            }
        }

        assertThat(PictureKind.notice(picture(page, 0.02)))
                .hasValueSatisfying(notice -> assertThat(notice)
                        .contains("strokes on bright ground", "scan of text", "this prior knows photographs"));
    }

    @Test
    void aScreenHasPlainAreas() {
        double[] screen = filled(0.2);
        for (int k = 0; k < 12; k++) {
            rectangle(screen, rng.nextInt(SIDE), rng.nextInt(SIDE), 60, 20, 0.1 * k);
        }

        assertThat(PictureKind.notice(picture(screen, 0)))
                .hasValueSatisfying(notice -> assertThat(notice).contains("on a screen"));
    }

    @Test
    void anXRayIsColourlessOnBlack() {
        var body = new double[SIDE * SIDE];
        for (int i = 0; i < body.length; i++) {
            int row = i / SIDE;
            double x = (i % SIDE - SIDE / 2.0) / 80;
            double y = (row - SIDE / 2.0) / 100;
            body[i] = 0.8 * Math.exp(-Math.pow(x * x + y * y, 2)) * (0.8 + 0.2 * Math.sin(9 * x));
        }

        assertThat(PictureKind.notice(picture(body, 0.02)))
                .hasValueSatisfying(notice -> assertThat(notice).contains("X-ray"));
    }

    @Test
    void aPhotographIsNothingOfThat() throws IOException {
        assertThat(PictureKind.notice(
                        Images.read(Path.of("../samples/chelsea.png")).pixels()))
                .isEmpty();
    }

    @Test
    void aFewPixelsTellNothing() {
        assertThat(PictureKind.notice(Tensor.zeros(1, 3, 40, 300))).isEmpty();
    }

    private static double[] filled(double value) {
        var pixels = new double[SIDE * SIDE];
        Arrays.fill(pixels, value);
        return pixels;
    }

    private static void rectangle(double[] pixels, int left, int top, int width, int height, double value) {
        for (int y = top; y < Math.min(SIDE, top + height); y++) {
            Arrays.fill(pixels, y * SIDE + left, y * SIDE + Math.min(SIDE, left + width), value);
        }
    }

    /** Gray, with noise of that standard deviation of a [0, 1] image. */
    private Tensor picture(double[] pixels, double noise) {
        Tensor x = Tensor.of(pixels, 1, 1, SIDE, SIDE).mul(2).add(-1).to(DType.FLOAT32);
        return x.add(rng.normal(1, 1, SIDE, SIDE).mul(2 * noise)).clamp(-1, 1);
    }
}
