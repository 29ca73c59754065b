package dev.limpid.prior;

import dev.limpid.tensor.Tensor;

/** One reverse sampling step as a function g from the noisier image to the cleaner one; differentiable. */
@FunctionalInterface
public interface ReverseStep {
    /**
     * The image of the next, cleaner time step.
     *
     * @param x x_t, (B, C, H, W)
     */
    Tensor apply(Tensor x);
}
