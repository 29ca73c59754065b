package dev.limpid.solver;

import dev.limpid.tensor.Device;
import dev.limpid.tensor.Rng;
import dev.limpid.tensor.Tensor;

/**
 * The random numbers of a solve, by purpose and step. Each draw depends on its purpose and step alone, not on what else was
 * drawn or in which order, so that a solve that goes on from a state draws what the undisturbed one draws.
 */
public interface Draws {
    /** The shape of the images sought, (B, C, H, W). */
    long[] shape();

    /**
     * Standard normal deviates in the images' shape: every image has its own stream, whatever the batch.
     *
     * @param step number of the draw for that purpose, from 0
     */
    Tensor normal(String purpose, int step);

    /** The first draw for a purpose. */
    default Tensor normal(String purpose) {
        return normal(purpose, 0);
    }

    /** Standard normal deviates that all images share, in any shape, from the first image's stream. */
    Tensor shared(String purpose, long... shape);

    /**
     * Draws from the streams of a seed.
     *
     * @param seeded the streams of the seed
     * @param first number of the batch's first image among all images
     * @param device of the tensors
     * @param shape of the images sought, (B, C, H, W)
     */
    static Draws of(Rng seeded, long first, Device device, long... shape) {
        return new SeededDraws(seeded, first, device, shape);
    }
}
