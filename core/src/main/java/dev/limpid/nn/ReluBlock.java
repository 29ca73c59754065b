package dev.limpid.nn;

import dev.limpid.tensor.Backward;
import dev.limpid.tensor.Functional;
import dev.limpid.tensor.Scope;
import dev.limpid.tensor.Tensor;

/**
 * The residual block of DRUNet: x + conv₂(relu(conv₁(x))), without biases and without normalisation, so that it is homogeneous
 * and looks at its neighbourhood alone.
 *
 * <p>Source: Zhang et al., "Plug-and-play image restoration with deep denoiser prior", TPAMI 2021, §3.
 */
public record ReluBlock(Conv2dPlain conv1, Conv2dPlain conv2) {
    public static ReluBlock of(Weights weights, String name, int channels) {
        return new ReluBlock(
                Conv2dPlain.of(weights, name + ".res.0", channels, channels),
                Conv2dPlain.of(weights, name + ".res.2", channels, channels));
    }

    /**
     * The output, of x's shape.
     *
     * @param saved takes what {@link #backward} will need: one byte a value
     */
    public Tensor apply(Tensor x, Saved saved) {
        try (var block = Scope.open()) {
            Tensor rectified = Functional.relu(conv1.apply(x));
            if (saved.keeps()) {
                saved.push(block, Backward.passed(rectified));
            }
            return block.keep(Functional.accumulate(conv2.apply(rectified), x));
        }
    }

    /** Puts the output in x's place, in x's own memory, where nothing is to be recorded. */
    public void replace(Tensor x) {
        Strips.add(x, 2, part -> conv2.apply(Functional.relu(conv1.apply(part))));
    }

    /** The gradient at x, from the gradient g at the output. */
    public Tensor backward(Tensor g, Saved saved) {
        Tensor passed = saved.pop();
        try (var block = Scope.open()) {
            Tensor atConv1 = Backward.relu(conv2.backward(g), passed);
            passed.release();
            return block.keep(Functional.accumulate(conv1.backward(atConv1), g));
        }
    }
}
