package dev.limpid.operator;

import dev.limpid.tensor.Device;
import dev.limpid.tensor.Tensor;

/** A linear A whose pseudo-inverse is known. */
public interface PseudoInvertible extends LinearOperator {
    /** A⁺ y, the least-squares solution of least norm; where singular values are cut, the class says at which. */
    Tensor pseudoInverse(Tensor y);

    @Override
    PseudoInvertible to(Device device);
}
