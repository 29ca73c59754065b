package dev.limpid.solver;

import dev.limpid.tensor.Tensor;
import java.util.List;

/**
 * What a blind solve found, in the scope that was open around it.
 *
 * @param x the last iterate, (B, C, H, W) in [−1, 1]
 * @param theta the operator's unknowns, in its order
 * @param complete false if the solve was stopped or interrupted before its configured end
 */
public record BlindSolution(Tensor x, List<Tensor> theta, boolean complete) {
    public BlindSolution {
        theta = List.copyOf(theta);
    }
}
