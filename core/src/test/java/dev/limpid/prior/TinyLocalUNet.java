package dev.limpid.prior;

import java.util.List;

/** Small local networks with random weights, for tests of what does not depend on what a network has learned. */
public final class TinyLocalUNet {
    private TinyLocalUNet() {}

    /** A network of two resolutions behind cells of 2 × 2, for three colours: it pads sides to multiples of 4. */
    public static LocalUNet of(long seed) {
        return of(seed, List.of(4, 6), 2, true);
    }

    /** As a prior of any size. */
    public static DiffusionPrior prior(long seed) {
        return DiffusionPrior.of(of(seed));
    }

    static LocalUNet of(long seed, List<Integer> widths, int unshuffle, boolean residual) {
        return new LocalUNet(new LocalUNetConfig(widths, 2, unshuffle, 3, residual, 4), TinyUNet.weights(seed));
    }
}
