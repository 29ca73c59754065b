package dev.limpid.solver;

import dev.limpid.tensor.Tensor;
import java.util.List;
import java.util.Map;

/** Sees a solve while it runs. Tensors are lent for the call: copy what is to stay. */
@FunctionalInterface
public interface IterateObserver {
    /** Whether the solve goes on. */
    enum Decision {
        CONTINUE,
        STOP
    }

    /** What an iterate is the result of. */
    enum Stage {
        /** A step towards the measurement; the prior has not seen it yet. */
        DATA_CONSISTENCY,
        /** The prior's generator. */
        PROJECTION
    }

    /**
     * An estimate of the images.
     *
     * @param outer outer iteration, from 0
     * @param x (B, C, H, W) in [−1, 1]
     * @param latents z_1, …, z_N as the generator has just run through them; empty before a projection
     */
    record Iterate(int outer, Stage stage, Tensor x, List<Tensor> latents) {}

    /**
     * One inner iteration.
     *
     * @param outer outer iteration, from 0
     * @param layer i of the g_i being fitted, 1 … N; 0 for a data-consistency step
     * @param inner inner iteration, from 0
     * @param terms the loss and its terms by name, at the values before the step, mean over the images
     * @param tensors the variables after the step and their gradients by name
     */
    record Inner(int outer, int layer, int inner, Map<String, Double> terms, Map<String, Tensor> tensors) {}

    /** Called after every part of an outer iteration that gives an image. */
    Decision onIterate(Iterate iterate);

    /** Called after every inner iteration. */
    default void onInner(Inner inner) {}

    /** Called after every complete outer iteration that the solve goes on from; {@link ResumableSolver} takes the state. */
    default void onOuter(SolverState state) {}
}
