package dev.limpid.solver;

import dev.limpid.tensor.Tensor;
import java.util.Arrays;

/** Checks of what a solver is given, with messages that name the key, the rule and the value. */
final class Require {
    private Require() {}

    static void positive(String key, long value) {
        check(value > 0, key + " must be positive, got " + value);
    }

    static void positive(String key, double value) {
        check(value > 0 && !Double.isInfinite(value), key + " must be positive, got " + value);
    }

    static void notNegative(String key, long value) {
        check(value >= 0, key + " must not be negative, got " + value);
    }

    static void notNegative(String key, double value) {
        check(value >= 0 && !Double.isInfinite(value), key + " must not be negative, got " + value);
    }

    /** A(x) − y. Tensors of two shapes would broadcast silently. */
    static Tensor residual(Tensor ax, Tensor y) {
        if (!Arrays.equals(ax.shape(), y.shape())) {
            throw new IllegalArgumentException("measurement y " + Arrays.toString(y.shape())
                    + " does not fit the images: theirs is " + Arrays.toString(ax.shape()));
        }
        return ax.sub(y);
    }

    static void check(boolean condition, String message) {
        if (!condition) {
            throw new IllegalArgumentException(message);
        }
    }
}
