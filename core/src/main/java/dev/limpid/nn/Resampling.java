package dev.limpid.nn;

import dev.limpid.tensor.Backward;
import dev.limpid.tensor.Functional;
import dev.limpid.tensor.Tensor;

/** The change of resolution in a residual block. */
public enum Resampling {
    /** Keeps it. */
    NONE,
    /** Doubles it: every pixel repeated. */
    UP,
    /** Halves it: the mean of every cell of four. */
    DOWN;

    Tensor apply(Tensor x) {
        return switch (this) {
            case NONE -> x;
            case UP -> Functional.upsampleNearest2x(x);
            case DOWN -> Functional.avgPool2d(x, 2);
        };
    }

    Tensor backward(Tensor g) {
        return switch (this) {
            case NONE -> g;
            case UP -> Backward.upsampleNearest2x(g);
            case DOWN -> Backward.avgPool2x(g);
        };
    }
}
