package dev.limpid.io;

import dev.limpid.tensor.Scope;
import dev.limpid.tensor.Tensor;

/** Turns pictures as Exif's orientation says. */
final class Upright {
    private static final int ROWS = 2;
    private static final int COLUMNS = 3;

    private Upright() {}

    /**
     * Turns a picture upright.
     *
     * @param picture (1, C, H, W), released where another one is returned
     * @param orientation 1 to 8: where the first row and the first column of the file belong
     * @return (1, C, H, W), or (1, C, W, H) for 5 to 8
     */
    static Tensor turned(Tensor picture, int orientation) {
        if (orientation == 1) {
            return picture;
        }
        try (var scope = Scope.open()) {
            Tensor turned = orientation >= 5 ? picture.transpose(ROWS, COLUMNS) : picture;
            Tensor upright = scope.keep(
                    switch (orientation) {
                        case 2, 6 -> turned.flip(COLUMNS);
                        case 3, 7 -> turned.flip(ROWS, COLUMNS);
                        case 4, 8 -> turned.flip(ROWS);
                        default -> turned.contiguous();
                    });
            picture.release();
            return upright;
        }
    }
}
