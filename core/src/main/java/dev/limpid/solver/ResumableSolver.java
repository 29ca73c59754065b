package dev.limpid.solver;

import dev.limpid.operator.Measurement;
import dev.limpid.tensor.Scope;
import dev.limpid.tensor.Tensor;

/**
 * A solver that can go on from where another solve of the same measurement stood, in this process or in another. An
 * undisturbed solve and one that was taken up again give the same bytes on the same machine.
 */
public interface ResumableSolver extends Solver {
    /**
     * The state before the first outer iteration, in the scope that is open.
     *
     * @param seed the prior's initial latent, standard normal, (B, C, H, W): the shape of the images sought
     */
    SolverState begin(Tensor seed);

    /**
     * Solves from a state on, which stays as it is.
     *
     * @param state from {@link #begin}, or what {@link IterateObserver#onOuter} saw of a solver with the same configuration
     * @param observer sees every iterate from there on and may stop the solve
     * @throws IllegalArgumentException if the state is one of another configuration, or the measurement is not one of images
     *     of the state's shape
     * @throws SolverDivergedException if a loss is not a number
     */
    Solution resume(Measurement measurement, SolverState state, IterateObserver observer);

    @Override
    default Solution solve(Measurement measurement, Tensor seed, IterateObserver observer) {
        try (var scope = Scope.open()) {
            Solution solution = resume(measurement, begin(seed), observer);
            scope.keep(solution.x());
            return solution;
        }
    }
}
