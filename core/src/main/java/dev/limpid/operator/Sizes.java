package dev.limpid.operator;

import dev.limpid.tensor.Tensor;
import java.util.Arrays;

/** Checks of what is given to an operator, before anything native runs. */
public final class Sizes {
    private Sizes() {}

    public static void require(String what, Tensor x, long height, long width) {
        if (x.dim() != 4) {
            throw new IllegalArgumentException(
                    what + " must have shape (B, C, H, W), got " + Arrays.toString(x.shape()));
        }
        if (x.size(2) != height || x.size(3) != width) {
            throw new IllegalArgumentException(what + " is " + x.size(2) + " x " + x.size(3)
                    + " pixels, but the operator takes " + height + " x " + width);
        }
    }

    public static void requirePositive(String what, double value) {
        if (!(value > 0) || Double.isInfinite(value)) {
            throw new IllegalArgumentException(what + " must be positive and finite, got " + value);
        }
    }
}
