package dev.limpid.solver;

import dev.limpid.tensor.Tensor;
import java.util.List;

/**
 * The result of a solve, in the scope that was open around it.
 *
 * @param x the last iterate, (B, C, H, W) in [−1, 1]
 * @param unknowns θ, the operator's unknowns as they were found, in its order; empty where A was known
 * @param complete false if the solve was stopped before its configured end
 */
public record Solution(Tensor x, List<Tensor> unknowns, boolean complete) {
    public Solution {
        unknowns = List.copyOf(unknowns);
    }

    /** For a known A. */
    public Solution(Tensor x, boolean complete) {
        this(x, List.of(), complete);
    }
}
