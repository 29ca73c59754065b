package dev.limpid.operator;

import dev.limpid.tensor.Tensor;

/** A linear operator that passes everything that every one can do to another one, and so hides what else that one can do. */
public interface Wrapped extends LinearOperator {
    /** The operator inside. */
    LinearOperator a();

    @Override
    default Tensor apply(Tensor x) {
        return a().apply(x);
    }

    @Override
    default Tensor adjoint(Tensor y) {
        return a().adjoint(y);
    }

    @Override
    default double squaredNorm() {
        return a().squaredNorm();
    }
}
