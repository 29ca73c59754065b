package dev.limpid.nn;

import dev.limpid.tensor.Scope;
import dev.limpid.tensor.Tensor;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The embedding of a time step (and a class): a vector, from which each layer makes tensors of its own.
 *
 * <p>DMILO evaluates a network hundreds of times at one time step. One that is kept holds the layers' tensors, a few kilobytes, for the next
 * evaluation. Thread-safe.
 */
public final class Embedding {
    private final Tensor vector;
    private final @Nullable Map<Layer, Tensor[]> made;

    private Embedding(Tensor vector, @Nullable Map<Layer, Tensor[]> made) {
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
     * For many evaluations with the same weights; it lives as long as it is reachable.
     *
     * @param vector (1, E)
     */
    public static Embedding kept(Tensor vector) {
        return new Embedding(Scope.untie(vector), new ConcurrentHashMap<>());
    }

    /** (1 or B, E): one for all images, or one for each. */
    public Tensor vector() {
        return vector;
    }

    /** Whether it is the same for all images. */
    public boolean isOne() {
        return vector.size(0) == 1;
    }

    /** The tensors that a layer makes from the vector, not to be changed. */
    Tensor[] tensors(Layer layer, Supplier<Tensor[]> make) {
        return made == null
                ? make.get()
                : made.computeIfAbsent(
                        layer, any -> Stream.of(make.get()).map(Scope::untie).toArray(Tensor[]::new));
    }
}
