package dev.limpid.training;

import dev.limpid.prior.DiffusionPrior;
import dev.limpid.tensor.Device;
import dev.limpid.tensor.Tensor;

/** A network with its weights, as its {@link Objective} trains it. */
interface Learner {
    /**
     * The loss of a batch, averaged over its pictures; recorded by autograd for the weights where that is on.
     *
     * @param bfloat16 whether the network may compute its products in bfloat16
     */
    Tensor loss(Batch batch, Device device, boolean bfloat16);

    /** The network as a prior, with the weights as they are now and will be. */
    DiffusionPrior prior();
}
