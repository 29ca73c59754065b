package dev.limpid.operator;

import dev.limpid.tensor.Device;
import dev.limpid.tensor.Tensor;
import java.util.function.UnaryOperator;

/** See {@link ForwardOperator#of}. */
record Formula(UnaryOperator<Tensor> formula) implements ForwardOperator {
    @Override
    public Tensor apply(Tensor x) {
        return formula.apply(x);
    }

    @Override
    public Formula to(Device device) {
        return this;
    }
}
