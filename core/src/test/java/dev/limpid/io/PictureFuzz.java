package dev.limpid.io;

import static org.assertj.core.api.Assertions.assertThat;

import dev.limpid.tensor.Scope;
import java.io.IOException;

/** This must hold for any bytes: a picture, or one line that says why there is none. */
final class PictureFuzz {
    private static final ReadLimits LIMITS = new ReadLimits(1 << 20, 1 << 20);

    private PictureFuzz() {}

    static void read(byte[] file) {
        for (RangeChoice range : new RangeChoice[] {RangeChoice.NATURAL, RangeChoice.of(-3, 3)}) {
            try (var scope = Scope.open()) {
                PictureFile opened = PictureFile.of(file, "x", LIMITS);
                for (int page = 0; page < Math.min(3, opened.pages()); page++) {
                    Image image = opened.read(page, range);
                    assertThat(image.channels()).isIn(1, 3);
                }
            } catch (IOException e) {
                assertThat(e.getMessage()).startsWith("x: ").doesNotContain("\n");
            }
        }
    }
}
