package dev.limpid.nn;

import dev.limpid.tensor.Backward;
import dev.limpid.tensor.Functional;
import dev.limpid.tensor.Tensor;

/** A convolution layer (cross-correlation with a bias), zero-padded. */
public record Conv2d(Tensor weight, Tensor bias, int stride, int padding) implements Layer {
    /** A k × k layer, k odd, that keeps the image's size. */
    public static Conv2d of(Weights weights, int in, int out, int k) {
        return of(weights, in, out, k, 1, k / 2);
    }

    public static Conv2d of(Weights weights, int in, int out, int k, int stride, int padding) {
        return new Conv2d(weights.get("weight", out, in, k, k), weights.get("bias", out), stride, padding);
    }

    /** x (B, in, H, W) to (B, out, H', W'). */
    public Tensor apply(Tensor x) {
        return Functional.conv2d(x, weight, bias, stride, padding, 1);
    }

    /** The gradient at x (B, in, height, width), from the gradient at the output. */
    public Tensor backward(Tensor g, long height, long width) {
        return Backward.conv2d(g, weight, stride, padding, g.size(0), weight.size(1), height, width);
    }

    @Override
    public Tensor apply(Tensor x, Embedding embedding, Saved saved) {
        return apply(x);
    }

    @Override
    public Tensor backward(Tensor g, Embedding embedding, Saved saved) {
        return backward(g, g.size(2) * stride, g.size(3) * stride);
    }
}
