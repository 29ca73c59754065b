package dev.limpid.nn;

import dev.limpid.tensor.Backward;
import dev.limpid.tensor.Functional;
import dev.limpid.tensor.Tensor;

/** x Wᵀ + b. */
public record Linear(Tensor weight, Tensor bias) {
    public static Linear of(Weights weights, int in, int out) {
        return new Linear(weights.get("weight", out, in), weights.get("bias", out));
    }

    /** x (…, in) to (…, out). */
    public Tensor apply(Tensor x) {
        return Functional.linear(x, weight, bias);
    }

    /** The gradient at x (…, in), from the gradient at the output. */
    public Tensor backward(Tensor g) {
        return Backward.linear(g, weight);
    }
}
