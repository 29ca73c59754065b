package dev.limpid.tensor;

import org.bytedeco.javacpp.BoolPointer;
import org.bytedeco.pytorch.LongArrayRefOptional;
import org.bytedeco.pytorch.MemoryFormatOptional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.T_TensorTensorTensor_T;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch;

/**
 * Gradients of {@link Functional}'s operations with respect to their input, for hand-written backward passes of networks
 * with frozen weights. Each takes the gradient g at the operation's output.
 */
public final class Backward {
    private Backward() {}

    /** The gradient of {@link Functional#conv2d}, for an input of {@code shape}; the input's values do not matter. */
    public static Tensor conv2d(Tensor g, Tensor weight, int stride, int padding, long... shape) {
        if (!ChannelBlocks.areNeeded(weight, 1)) {
            return unfilled(g, weight, stride, padding, 1, shape);
        }
        return ChannelBlocks.filled(
                g,
                weight,
                null,
                shape[1],
                (gs, ws, none, n) ->
                        unfilled(gs, ws, stride, padding, n, shape[0], n * ws.size(1), shape[2], shape[3]));
    }

    /** The same with the channels as they are, in so many groups. */
    static Tensor unfilled(Tensor g, Tensor weight, int stride, int padding, int groups, long... shape) {
        boolean small = SmallConvolution.serves(g, weight, shape, shape[1], groups);
        return Tensor.call(
                "conv2d backward",
                () -> first(torch.convolution_backward(
                        g.handle(),
                        small ? SmallConvolution.input(shape) : inputLike(g, shape),
                        weight.handle(),
                        new LongArrayRefOptional(),
                        new long[] {stride, stride},
                        new long[] {padding, padding},
                        new long[] {1, 1},
                        false,
                        new long[] {0, 0},
                        groups,
                        inputOnly())),
                g,
                weight);
    }

    /** Only the shape and the layout of an input are read; the layout is that of g, which the result gets. */
    private static org.bytedeco.pytorch.Tensor inputLike(Tensor g, long... shape) {
        return torch.empty(
                shape, new TensorOptions(), new MemoryFormatOptional(g.handle().suggest_memory_format()));
    }

    /** The gradient of {@link Functional#linear}, for g (…, O). */
    public static Tensor linear(Tensor g, Tensor weight) {
        return Tensor.call("linear backward", () -> torch.matmul(g.handle(), weight.handle()), g, weight);
    }

    /** The gradient of {@link Functional#groupNorm}; what it computed from x is computed again instead of having been stored. */
    public static Tensor groupNorm(Tensor g, Tensor x, int groups, Tensor weight, Tensor bias, double eps) {
        return Tensor.call(
                "group_norm backward",
                () -> {
                    T_TensorTensorTensor_T norm = normalise(x, groups, weight, bias, eps);
                    return throughNorm(
                            g.handle().contiguous(x.handle().suggest_memory_format()), norm, x, groups, weight);
                },
                g,
                x);
    }

    /** The gradient of {@link Functional#groupNormSilu}; what it computed from x is computed again instead of having been stored. */
    public static Tensor groupNormSilu(Tensor g, Tensor x, int groups, Tensor weight, Tensor bias, double eps) {
        return Tensor.call(
                "group_norm + silu backward",
                () -> {
                    T_TensorTensorTensor_T norm = normalise(x, groups, weight, bias, eps);
                    // In place: what was normalised is not needed any more.
                    torch.silu_backward_out(norm.get0(), g.handle(), norm.get0());
                    return throughNorm(norm.get0(), norm, x, groups, weight);
                },
                g,
                x);
    }

    /** The normalised x, and the means and the inverse deviations of its groups. */
    private static T_TensorTensorTensor_T normalise(Tensor x, int groups, Tensor weight, Tensor bias, double eps) {
        long n = x.size(0);
        long c = x.size(1);
        return torch.native_group_norm(
                x.handle(), Tensor.optional(weight), Tensor.optional(bias), n, c, x.count() / (n * c), groups, eps);
    }

    private static org.bytedeco.pytorch.Tensor throughNorm(
            org.bytedeco.pytorch.Tensor g, T_TensorTensorTensor_T norm, Tensor x, int groups, Tensor weight) {
        long n = x.size(0);
        long c = x.size(1);
        return first(torch.native_group_norm_backward(
                g,
                x.handle(),
                norm.get1(),
                norm.get2(),
                Tensor.optional(weight),
                n,
                c,
                x.count() / (n * c),
                groups,
                inputOnly()));
    }

    /** Where {@code rectified}, the output of {@link Tensor#relu}, is positive: one byte a value, which {@link #relu} needs. */
    public static Tensor passed(Tensor rectified) {
        return Tensor.call("gt", () -> rectified.handle().gt(new Scalar(0)), rectified);
    }

    /** The gradient of {@link Tensor#relu}, in g's memory, which nobody else may need. */
    public static Tensor relu(Tensor g, Tensor passed) {
        return InPlace.change(g, "mul_", () -> g.handle().mul_(passed.handle()), passed);
    }

    /** The gradient of {@link Functional#upsampleNearest2x}: the sum over each cell of four. */
    public static Tensor upsampleNearest2x(Tensor g) {
        return Cells.serves(g) ? Cells.sum(g) : Functional.avgPool2d(g, 2).mul(4);
    }

    /** The gradient of {@link Functional#avgPool2d} with cells of 2 × 2. */
    public static Tensor avgPool2x(Tensor g) {
        return Functional.upsampleNearest2x(g.mul(0.25));
    }

    /** A handle of its own: the tuple's elements live in the tuple's memory and go with it. */
    private static org.bytedeco.pytorch.Tensor first(T_TensorTensorTensor_T tuple) {
        return new org.bytedeco.pytorch.Tensor(tuple.get0());
    }

    private static BoolPointer inputOnly() {
        return new BoolPointer(3).put(0, true).put(1, false).put(2, false);
    }
}
