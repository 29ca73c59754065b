package dev.limpid.metric;

import dev.limpid.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/** placeholder */
public final class NoiseLevel {
    private NoiseLevel() {}

    /** placeholder */
    public static double estimate(Tensor y, @Nullable Tensor observed) {
        return y.mean().item();
    }
}
