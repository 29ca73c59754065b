package dev.limpid.cli;

import dev.limpid.tensor.Device;

/**
 * What every computing command needs.
 *
 * @param prior a name of the catalogue, or the path of a checkpoint
 * @param seed of everything that is drawn
 */
record Compute(String prior, long seed, Device device) {}
