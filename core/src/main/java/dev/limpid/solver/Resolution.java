package dev.limpid.solver;

import dev.limpid.operator.ForwardOperator;
import dev.limpid.operator.LinearOperator;
import dev.limpid.tensor.Device;
import dev.limpid.tensor.Functional;
import dev.limpid.tensor.Functional.Padding;
import dev.limpid.tensor.Tensor;

/**
 * Images of a lower resolution, whose pixels stand for f × f of the images sought. Sides that f does not divide are rounded up: the
 * last pixels stand for those that are left.
 *
 * @param factor f, 1 for the images themselves
 * @param height H of the images sought; likewise {@code width}
 */
record Resolution(int factor, int height, int width) {
    /** ⌈H / f⌉. */
    int rows() {
        return (height + factor - 1) / factor;
    }

    /** ⌈W / f⌉. */
    int columns() {
        return (width + factor - 1) / factor;
    }

    /** U z, in which every pixel is repeated, (B, C, H, W). */
    Tensor up(Tensor z) {
        if (factor == 1) {
            return z;
        }
        long b = z.size(0);
        long c = z.size(1);
        return z.reshape(b, c, rows(), 1, columns(), 1)
                .expand(b, c, rows(), factor, columns(), factor)
                .reshape(b, c, (long) rows() * factor, (long) columns() * factor)
                .narrow(2, 0, height)
                .narrow(3, 0, width)
                .contiguous();
    }

    /** Uᵀ x: the sum over the pixels that one stands for, (B, C, ⌈H / f⌉, ⌈W / f⌉). */
    Tensor sum(Tensor x) {
        if (factor == 1) {
            return x;
        }
        int right = columns() * factor - width;
        int below = rows() * factor - height;
        Tensor whole = right + below == 0 ? x : Functional.pad(x, 0, right, 0, below, Padding.CONSTANT);
        return whole.reshape(x.size(0), x.size(1), rows(), factor, columns(), factor)
                .sum(3, 5)
                .reshape(x.size(0), x.size(1), rows(), columns());
    }

    /** The mean over the pixels that one stands for. */
    Tensor down(Tensor x) {
        return factor == 1 ? x : sum(x).div(sum(x.onesLike()));
    }

    /** The part of standard normal deviates of the images that this resolution has pixels for. */
    Tensor part(Tensor noise) {
        return noise.narrow(2, 0, rows()).narrow(3, 0, columns()).contiguous();
    }

    /** A ∘ U: linear where A is. */
    ForwardOperator seenBy(ForwardOperator a) {
        if (factor == 1) {
            return a;
        }
        return a instanceof LinearOperator linear ? new Linear(linear, this) : ForwardOperator.of(z -> a.apply(up(z)));
    }

    private record Linear(LinearOperator a, Resolution resolution) implements LinearOperator {
        @Override
        public Tensor apply(Tensor z) {
            return a.apply(resolution.up(z));
        }

        @Override
        public Tensor adjoint(Tensor y) {
            return resolution.sum(a.adjoint(y));
        }

        /** At most: ‖UᵀU‖ is f². */
        @Override
        public double squaredNorm() {
            return a.squaredNorm() * resolution.factor * resolution.factor;
        }

        @Override
        public Linear to(Device device) {
            return new Linear(a.to(device), resolution);
        }
    }
}
