package dev.limpid.solver;

import dev.limpid.operator.Measurement;
import dev.limpid.tensor.Rng;
import dev.limpid.tensor.Tensor;

/**
 * Estimates an image and what is unknown of the operator that it was measured with. Solvers keep nothing between solves and
 * may be shared by threads.
 */
@FunctionalInterface
public interface BlindSolver {
    /**
     * Solves until the configured end, until the observer says stop, or until the thread is interrupted.
     *
     * @param seed the prior's initial latent, standard normal, (B, C, H, W): the shape of the images sought, which share one θ
     * @param rng what else is drawn; the same streams give the same bytes on the same machine
     * @param observer sees every iterate
     * @throws IllegalArgumentException if the measurement is not one of images of the seed's shape, or its operator has an
     *     unknown that this solver cannot find
     * @throws SolverDivergedException if a loss is not a number
     */
    BlindSolution solve(Measurement measurement, Tensor seed, Rng rng, IterateObserver observer);
}
