package dev.limpid.operator;

import dev.limpid.tensor.Device;
import dev.limpid.tensor.Tensor;

/** A linear A with a proximal step of its data term: in closed form, or iterated to an accuracy that the class states. */
public interface Proximable extends LinearOperator {
    /**
     * argmin over x of ‖A x − y‖² + ρ ‖x − v‖², the solution of (AᵀA + ρ I) x = Aᵀ y + ρ v.
     *
     * @param rho ρ, positive
     */
    Tensor prox(Tensor v, Tensor y, double rho);

    /**
     * The same for outer loops, whose next v is better anyway: in closed form; or iterated from v, until
     * {@value LinearOperators#INEXACT} of the residual there is left.
     */
    default Tensor inexactProx(Tensor v, Tensor y, double rho) {
        return prox(v, y, rho);
    }

    @Override
    Proximable to(Device device);
}
