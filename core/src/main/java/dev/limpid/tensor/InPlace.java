package dev.limpid.tensor;

import org.bytedeco.pytorch.Scalar;

/** Changes of a tensor in its own memory, without a gradient. For optimisers and averages of weights only. */
public final class InPlace {
    private InPlace() {}

    /** t ← factor · t. */
    public static void scale(Tensor t, double factor) {
        try (var off = Gradients.off()) {
            Tensor.call("mul_", () -> t.handle().mul_(new Scalar(factor)), t);
        }
    }

    /** t ← t + other. */
    public static void add(Tensor t, Tensor other) {
        try (var off = Gradients.off()) {
            Tensor.call("add_", () -> t.handle().add_(other.handle()), t, other);
        }
    }

    /** t ← t + weight · (end − t). */
    public static void lerp(Tensor t, Tensor end, double weight) {
        try (var off = Gradients.off()) {
            Tensor.call("lerp_", () -> t.handle().lerp_(end.handle(), new Scalar(weight)), t, end);
        }
    }

    /** t ← t + factor · a · b, element by element. */
    public static void addProduct(Tensor t, double factor, Tensor a, Tensor b) {
        try (var off = Gradients.off()) {
            Tensor.call("addcmul_", () -> t.handle().addcmul_(a.handle(), b.handle(), new Scalar(factor)), t, a, b);
        }
    }

    /** t ← t + factor · a / b, element by element. */
    public static void addQuotient(Tensor t, double factor, Tensor a, Tensor b) {
        try (var off = Gradients.off()) {
            Tensor.call("addcdiv_", () -> t.handle().addcdiv_(a.handle(), b.handle(), new Scalar(factor)), t, a, b);
        }
    }
}
