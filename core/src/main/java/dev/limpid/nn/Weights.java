package dev.limpid.nn;

import dev.limpid.tensor.Tensor;

/** Where a network takes its weights from when it is built: named tensors, as in a PyTorch state dict. */
@FunctionalInterface
public interface Weights {
    /**
     * The tensor of that name.
     *
     * @throws IllegalArgumentException if there is none, or it has another shape
     */
    Tensor get(String name, long... shape);

    /** The weights whose names begin with {@code prefix} and a dot. */
    default Weights at(String prefix) {
        return (name, shape) -> get(prefix + "." + name, shape);
    }
}
