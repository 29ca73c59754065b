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

    /**
     * Hears of progress.
     *
     * @param evaluations of the denoiser so far for each image, of those that the settings' cost announces
     * @param loss of the last inner iteration, where the method has one
     */
    default void progress(long evaluations, OptionalDouble loss) {}

    /**
     * Hears that an outer iteration has given an image.
     *
     * @param x makes it, on the CPU, with the measurement's channels
     */
    default void projection(Supplier<Tensor> x) {}

    /** Sees the state after a complete step, to go on from. */
    default void snapshot(Snapshot snapshot) {}
}
