package dev.limpid.tensor;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.IntConsumer;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.bytedeco.javacpp.PointerScope;
import org.jspecify.annotations.Nullable;

/**
 * A region of native memory: every tensor made inside it is freed at the closing brace, unless kept.
 *
 * <p>Scopes nest and belong to the thread that opened them. Closing frees handles only; what the autograd graph still needs
 * lives on until the graph lets go of it.
 */
public final class Scope implements AutoCloseable {
    private static final ThreadLocal<@Nullable Scope> INNERMOST = new ThreadLocal<>();

    static {
        Native.load();
    }

    private final @Nullable Scope enclosing = INNERMOST.get();
    private final Thread owner = Thread.currentThread();
    private final PointerScope own = new PointerScope();
    private final List<CustomGradient.Node> tape = new ArrayList<>();

    private Scope() {
        INNERMOST.set(this);
    }

    /** Opens a scope inside the innermost open one of this thread. */
    public static Scope open() {
        return new Scope();
    }

    /** The value of an expression in a scope of its own: what it computed on the way is freed at once. */
    public static Tensor tidy(Supplier<Tensor> expression) {
        try (var scope = open()) {
            return scope.keep(expression.get());
        }
    }

    /**
     * Does so many tasks, each in a scope of its own and with nothing recorded, and waits for all of them.
     *
     * @param sideBySide whether on all processors, for work that LibTorch does on one
     * @throws RuntimeException or {@link Error} of the first task that failed, once none of them uses a tensor any more
     */
    public static void each(int count, boolean sideBySide, IntConsumer task) {
        var failure = new AtomicReference<@Nullable Throwable>();
        IntStream tasks = IntStream.range(0, count);
        (sideBySide ? tasks.parallel() : tasks).forEach(i -> {
            try (var off = Gradients.off();
                    var scope = open()) {
                if (failure.get() == null) {
                    task.accept(i);
                }
            } catch (RuntimeException | Error e) {
                failure.compareAndSet(null, e);
            }
        });
        Throwable first = failure.get();
        if (first instanceof Error error) {
            throw error;
        }
        if (first != null) {
            throw (RuntimeException) first;
        }
    }

    static @Nullable Scope innermost() {
        return INNERMOST.get();
    }

    /** Hands {@code tensor} to the enclosing scope, so that it outlives this one; without one the garbage collector frees it. */
    public Tensor keep(Tensor tensor) {
        if (enclosing == null) {
            untie(tensor);
        } else {
            enclosing.own.attach(tensor.handle());
        }
        return tensor;
    }

    /** Takes {@code tensor} out of every scope: it lives as long as it is reachable, and the garbage collector frees it. */
    public static Tensor untie(Tensor tensor) {
        tensor.handle().retainReference();
        return tensor;
    }

    @Nullable
    Scope enclosing() {
        return enclosing;
    }

    List<CustomGradient.Node> tape() {
        return tape;
    }

    /**
     * Frees every tensor made in this scope that was not kept.
     *
     * @throws IllegalStateException on another thread than the one that opened it, or while an inner scope is open
     */
    @Override
    public void close() {
        if (Thread.currentThread() != owner) {
            throw new IllegalStateException(
                    "scope closed by thread " + Thread.currentThread().getName() + " but opened by " + owner.getName());
        }
        if (INNERMOST.get() != this) {
            throw new IllegalStateException("scope closed while an inner scope is still open, or closed twice");
        }
        if (enclosing == null) {
            INNERMOST.remove();
        } else {
            INNERMOST.set(enclosing);
        }
        tape.clear();
        own.close();
    }
}
