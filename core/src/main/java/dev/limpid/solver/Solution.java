package dev.limpid.solver;

import dev.limpid.tensor.Tensor;

/**
 * What a solve found.
 *
 * @param x the last iterate, (B, C, H, W) in [−1, 1], in the scope that was open around the solve
 * @param complete false if the solve was stopped or interrupted before its configured end
 */
public record Solution(Tensor x, boolean complete) {}
