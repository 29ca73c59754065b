package dev.limpid.solver;

import dev.limpid.prior.DiffusionPrior;
import dev.limpid.tensor.Tensor;
import java.util.Map;
import java.util.Optional;

/**
 * The surroundings of a solve: its random draws, where it begins, whom it tells how far it is, and whether it is to go on.
 * Tensors are lent for the call: copy those that are to stay.
 */
public interface Run {
    /** The solve's random numbers; they also know the shape of the images sought. */
    Draws draws();

    /** The state to go on from; empty: the solve begins at its beginning. The solver leaves it as it is. */
    default Optional<State> from() {
        return Optional.empty();
    }

    /**
     * An estimate of the images without a prior, (B, C or 1, H, W) in [−1, 1], for methods that can begin there; where A is unknown, the
     * measurement at its place.
     *
     * @throws IllegalStateException if this run has none
     */
    default Tensor estimate() {
        throw new IllegalStateException("this run has no classical estimate to begin with: begin at noise");
    }

    /**
     * The prior of pictures of kernels that the settings name ({@link SolverConfig#priorOfKernels}): one channel, no weight black and the
     * largest white.
     *
     * @throws IllegalStateException if this run has none
     */
    default DiffusionPrior kernelPrior() {
        throw new IllegalStateException("this run has no prior of kernels");
    }

    /** False once the solve is to stop; asked after every evaluation or so, and the answer stays the same. */
    default boolean goesOn() {
        return true;
    }

    /**
     * Shows an estimate of the images.
     *
     * @param step outer iteration or reverse step, from 0
     * @param x (B, C, H, W); a solve's last one is its result
     */
    default void shows(int step, Stage stage, Tensor x) {}

    /** Shows one inner iteration. */
    default void shows(Inner inner) {}

    /** Shows the state after a complete step, from which another solve can go on. */
    default void stands(State state) {}

    /**
     * One inner iteration.
     *
     * @param step outer iteration or reverse step, from 0
     * @param layer i of the g_i being fitted, 1 … N; 0 for anything else
     * @param iteration inner iteration, from 0
     * @param terms the loss and its terms by name, at the values before the iteration, mean over the images; empty where a
     *     method minimises nothing
     * @param tensors the variables after the iteration and their gradients by name
     */
    record Inner(int step, int layer, int iteration, Map<String, Double> terms, Map<String, Tensor> tensors) {}
}
