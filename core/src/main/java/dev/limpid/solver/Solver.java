package dev.limpid.solver;

import dev.limpid.operator.Measurement;
import dev.limpid.tensor.Tensor;

/** Estimates the images behind a measurement. Solvers keep nothing between solves and may be shared by threads. */
@FunctionalInterface
public interface Solver {
    /**
     * Solves until the configured end, until the observer says stop, or until the thread is interrupted.
     *
     * @param seed the prior's initial latent, standard normal, (B, C, H, W): the shape of the images sought
     * @param observer sees every iterate and may stop the solve
     * @throws IllegalArgumentException if the measurement is not one of images of the seed's shape
     * @throws SolverDivergedException if a loss is not a number
     */
    Solution solve(Measurement measurement, Tensor seed, IterateObserver observer);
}
