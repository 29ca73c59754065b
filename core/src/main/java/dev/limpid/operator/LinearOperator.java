package dev.limpid.operator;

import dev.limpid.tensor.Device;
import dev.limpid.tensor.Tensor;

/** A linear A with its exact adjoint: ⟨A x, y⟩ = ⟨x, Aᵀ y⟩ to float32 rounding, which one dot test checks for all of them. */
public interface LinearOperator extends ForwardOperator {
    /** Aᵀ y, an image of the size that {@link #apply} takes. */
    Tensor adjoint(Tensor y);

    /** ‖AᵀA‖, the largest squared singular value: exact where a formula exists, else estimated from above. */
    double squaredNorm();

    /**
     * A of one image of a batch; this one where all images share it.
     *
     * @param b number of the image, from 0
     */
    default LinearOperator ofImage(int b) {
        return this;
    }

    @Override
    LinearOperator to(Device device);
}
