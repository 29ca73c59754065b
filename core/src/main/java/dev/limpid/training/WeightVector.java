package dev.limpid.training;

import dev.limpid.nn.WeightLayout;
import dev.limpid.nn.Weights;
import dev.limpid.tensor.Scope;
import dev.limpid.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * All weights of a network in one vector, so that what concerns every weight alike is one operation.
 *
 * @param layout names and shapes in the vector's order, that of the state dict
 */
record WeightVector(Map<String, long[]> layout) {

    static WeightVector of(Objective objective) {
        try (var scope = Scope.open()) {
            return new WeightVector(WeightLayout.of(objective::learner));
        }
    }

    /** Number of weights. */
    long count() {
        return layout.values().stream().mapToLong(WeightVector::product).sum();
    }

    /** The vector of the weights that {@code source} gives. */
    Tensor join(Weights source) {
        List<Tensor> parts = new ArrayList<>();
        layout.forEach((name, shape) -> parts.add(source.get(name, shape).reshape(product(shape))));
        return Tensor.cat(parts, 0);
    }

    /** The gradient as a vector, from those of the parts in their order. */
    static Tensor join(Tensor... parts) {
        return Tensor.cat(Arrays.stream(parts).map(p -> p.reshape(p.count())).toList(), 0);
    }

    /** Views of a vector's memory by name, in the weights' shapes. */
    Map<String, Tensor> split(Tensor vector) {
        var parts = new LinkedHashMap<String, Tensor>();
        long offset = 0;
        for (Map.Entry<String, long[]> weight : layout.entrySet()) {
            long length = product(weight.getValue());
            parts.put(weight.getKey(), vector.narrow(0, offset, length).reshape(weight.getValue()));
            offset += length;
        }
        return parts;
    }

    /** The network whose weights are these parts. */
    static Learner learner(Objective objective, Map<String, Tensor> parts) {
        return objective.learner((name, shape) -> Objects.requireNonNull(parts.get(name), () -> "no weight " + name));
    }

    static long product(long... shape) {
        return Arrays.stream(shape).reduce(1, (a, b) -> a * b);
    }
}
