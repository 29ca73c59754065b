package dev.limpid.operator;

import dev.limpid.tensor.Device;
import dev.limpid.tensor.Tensor;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * The noise-free part of a measurement, y = A(x), with nothing unknown in it. Differentiable; nothing random: what is drawn (a
 * mask, a kernel) is drawn once, before the operator is made.
 */
public interface ForwardOperator extends ParametricOperator {
    /**
     * A(x).
     *
     * @param x images (B, C, H, W), normally in [−1, 1]; values beyond are not clipped
     */
    Tensor apply(Tensor x);

    @Override
    ForwardOperator to(Device device);

    /** None. */
    @Override
    default List<Unknown> unknowns() {
        return List.of();
    }

    /**
     * A(x).
     *
     * @param theta empty
     * @throws IllegalArgumentException if it is not
     */
    @Override
    default Tensor apply(Tensor x, List<Tensor> theta) {
        return with(theta).apply(x);
    }

    /**
     * This operator.
     *
     * @param theta empty
     * @throws IllegalArgumentException if it is not
     */
    @Override
    default ForwardOperator with(List<Tensor> theta) {
        if (!theta.isEmpty()) {
            throw new IllegalArgumentException("expected no unknowns for " + this + ", got " + theta.size());
        }
        return this;
    }

    /**
     * This operator where only a part of its values is observed; the others are 0.
     *
     * @param seen 1 where y is observed, 0 elsewhere, (1 or B, 1, h, w); on its device
     */
    default PartialObservation observedAt(Tensor seen) {
        return ObservedPart.of(this, seen);
    }

    /** A(x) = x. */
    static LinearOperator identity() {
        return new Identity(Device.CPU);
    }

    /** The A of a differentiable formula. {@link #to} returns it as it is: tensors within the formula stay on their device. */
    static ForwardOperator of(UnaryOperator<Tensor> formula) {
        return new Formula(formula);
    }
}
