package dev.limpid.nn;

import dev.limpid.tensor.Backward;
import dev.limpid.tensor.Functional;
import dev.limpid.tensor.Tensor;

/** A convolution without a bias (cross-correlation), zero-padded; its gradient is linear in g and needs nothing saved. */
public record Conv2dPlain(Tensor weight, int stride, int padding) {
    /** A 3 × 3 layer that keeps the image's size. */
    public static Conv2dPlain of(Weights weights, String name, int in, int out) {
        return new Conv2dPlain(weights.get(name + ".weight", out, in, 3, 3), 1, 1);
    }

    /** A layer of cells of 2 × 2, which halves the resolution. */
    public static Conv2dPlain down(Weights weights, String name, int in, int out) {
        return new Conv2dPlain(weights.get(name + ".weight", out, in, 2, 2), 2, 0);
    }

    /** x (B, in, H, W) to (B, out, H / stride, W / stride). */
    public Tensor apply(Tensor x) {
        return Functional.conv2d(x, weight, null, stride, padding, 1);
    }

    /** The gradient at x (B, in, H, W), from the gradient at the output. */
    public Tensor backward(Tensor g) {
        return Backward.conv2d(
                g, weight, stride, padding, g.size(0), weight.size(1), g.size(2) * stride, g.size(3) * stride);
    }
}
