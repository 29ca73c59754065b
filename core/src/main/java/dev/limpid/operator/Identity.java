package dev.limpid.operator;

import dev.limpid.tensor.Device;
import dev.limpid.tensor.Tensor;

/** A(x) = x: denoising, and the measurement of an inner layer. */
enum Identity implements PseudoInvertible, Proximable {
    INSTANCE;

    @Override
    public Identity to(Device device) {
        return this;
    }

    @Override
    public Tensor apply(Tensor x) {
        return x;
    }

    @Override
    public Tensor adjoint(Tensor y) {
        return y;
    }

    @Override
    public double squaredNorm() {
        return 1;
    }

    @Override
    public Tensor pseudoInverse(Tensor y) {
        return y;
    }

    @Override
    public Tensor prox(Tensor v, Tensor y, double rho) {
        return y.add(v.mul(rho)).div(1 + rho);
    }
}
