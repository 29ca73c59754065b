package dev.limpid.operator;

import dev.limpid.tensor.Tensor;

/**
 * The noise-free part of a measurement, y = A(x). Differentiable; nothing random: what is drawn (a mask, a kernel) is drawn
 * once, before the operator is made. Neither opens nor closes a {@link dev.limpid.tensor.Scope}.
 */
@FunctionalInterface
public interface ForwardOperator {
    /**
     * A(x).
     *
     * @param x images (B, C, H, W), normally in [−1, 1]; values beyond are not cut
     */
    Tensor apply(Tensor x);

    /** A(x) = x. */
    static LinearOperator identity() {
        return Identity.INSTANCE;
    }
}
