package dev.limpid.operator;

import dev.limpid.tensor.Device;
import dev.limpid.tensor.Tensor;
import java.util.List;

/** A(·, θ) for a θ that is given: see {@link ParametricOperator#with}. */
record Substituted(ParametricOperator a, List<Tensor> theta) implements ForwardOperator {
    Substituted {
        theta = List.copyOf(theta);
    }

    @Override
    public Tensor apply(Tensor x) {
        return a.apply(x, theta);
    }

    @Override
    public int planes(int channels) {
        return a.planes(channels);
    }

    @Override
    public Substituted to(Device device) {
        return new Substituted(
                a.to(device), theta.stream().map(value -> value.to(device)).toList());
    }

    @Override
    public String toString() {
        return a + " with known " + a.unknowns().stream().map(Unknown::name).toList();
    }
}
