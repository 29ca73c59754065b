package dev.limpid.operator;

import dev.limpid.tensor.Device;
import dev.limpid.tensor.Tensor;

/** placeholder until the operators' branch is merged */
public interface Spectral extends LinearOperator {
    Tensor vt(Tensor x);

    Tensor v(Tensor coefficients);

    Tensor ut(Tensor y);

    Tensor singular();

    @Override
    Spectral to(Device device);
}
