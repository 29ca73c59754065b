package dev.limpid.nn;

import dev.limpid.tensor.Tensor;

/**
 * A part of a UNet: an image, and what the time step says, to an image.
 *
 * <p>{@link #apply} is recorded by autograd where that is on. With frozen weights {@link #backward} is the cheaper way: it
 * stores two arrays a residual block, where autograd stores seven.
 */
public interface Layer {
    /**
     * The output, (B, C', H', W').
     *
     * @param x (B, C, H, W)
     * @param embedding what the time step (and the class) says
     * @param saved takes what {@link #backward} will need
     */
    Tensor apply(Tensor x, Embedding embedding, Saved saved);

    /** The gradient at x, from the gradient g at the output and what {@link #apply} saved; layers in reverse order. */
    Tensor backward(Tensor g, Embedding embedding, Saved saved);
}
