package dev.limpid.nn;

import dev.limpid.tensor.Tensor;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;

/**
 * The names and shapes of the weights that a network asks for, in the order of its state dict.
 *
 * <p>A network is its own description: it is built once from tensors that take no memory, and what it asked for is noted.
 */
public final class WeightLayout {
    private WeightLayout() {}

    /** The weights that {@code network} asks for when it is built. */
    public static Map<String, long[]> of(Consumer<Weights> network) {
        var layout = new LinkedHashMap<String, long[]>();
        network.accept((name, shape) -> {
            layout.put(name, shape.clone());
            return Tensor.zeros(1).expand(shape);
        });
        return Collections.unmodifiableMap(layout);
    }
}
