package dev.limpid.prior;

import dev.limpid.tensor.Gradients;
import dev.limpid.tensor.Scope;
import dev.limpid.tensor.Tensor;
import java.util.List;

/**
 * The generator G = g_1 ∘ g_2 ∘ … ∘ g_N: g_N takes the latent z_N, g_1 gives the image.
 *
 * <p>Source: Zheng, Li, Liu, ICML 2025, Eq. 9 and 10.
 */
public final class ReverseProcess {
    private final List<ReverseStep> noisiestFirst;

    /** @param noisiestFirst g_N, …, g_1 */
    public ReverseProcess(List<ReverseStep> noisiestFirst) {
        this.noisiestFirst = List.copyOf(noisiestFirst);
        if (noisiestFirst.isEmpty()) {
            throw new IllegalArgumentException("a reverse process needs a step");
        }
    }

    /** N. */
    public int steps() {
        return noisiestFirst.size();
    }

    /** g_i, i = 1 (image side) … N (noise side). */
    public ReverseStep g(int i) {
        return noisiestFirst.get(steps() - i);
    }

    /** The last steps alone: g_1 ∘ … ∘ g_n. */
    public ReverseProcess last(int n) {
        if (n < 1 || n > steps()) {
            throw new IllegalArgumentException("layers must be between 1 and " + steps() + ", got " + n);
        }
        return new ReverseProcess(noisiestFirst.subList(steps() - n, steps()));
    }

    /** The latent that g_n takes when the noisier steps g_N, …, g_{n+1} have run from {@code z}; without gradients. */
    public Tensor latent(int n, Tensor z) {
        Tensor x = z;
        for (int i = steps(); i > n; i--) {
            try (var off = Gradients.off();
                    var step = Scope.open()) {
                x = step.keep(g(i).apply(x));
            }
        }
        return x;
    }

    /** G(z), without gradients. */
    public Tensor generate(Tensor z) {
        return latent(0, z);
    }
}
