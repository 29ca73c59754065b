package dev.limpid.nn;

import dev.limpid.tensor.Scope;
import dev.limpid.tensor.Tensor;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The embedding of a time step (and a class): a vector, from which each layer makes tensors of its own.
 *
 * <p>DMILO evaluates a network hundreds of times at one time step. One that is kept holds the layers' tensors, some hundred
 * kilobytes, for the next evaluation, and makes those anew whose weights have changed. Not thread-safe.
 */
public final class Embedding {
    private final Tensor vector;
    private final @Nullable Map<Layer, Made> made;

    private record Made(Tensor[] tensors, long version) {}

    private Embedding(Tensor vector, @Nullable Map<Layer, Made> made) {
        this.vector = vector;
        this.made = made;
    }

    /**
     * For one evaluation.
     *
     * @param vector (1 or B, E)
     */
    public static Embedding of(Tensor vector) {
        return new Embedding(vector, null);
    }

    /**
     * For many evaluations; it lives as long as it is reachable.
     *
     * @param vector (1, E)
     */
    public static Embedding kept(Tensor vector) {
        return new Embedding(Scope.untie(vector), new HashMap<>());
    }

    /** (1 or B, E): one for all images, or one for each. */
    public Tensor vector() {
        return vector;
    }

    /** Whether it is the same for all images. */
    public boolean isOne() {
        return vector.size(0) == 1;
    }

    /**
     * The tensors that a layer makes from the vector, not to be changed.
     *
     * @param weights that they are made with
     */
    Tensor[] tensors(Layer layer, List<Tensor> weights, Supplier<Tensor[]> make) {
        if (made == null) {
            return make.get();
        }
        long version = version(weights);
        Made before = made.get(layer);
        if (before != null && before.version == version) {
            return before.tensors;
        }
        Tensor[] now = Stream.of(make.get()).map(Scope::untie).toArray(Tensor[]::new);
        made.put(layer, new Made(now, version));
        return now;
    }

    /** Grows with every change of one of the weights. */
    public static long version(List<Tensor> weights) {
        return weights.stream().mapToLong(Tensor::version).sum();
    }
}
