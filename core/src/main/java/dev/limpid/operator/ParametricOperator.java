package dev.limpid.operator;

import dev.limpid.tensor.Tensor;
import java.util.List;

/**
 * A noise-free measurement with unknowns θ inside, y = A(x, θ): the kernel of a blur, a field of tilts, both. Differentiable
 * in x and in every unknown. Blind solvers take one of these; {@link #with} gives the A of known θ.
 *
 * <p>Like {@link ForwardOperator}, draws nothing, and neither opens nor closes a {@link dev.limpid.tensor.Scope}.
 */
public interface ParametricOperator {
    /** The unknowns, in the order in which {@link #apply} takes them. */
    List<Unknown> unknowns();

    /**
     * A(x, θ).
     *
     * @param x images (B, C, H, W), normally in [−1, 1]
     * @param theta one tensor for each of {@link #unknowns}, of its shape
     * @throws IllegalArgumentException if a tensor is missing or has another shape
     */
    Tensor apply(Tensor x, List<Tensor> theta);

    /** A with these unknowns, which are lent. */
    default ForwardOperator with(List<Tensor> theta) {
        return x -> apply(x, theta);
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
    }
}
