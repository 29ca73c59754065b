package dev.limpid.checkpoint;

import dev.limpid.nn.Weights;
import dev.limpid.prior.Architecture;
import dev.limpid.prior.UNetConfig;

/**
 * A prior's weights before they are a network: to be refined.
 *
 * @param architecture of the network
 * @param weights float32, in the scope that was open when they were read
 */
public record PriorWeights(Architecture architecture, Weights weights) {
    /** The last layer, whose second half of outputs is the variance. */
    private static final String OUTPUT = "out.2.";

    /** The same network without its learned variance, which neither restoring nor the loss of a training asks for. */
    static PriorWeights withoutVariance(UNetConfig architecture, Weights weights) {
        return new PriorWeights(architecture.withoutVariance(), (name, shape) -> {
            if (!name.startsWith(OUTPUT)) {
                return weights.get(name, shape);
            }
            long[] both = shape.clone();
            both[0] = architecture.outChannels();
            return weights.get(name, both).narrow(0, 0, shape[0]);
        });
    }
}
