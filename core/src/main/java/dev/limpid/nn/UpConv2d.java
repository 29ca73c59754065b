package dev.limpid.nn;

import dev.limpid.tensor.Functional;
import dev.limpid.tensor.Tensor;

/** A transposed convolution of cells of 2 × 2 without a bias, which doubles the resolution. */
public record UpConv2d(Tensor weight) {
    public static UpConv2d of(Weights weights, String name, int in, int out) {
        return new UpConv2d(weights.get(name + ".weight", in, out, 2, 2));
    }

    /** x (B, in, H, W) to (B, out, 2 H, 2 W). */
    public Tensor apply(Tensor x) {
        return Functional.convTranspose2d(x, weight, null, 2, 0, 1);
    }

    /** The gradient at x (B, in, H, W), from the gradient at the output. */
    public Tensor backward(Tensor g) {
        return Functional.conv2d(g, weight, null, 2, 0, 1);
    }
}
