package dev.limpid.operator;

import dev.limpid.tensor.Device;
import dev.limpid.tensor.Tensor;
import java.util.Arrays;
import java.util.List;

/**
 * A noise-free measurement y = A(x, θ), where θ is what is not known of A: the kernel of a blur, a field of tilts, both, or
 * nothing for a {@link ForwardOperator}. Differentiable in x and in every unknown. {@link #with} gives the A of a known θ.
 *
 * <p>An operator draws nothing. Its results belong to the innermost {@link dev.limpid.tensor.Scope}; it may free what it computes on
 * the way.
 */
public interface ParametricOperator {
    /** The unknowns, in the order in which {@link #apply} takes them. */
    List<Unknown> unknowns();

    /**
     * A(x, θ).
     *
     * @param x images (B, C, H, W), normally in [−1, 1]
     * @param theta one tensor for each of {@link #unknowns}, of its shape, or with one value for each image, (B, …)
     * @throws IllegalArgumentException if a tensor is missing or has another shape
     */
    Tensor apply(Tensor x, List<Tensor> theta);

    /** A of these unknowns, which are lent: nothing is copied. */
    default ForwardOperator with(List<Tensor> theta) {
        return new Substituted(this, theta);
    }

    /**
     * A of the unknowns that a solve of one image found, on the CPU and with every capability that it then has.
     *
     * @param theta on any device
     */
    default ForwardOperator found(List<Tensor> theta) {
        return with(theta.stream().map(t -> t.to(Device.CPU)).toList());
    }

    /** The same operator for images and unknowns on a device; this one where it holds no tensors. */
    ParametricOperator to(Device device);

    /**
     * Arrays of x's height and width that a step towards the measurement holds at most, beside x, y and the solver's own. 0, the default,
     * stands for few: an evaluation of the prior takes more.
     *
     * @param channels of x
     */
    default int planes(int channels) {
        return 0;
    }

    /**
     * One unknown.
     *
     * @param name as in the literature: kernel, tilt
     * @param shape of one for all images of a batch: (1, 1, h, w) of a kernel, (1, 2, H, W) of tilts in pixels
     */
    record Unknown(String name, List<Long> shape) {
        public Unknown {
            shape = List.copyOf(shape);
            if (name.isBlank() || shape.isEmpty() || shape.stream().anyMatch(n -> n < 1)) {
                throw new IllegalArgumentException(
                        "an unknown needs a name and a positive shape, got '" + name + "' " + shape);
            }
        }

        /** Refuses what is neither one value for all images of a batch nor one for each. */
        void require(Tensor value, long batch) {
            long[] s = value.shape();
            boolean fits = s.length == shape.size() && (s[0] == shape.get(0) || s[0] == batch);
            for (int d = 1; fits && d < s.length; d++) {
                fits = s[d] == shape.get(d);
            }
            if (!fits) {
                throw new IllegalArgumentException("unknown '" + name + "' must be " + shape
                        + " or one for each of the " + batch + " images, got " + Arrays.toString(s));
            }
        }

        /** Refuses another number of values than there are unknowns, and values of other shapes. */
        public static void requireAll(List<Unknown> unknowns, Tensor x, List<Tensor> theta) {
            if (theta.size() != unknowns.size()) {
                throw new IllegalArgumentException("expected " + unknowns.size() + " unknowns "
                        + unknowns.stream().map(Unknown::name).toList() + ", got " + theta.size());
            }
            for (int i = 0; i < theta.size(); i++) {
                unknowns.get(i).require(theta.get(i), x.size(0));
            }
        }
    }
}
