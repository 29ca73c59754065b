package dev.limpid.checkpoint;

import dev.limpid.nn.Weights;
import dev.limpid.prior.UNetConfig;

/**
 * A prior's weights before they are a network: to be refined.
 *
 * @param architecture of the network
 * @param weights float32, in the scope that was open when they were read
 */
public record PriorWeights(UNetConfig architecture, Weights weights) {}
