package dev.limpid.optim;

import dev.limpid.tensor.Tensor;

/** Changes all weights of a network, in one vector and in place. */
public interface Optimiser {
    /** One step along the gradient {@code g}, of the shape of the weights. */
    void step(Tensor g, double rate);
}
