package dev.limpid.operator;

import dev.limpid.operator.mask.Inpainting;
import dev.limpid.tensor.Device;
import dev.limpid.tensor.Tensor;

/** A(x) = x: denoising, and the measurement of an inner layer. */
record Identity(Device device) implements Spectral {
    @Override
    public Identity to(Device other) {
        return new Identity(other);
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

    @Override
    public Tensor vt(Tensor x) {
        return x;
    }

    @Override
    public Tensor v(Tensor coefficients) {
        return coefficients;
    }

    @Override
    public Tensor ut(Tensor y) {
        return y;
    }

    /** 1, (1, 1, 1, 1). */
    @Override
    public Tensor singular() {
        return Tensor.ones(1, 1, 1, 1).to(device);
    }

    /** A mask. */
    @Override
    public PartialObservation observedAt(Tensor seen) {
        return new Inpainting(seen);
    }

    @Override
    public String toString() {
        return "identity";
    }
}
