package dev.limpid.tensor;

import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The native operations that compute with tensors: one listener of the process may hear of each, for measurements. */
public final class Operations {
    private static final AtomicReference<@Nullable Listener> LISTENER = new AtomicReference<>();

    private Operations() {}

    /** Hears of operations, on the threads that run them. */
    @FunctionalInterface
    public interface Listener {
        /**
         * An operation has run.
         *
         * @param name of the operation, LibTorch's where it is one of its
         * @param result or, of a gradient, the value that it was taken of; must not be kept
         * @param operands without those that are numbers; must not be kept
         * @param nanos wall time
         */
        void ran(String name, Tensor result, Tensor[] operands, long nanos);
    }

    /** The time in which a listener hears; close it to end that. */
    public static final class Hearing implements AutoCloseable {
        private final Listener own;

        private Hearing(Listener own) {
            this.own = own;
        }

        @Override
        public void close() {
            LISTENER.compareAndSet(own, null);
        }
    }

    /**
     * Lets {@code other} hear of every operation from now on.
     *
     * @throws IllegalStateException if another listener hears already
     */
    public static Hearing listen(Listener other) {
        if (!LISTENER.compareAndSet(null, other)) {
            throw new IllegalStateException("another listener hears of the operations already");
        }
        return new Hearing(other);
    }

    /** Runs an operation; {@code shown} gives the tensor to tell of. */
    static <T> T run(String name, Supplier<T> operation, Function<T, Tensor> shown, Tensor... operands) {
        Listener heard = LISTENER.get();
        if (heard == null) {
            return operation.get();
        }
        long start = System.nanoTime();
        T result = operation.get();
        heard.ran(name, shown.apply(result), operands, System.nanoTime() - start);
        return result;
    }
}
