package dev.limpid.restoration;

import dev.limpid.tensor.Tensor;
import java.util.OptionalDouble;
import java.util.function.Supplier;

/** Watches a restoration and may end it. Tensors are lent for the call. */
public interface Watch {
    /** Lets a restoration run to its end. */
    Watch NOTHING = new Watch() {};

    /** False once the restoration is to stop; its result is then not complete. The answer stays the same. */
    default boolean goesOn() {
        return true;
    }

    /** Hears a remark about the result, in one line. */
    default void note(String notice) {}

    /**
     * Hears that a solve begins; a search for a larger kernel is another one.
     *
     * @param evaluations of the denoiser that an earlier run did
     * @param total that the solve will have
     */
    default void begins(long evaluations, long total) {}

    /** Hears that the solve has ended, however it did. */
    default void ends() {}

    /**
     * Hears of progress.
     *
     * @param evaluations of the denoiser so far for each image
     * @param loss of the last inner iteration, where the method has one
     */
    default void progress(long evaluations, OptionalDouble loss) {}

    /**
     * Hears that an outer iteration has given an image.
     *
     * @param x makes it, on the CPU, with the measurement's channels
     */
    default void projection(Supplier<Tensor> x) {}

    /**
     * Hears of every image on the way: after an outer iteration, or a step of a sampler.
     *
     * @param x makes it, on the CPU, with the measurement's channels
     */
    default void iterate(Supplier<Tensor> x) {}

    /** Sees the state after a complete step, to go on from. */
    default void snapshot(Snapshot snapshot) {}
}
