package dev.limpid.operator.blur;

import dev.limpid.tensor.DType;
import dev.limpid.tensor.Fourier;
import dev.limpid.tensor.InPlace;
import dev.limpid.tensor.LibTorch;
import dev.limpid.tensor.Scope;
import dev.limpid.tensor.Tensor;

/**
 * The product of one large plane's spectrum with another, back as a plane: F⁻¹(s · F x). Rows are transformed in strips, then columns, which
 * takes no array of the plane's size but its half spectrum, reads and writes the memory in long pieces, and is shared among the processors.
 * The result does not depend on their number.
 *
 * @param spectrum s, (1, 1, H′, W′ / 2 + 1)
 * @param precision of the transforms, real
 */
record StripProduct(Tensor spectrum, DType precision, Correlation.Grid grid) {
    /** Rows or columns of a strip: its arrays have one or two megabytes in single precision, for pictures of twelve megapixels. */
    private static final int STRIP = 64;

    /**
     * Computes it.
     *
     * @param x (1, 1, h, w), at most as large as the grid, beside which it counts as 0
     * @param out (1, 1, h′, w′), at most as large as the grid
     */
    void into(Tensor x, Tensor out) {
        int rows = (int) x.size(2);
        int outRows = (int) out.size(2);
        int columns = (int) spectrum.size(3);
        try (var scope = Scope.open()) {
            Tensor half = Tensor.empty(spectrum.type(), 1, 1, Math.max(rows, outRows), columns);
            strips(
                    rows,
                    (from, count) -> half.narrow(2, from, count)
                            .assign(Fourier.rfft(x.narrow(2, from, count).to(precision), grid.width())));
            strips(columns, (from, count) -> {
                Tensor own = half.narrow(3, from, count);
                Tensor product = Fourier.fftColumns(own.narrow(2, 0, rows), grid.height());
                InPlace.multiply(product, spectrum.narrow(3, from, count));
                own.narrow(2, 0, outRows).assign(Fourier.ifftColumns(product).narrow(2, 0, outRows));
            });
            strips(
                    outRows,
                    (from, count) -> out.narrow(2, from, count)
                            .assign(Fourier.irfft(half.narrow(2, from, count), grid.width())
                                    .narrow(3, 0, out.size(3))));
        }
    }

    /** Something to be done for lines from one on. */
    @FunctionalInterface
    private interface Work {
        void on(int from, int count);
    }

    private static void strips(int lines, Work work) {
        int count = (lines + STRIP - 1) / STRIP;
        int workers = Math.min(count, LibTorch.threads());
        Scope.each(workers, workers > 1, worker -> {
            for (int i = worker; i < count; i += workers) {
                try (var scope = Scope.open()) {
                    work.on(i * STRIP, Math.min(STRIP, lines - i * STRIP));
                }
            }
        });
    }
}
