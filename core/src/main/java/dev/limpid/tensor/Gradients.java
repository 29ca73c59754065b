package dev.limpid.tensor;

import java.util.List;
import java.util.function.Function;
import org.bytedeco.pytorch.AutoGradMode;
import org.bytedeco.pytorch.BoolOptional;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;

/** Gradients of scalars and vector-Jacobian products; switching the recording of gradients off. */
public final class Gradients {
    private Gradients() {}

    /** A region in which operations are not recorded. Gradient mode belongs to the thread; close it on the same one. */
    public static final class Mode implements AutoCloseable {
        private final AutoGradMode guard;

        private Mode(boolean enabled) {
            Native.load();
            guard = new AutoGradMode(enabled);
        }

        @Override
        public void close() {
            guard.close();
        }
    }

    /** Stops recording until the returned mode closes. */
    public static Mode off() {
        return new Mode(false);
    }

    /** Records again inside a region that is off, until the returned mode closes. */
    public static Mode on() {
        return new Mode(true);
    }

    /** Whether operations are being recorded on this thread. */
    public static boolean recording() {
        Native.load();
        return org.bytedeco.pytorch.GradMode.is_enabled();
    }

    /**
     * d {@code scalar} / d v for every variable v, each of v's shape; zero where the scalar does not depend on v. The
     * recorded graph is freed.
     */
    public static Tensor[] of(Tensor scalar, Tensor... variables) {
        return vjp(scalar, scalar.onesLike(), variables);
    }

    /**
     * (d {@code output} / d v)ᵀ {@code cotangent} for every variable v. The recorded graph is freed, where a hand-written
     * function has an input that was computed itself only with the handles.
     */
    public static Tensor[] vjp(Tensor output, Tensor cotangent, Tensor... variables) {
        List<CustomGradient.Node> nodes = CustomGradient.open();
        int n = variables.length;
        // Wanted of every backward pass: the variables, then the outputs of the hand-written functions, oldest first.
        var wanted = new Tensor[n + nodes.size()];
        System.arraycopy(variables, 0, wanted, 0, n);
        for (int k = 0; k < nodes.size(); k++) {
            wanted[n + k] = nodes.get(k).output();
        }
        // Such an input may be used beside the function as well, so that its graph is run through twice.
        boolean retain = nodes.stream().anyMatch(node -> !node.input().isLeaf());
        var total = new @Nullable Tensor[wanted.length];
        accumulate("gradient", total, output, cotangent, wanted, retain);
        for (int k = nodes.size() - 1; k >= 0; k--) {
            Tensor atOutput = total[n + k];
            if (atOutput == null) {
                continue;
            }
            CustomGradient.Node node = nodes.get(k);
            Tensor atInput;
            try (var off = off()) {
                atInput = node.vjp().apply(atOutput);
            }
            accumulate("gradient", total, node.input(), atInput, wanted, retain);
        }
        return orZero(total, variables);
    }

    /**
     * f of {@code leaves}, recorded even where recording is off, and apart from what is recorded around it: for one step of a hand-written
     * backward pass. The leaves must need gradients; {@link #atLeaves} gives them. There may be no {@link CustomGradient} in f.
     */
    public static Tensor recorded(Function<Tensor[], Tensor> f, Tensor... leaves) {
        try (var on = on()) {
            return f.apply(leaves);
        }
    }

    /**
     * (d {@code value} / d leaf)ᵀ {@code cotangent} for every leaf of a {@link #recorded} value, whose graph is freed.
     *
     * @param name of what this computes, for {@link Operations} and messages
     */
    public static Tensor[] atLeaves(String name, Tensor value, Tensor cotangent, Tensor... leaves) {
        var total = new @Nullable Tensor[leaves.length];
        accumulate(name, total, value, cotangent, leaves, false);
        return orZero(total, leaves);
    }

    /** One gradient of each variable, of more that were wanted: zero where there is no way to it. */
    private static Tensor[] orZero(@Nullable Tensor[] total, Tensor[] variables) {
        var result = new Tensor[variables.length];
        for (int i = 0; i < result.length; i++) {
            Tensor gradient = total[i];
            result[i] = gradient == null ? variables[i].zerosLike() : gradient;
        }
        return result;
    }

    private static void accumulate(
            String name, @Nullable Tensor[] total, Tensor output, Tensor cotangent, Tensor[] wanted, boolean retain) {
        if (!output.requiresGradient()) {
            return;
        }
        var inputs = new TensorVector();
        for (Tensor w : wanted) {
            inputs.push_back(w.handle());
        }
        TensorVector gradients;
        try {
            gradients = Operations.run(
                    name,
                    () -> torch.grad(
                            new TensorVector(output.handle()),
                            inputs,
                            new TensorVector(cotangent.handle()),
                            new BoolOptional(retain),
                            false,
                            true),
                    all -> output,
                    cotangent);
        } catch (RuntimeException e) {
            throw new TensorException(name, e, output, cotangent);
        }
        try (var off = off()) {
            for (int i = 0; i < wanted.length; i++) {
                org.bytedeco.pytorch.Tensor g = gradients.get(i);
                if (g.defined()) {
                    Tensor gradient = new Tensor(g.detach());
                    Tensor before = total[i];
                    total[i] = before == null ? gradient : before.add(gradient);
                }
            }
        }
    }
}
