package dev.limpid.tensor;

import java.util.function.Supplier;
import org.bytedeco.pytorch.Scalar;

/**
 * Changes of a tensor in its own memory. The public ones record no gradient, and are for optimisers, averages of weights and sums over
 * tiles.
 */
public final class InPlace {
    private InPlace() {}

    /**
     * Changes {@code own} and gives it back. The native function may return a second Java handle to the same native object, without a
     * share in its lifetime: kept beyond a scope it would point to freed memory.
     */
    static Tensor change(Tensor own, String operation, Supplier<org.bytedeco.pytorch.Tensor> change, Tensor... others) {
        var operands = new Tensor[others.length + 1];
        operands[0] = own;
        System.arraycopy(others, 0, operands, 1, others.length);
        Tensor.call(operation, change, operands);
        return own;
    }

    /** t ← factor · t. */
    public static void scale(Tensor t, double factor) {
        try (var off = Gradients.off()) {
            change(t, "mul_", () -> t.handle().mul_(new Scalar(factor)));
        }
    }

    /** t ← factor · t, element by element; gives t. The factor may be repeated over t's dimensions. */
    public static Tensor multiply(Tensor t, Tensor factor) {
        try (var off = Gradients.off()) {
            return change(t, "mul_", () -> t.handle().mul_(factor.handle()), factor);
        }
    }

    /** t ← t + other. */
    public static void add(Tensor t, Tensor other) {
        try (var off = Gradients.off()) {
            change(t, "add_", () -> t.handle().add_(other.handle()), other);
        }
    }

    /** t ← t + weight · (end − t). */
    public static void lerp(Tensor t, Tensor end, double weight) {
        try (var off = Gradients.off()) {
            change(t, "lerp_", () -> t.handle().lerp_(end.handle(), new Scalar(weight)), end);
        }
    }

    /** t ← t + factor · a · b, element by element. */
    public static void addProduct(Tensor t, double factor, Tensor a, Tensor b) {
        try (var off = Gradients.off()) {
            change(t, "addcmul_", () -> t.handle().addcmul_(a.handle(), b.handle(), new Scalar(factor)), a, b);
        }
    }

    /** t ← t + factor · a / b, element by element. */
    public static void addQuotient(Tensor t, double factor, Tensor a, Tensor b) {
        try (var off = Gradients.off()) {
            change(t, "addcdiv_", () -> t.handle().addcdiv_(a.handle(), b.handle(), new Scalar(factor)), a, b);
        }
    }
}
