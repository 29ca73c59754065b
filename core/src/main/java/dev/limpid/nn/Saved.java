package dev.limpid.nn;

import dev.limpid.tensor.Scope;
import dev.limpid.tensor.Tensor;
import java.util.ArrayDeque;
import java.util.Deque;

/** Tensors that a hand-written backward pass needs from the forward pass: last in, first out. Who pops a tensor may release it. */
public final class Saved {
    private final boolean keeps;
    private final Deque<Tensor> stack = new ArrayDeque<>();

    private Saved(boolean keeps) {
        this.keeps = keeps;
    }

    /** An empty stack. */
    public static Saved empty() {
        return new Saved(true);
    }

    /** Forgets everything: for a forward pass without a backward one, or one that autograd records. */
    public static Saved nothing() {
        return new Saved(false);
    }

    /** Whether what is pushed is kept. */
    public boolean keeps() {
        return keeps;
    }

    /** Saves a tensor that lives long enough by itself. */
    public void push(Tensor tensor) {
        if (keeps) {
            stack.push(tensor);
        }
    }

    /** Saves a tensor that was made in {@code scope}, beyond it. */
    public void push(Scope scope, Tensor tensor) {
        if (keeps) {
            stack.push(scope.keep(tensor));
        }
    }

    /** Keeps everything that was saved beyond the end of {@code scope}. */
    public void keepBeyond(Scope scope) {
        stack.forEach(scope::keep);
    }

    /** The tensor saved last. */
    public Tensor pop() {
        return stack.pop();
    }
}
