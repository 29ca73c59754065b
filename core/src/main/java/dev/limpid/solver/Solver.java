package dev.limpid.solver;

import dev.limpid.operator.Measurement;

/** Estimates the images behind a measurement. Solvers keep nothing between solves and may be shared by threads. */
@FunctionalInterface
public interface Solver {
    /**
     * Solves until the configured end, or until the run says stop. A solve that goes on from a state gives the bytes of an
     * undisturbed one on the same machine.
     *
     * @param measurement of images of the draws' shape, on their device
     * @throws IllegalArgumentException if A is of a kind that the method does not take, the measurement does not fit the
     *     images, or the state is another method's or settings'
     * @throws SolverDivergedException if a loss is not a number; if an image is not either, where {@link Method#solver} made the solver
     */
    Solution solve(Measurement measurement, Run run);
}
