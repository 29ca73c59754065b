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

    /**
     * Says that the state dict has a tensor which the network never uses, so that its values need not be read.
     *
     * @throws IllegalArgumentException if it is there with another shape
     */
    default void expect(String name, long... shape) {
        get(name, shape);
    }

    /** The weights whose names begin with {@code prefix} and a dot. */
    default Weights at(String prefix) {
        Weights all = this;
        return new Weights() {
            @Override
            public Tensor get(String name, long... shape) {
                return all.get(prefix + "." + name, shape);
            }

            @Override
            public void expect(String name, long... shape) {
                all.expect(prefix + "." + name, shape);
            }
        };
    }
}
