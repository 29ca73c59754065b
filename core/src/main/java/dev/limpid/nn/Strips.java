package dev.limpid.nn;

import dev.limpid.tensor.Device;
import dev.limpid.tensor.InPlace;
import dev.limpid.tensor.Scope;
import dev.limpid.tensor.Tensor;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * x ← x + f(x) in x's own memory, strip by strip of rows, for an f that looks at a neighbourhood alone. The arrays that f makes on its
 * way have the size of a strip then, and stay near the processor; those of a whole photograph would come from the system and go back,
 * page by page, for every layer.
 */
final class Strips {
    /** Values of a strip, 8 MiB: as fast as smaller and larger ones on one and on two cores, within what differs from run to run. */
    private static final long VALUES = 2 << 20;

    /** Rows of a strip, in reaches, at least: a strip computes one above it and one below again. */
    private static final long LEAST_REACHES = 16;

    private Strips() {}

    /**
     * @param x (B, C, H, W), changed in place, without a gradient
     * @param reach rows above and below a row that f looks at; beyond x it must take zeros, and may beyond what it is given
     */
    static void add(Tensor x, int reach, UnaryOperator<Tensor> f) {
        boolean onProcessor = x.device().equals(Device.CPU);
        long rows = Math.max(LEAST_REACHES * reach, VALUES * x.size(2) * x.size(0) / x.count());
        if (!onProcessor || rows >= x.size(2)) {
            try (var all = Scope.open()) {
                InPlace.add(x, f.apply(x));
            }
            return;
        }
        for (int b = 0; b < x.size(0); b++) {
            try (var one = Scope.open()) {
                addByRows(x.narrow(0, b, 1), reach, rows, f);
            }
        }
    }

    /** @param rows of a strip, twice the reach at least */
    static void addByRows(Tensor x, int reach, long rows, UnaryOperator<Tensor> f) {
        long height = x.size(2);
        try (var all = Scope.open()) {
            Tensor above = x.narrow(2, 0, 0);
            for (long from = 0; from < height; from += rows) {
                long own = Math.min(rows, height - from);
                long below = Math.min(reach, height - from - own);
                try (var strip = Scope.open()) {
                    Tensor seen = Tensor.cat(List.of(above, x.narrow(2, from, own + below)), 2);
                    long before = above.size(2);
                    // The next strip sees these rows as they are before this one changes them.
                    above = strip.keep(x.narrow(2, from + own - reach, reach).copy());
                    InPlace.add(x.narrow(2, from, own), f.apply(seen).narrow(2, before, own));
                }
            }
        }
    }
}
