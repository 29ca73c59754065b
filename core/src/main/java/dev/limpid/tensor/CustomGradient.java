package dev.limpid.tensor;

import java.util.ArrayDeque;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A differentiable function whose derivative is written by hand instead of recorded by autograd.
 *
 * <p>LibTorch's graph is cut at the function: its output is a new leaf, and {@link Gradients#of} continues through
 * {@code vjp} where the graph ends. A hand-written derivative may save less than autograd does, which records every
 * intermediate array.
 */
public final class CustomGradient {
    private CustomGradient() {}

    /** A value together with the map from the gradient at the value to the gradient at the function's input. */
    public record Result(Tensor value, Function<Tensor, Tensor> vjp) {}

    record Node(Tensor input, Tensor output, Function<Tensor, Tensor> vjp) {}

    /**
     * The value of {@code function} at {@code input}, so that gradients flow through its {@code vjp}.
     *
     * @param function runs without recording gradients; what its vjp needs must stay open until the gradient is taken
     */
    public static Tensor apply(Tensor input, Function<Tensor, Result> function) {
        Result result;
        try (var off = Gradients.off()) {
            result = function.apply(input.detach());
        }
        Scope scope = Scope.innermost();
        if (!Gradients.recording() || !input.requiresGradient() || scope == null) {
            return result.value();
        }
        Tensor output = result.value().detach().requireGradient();
        scope.tape().add(new Node(input, output, result.vjp()));
        return output;
    }

    /** Every node that is open on this thread, oldest first. */
    static List<Node> open() {
        var nodes = new ArrayDeque<Node>();
        for (@Nullable Scope s = Scope.innermost(); s != null; s = s.enclosing()) {
            for (int i = s.tape().size() - 1; i >= 0; i--) {
                nodes.addFirst(s.tape().get(i));
            }
        }
        return List.copyOf(nodes);
    }
}
