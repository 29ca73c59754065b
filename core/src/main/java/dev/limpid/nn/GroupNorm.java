package dev.limpid.nn;

import dev.limpid.tensor.Backward;
import dev.limpid.tensor.Functional;
import dev.limpid.tensor.Tensor;

/**
 * Normalisation of 32 groups of channels, with a gain γ and an offset β per channel.
 *
 * <p>Source: Wu and He, "Group normalization", ECCV 2018.
 */
public record GroupNorm(Tensor weight, Tensor bias) {
    private static final int GROUPS = 32;
    private static final double EPSILON = 1e-5;

    public static GroupNorm of(Weights weights, int channels) {
        return new GroupNorm(weights.get("weight", channels), weights.get("bias", channels));
    }

    /** The same normalisation followed by · gain + shift, each (C): a gain and an offset again. */
    public GroupNorm modulated(Tensor gain, Tensor shift) {
        return new GroupNorm(weight.mul(gain), bias.mul(gain).add(shift));
    }

    /** x (B, C, …) normalised. */
    public Tensor apply(Tensor x) {
        return Functional.groupNorm(x, GROUPS, weight, bias, EPSILON);
    }

    /** The gradient at x of {@link #apply}. */
    public Tensor backward(Tensor g, Tensor x) {
        return Backward.groupNorm(g, x, GROUPS, weight, bias, EPSILON);
    }

    /** silu(norm(x)). */
    public Tensor applySilu(Tensor x) {
        return Functional.groupNormSilu(x, GROUPS, weight, bias, EPSILON);
    }

    /** The gradient at x of {@link #applySilu}. */
    public Tensor backwardSilu(Tensor g, Tensor x) {
        return Backward.groupNormSilu(g, x, GROUPS, weight, bias, EPSILON);
    }
}
