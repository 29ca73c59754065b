package dev.limpid.tensor;

import java.util.Locale;
import org.bytedeco.pytorch.DoubleOptional;
import org.bytedeco.pytorch.LongOptional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;

/**
 * Differentiable operations of neural networks and image filters, with the names of {@code torch.nn.functional}. Images are
 * (B, C, H, W).
 */
public final class Functional {
    private Functional() {}

    /** How an image is continued beyond its border. */
    public enum Padding {
        /** Zeros. */
        CONSTANT,
        /** Mirrored about the edge pixel, which is not repeated. */
        REFLECT,
        /** The edge pixel repeated. */
        REPLICATE,
        /** Wrapped around. */
        CIRCULAR
    }

    /** Cross-correlation of x (B, C, H, W) with weight (O, C / groups, kh, kw). */
    public static Tensor conv2d(Tensor x, Tensor weight, @Nullable Tensor bias, int stride, int padding, int groups) {
        return conv2d(x, weight, bias, stride, new long[] {padding, padding}, groups);
    }

    /** The same with zeros above and below as well as on the left and right, as many as given for each. */
    public static Tensor conv2dPadded(Tensor x, Tensor weight, Tensor bias, int stride, int vertical, int horizontal) {
        return conv2d(x, weight, bias, stride, new long[] {vertical, horizontal}, 1);
    }

    private static Tensor conv2d(
            Tensor x, Tensor weight, @Nullable Tensor bias, int stride, long[] padding, int groups) {
        if (ChannelBlocks.areNeeded(weight, groups)) {
            return ChannelBlocks.filled(
                    x, weight, bias, weight.size(0), (xs, ws, bs, n) -> conv2d(xs, ws, bs, stride, padding, n));
        }
        TensorOptional b = bias == null ? new TensorOptional() : Tensor.optional(bias);
        long[] strides = {stride, stride};
        if (SmallConvolution.serves(x, weight, x.shape(), weight.size(0), groups)) {
            return Tensor.call("conv2d", () -> SmallConvolution.forward(x, weight, b, strides, padding), x, weight);
        }
        return Tensor.call(
                "conv2d",
                () -> torch.conv2d(x.handle(), weight.handle(), b, strides, padding, new long[] {1, 1}, groups),
                x,
                weight);
    }

    /** The transpose of {@link #conv2d} in x; weight is (C, O / groups, kh, kw). */
    public static Tensor convTranspose2d(
            Tensor x, Tensor weight, @Nullable Tensor bias, int stride, int padding, int groups) {
        if (ChannelBlocks.areNeeded(weight, groups)) {
            return ChannelBlocks.filled(
                    x,
                    weight,
                    bias,
                    weight.size(1),
                    (xs, ws, bs, n) -> convTranspose2d(xs, ws, bs, stride, padding, n));
        }
        TensorOptional b = bias == null ? new TensorOptional() : Tensor.optional(bias);
        return Tensor.call(
                "conv_transpose2d",
                () -> torch.conv_transpose2d(
                        x.handle(),
                        weight.handle(),
                        b,
                        new long[] {stride, stride},
                        new long[] {padding, padding},
                        new long[] {0, 0},
                        groups,
                        1,
                        1),
                x,
                weight);
    }

    /** x Wᵀ + b over the last dimension; weight (O, I). */
    public static Tensor linear(Tensor x, Tensor weight, Tensor bias) {
        return Tensor.call("linear", () -> torch.linear(x.handle(), weight.handle(), Tensor.optional(bias)), x, weight);
    }

    /** Normalises each group of channels to mean 0 and variance 1, then scales and shifts each channel. */
    public static Tensor groupNorm(Tensor x, int groups, Tensor weight, Tensor bias, double eps) {
        return Tensor.call(
                "group_norm",
                () -> torch.group_norm(x.handle(), groups, Tensor.optional(weight), Tensor.optional(bias), eps, true),
                x,
                weight);
    }

    /** {@link #groupNorm} followed by {@link #silu}, without an array in between where nothing is recorded. */
    public static Tensor groupNormSilu(Tensor x, int groups, Tensor weight, Tensor bias, double eps) {
        Tensor normalised = groupNorm(x, groups, weight, bias, eps);
        if (Gradients.recording()) {
            return silu(normalised);
        }
        return InPlace.change(normalised, "silu_", () -> torch.silu_(normalised.handle()));
    }

    /**
     * {@code own} + {@code other}; in the memory of {@code own}, which nobody else may need, where nothing is recorded.
     */
    public static Tensor accumulate(Tensor own, Tensor other) {
        if (Gradients.recording()) {
            return own.add(other);
        }
        return InPlace.change(own, "add_", () -> own.handle().add_(other.handle()), other);
    }

    /** x · sigmoid(x). */
    public static Tensor silu(Tensor x) {
        return Tensor.call("silu", () -> torch.silu(x.handle()), x);
    }

    public static Tensor leakyRelu(Tensor x, double slope) {
        return Tensor.call("leaky_relu", () -> torch.leaky_relu(x.handle(), new Scalar(slope)), x);
    }

    /** softmax(q kᵀ · scale) v over the last two dimensions (tokens, channels). */
    public static Tensor attention(Tensor q, Tensor k, Tensor v, double scale) {
        return Tensor.call(
                "attention",
                () -> torch.scaled_dot_product_attention(
                        q.handle(),
                        k.handle(),
                        v.handle(),
                        new TensorOptional(),
                        0.0,
                        false,
                        new DoubleOptional(scale),
                        false),
                q,
                k,
                v);
    }

    /** Each pixel repeated twice in both directions. */
    public static Tensor upsampleNearest2x(Tensor x) {
        if (Cells.serves(x)) {
            return Cells.repeat(x);
        }
        return Tensor.call(
                "upsample_nearest2d",
                () -> torch.upsample_nearest2d(x.handle(), new long[] {2 * x.size(2), 2 * x.size(3)}),
                x);
    }

    /** The mean of each {@code size} × {@code size} cell. */
    public static Tensor avgPool2d(Tensor x, int size) {
        if (size == 2 && Cells.serves(x) && x.size(2) % 2 == 0 && x.size(3) % 2 == 0) {
            Tensor sum = Cells.sum(x);
            InPlace.scale(sum, 0.25);
            return sum;
        }
        return Tensor.call("avg_pool2d", () -> torch.avg_pool2d(x.handle(), size, size), x);
    }

    /** The mean of the pixels of the image in each window of 3 × 3 around a pixel: at the border of fewer than nine. */
    public static Tensor avgPool3x3(Tensor x) {
        return Tensor.call(
                "avg_pool2d",
                () -> torch.avg_pool2d(
                        x.handle(),
                        new long[] {3, 3},
                        new long[] {1, 1},
                        new long[] {1, 1},
                        false,
                        false,
                        new LongOptional()),
                x);
    }

    /** x (B, C, H, W) at another size, bilinear between the centres of pixels, without smoothing where it shrinks. */
    public static Tensor resizeBilinear(Tensor x, int height, int width) {
        return Tensor.call(
                "upsample_bilinear2d",
                () -> torch.upsample_bilinear2d(x.handle(), new long[] {height, width}, false),
                x);
    }

    /** The maximum of windows of {@code size} × {@code size}, {@code stride} apart; windows may overhang if {@code ceil}. */
    public static Tensor maxPool2d(Tensor x, int size, int stride, boolean ceil) {
        return Tensor.call(
                "max_pool2d",
                () -> torch.max_pool2d(
                        x.handle(),
                        new long[] {size, size},
                        new long[] {stride, stride},
                        new long[] {0, 0},
                        new long[] {1, 1},
                        ceil),
                x);
    }

    /** (B, C r², H, W) to (B, C, H r, W r). */
    public static Tensor pixelShuffle(Tensor x, int factor) {
        return Tensor.call("pixel_shuffle", () -> torch.pixel_shuffle(x.handle(), factor), x);
    }

    /** (B, C, H r, W r) to (B, C r², H, W), the inverse of {@link #pixelShuffle}. */
    public static Tensor pixelUnshuffle(Tensor x, int factor) {
        return Tensor.call("pixel_unshuffle", () -> torch.pixel_unshuffle(x.handle(), factor), x);
    }

    /** {@link Tensor#relu}; in the memory of {@code own}, which nobody else may need, where nothing is recorded. */
    public static Tensor relu(Tensor own) {
        return Gradients.recording() ? own.relu() : InPlace.change(own, "relu_", () -> torch.relu_(own.handle()));
    }

    /** Continues the last two dimensions beyond their borders. */
    public static Tensor pad(Tensor x, int left, int right, int top, int bottom, Padding mode) {
        return Tensor.call(
                "pad",
                () -> torch.pad(
                        x.handle(),
                        new long[] {left, right, top, bottom},
                        mode.name().toLowerCase(Locale.ROOT),
                        new DoubleOptional()),
                x);
    }

    /**
     * x (B, C, H, W) read between its pixels, bilinearly, zeros beyond its border: (B, C, h, w).
     *
     * @param grid (B, h, w, 2) of (column, row), −1 being the centre of the first pixel and 1 that of the last
     */
    public static Tensor gridSample(Tensor x, Tensor grid) {
        return Tensor.call(
                "grid_sampler_2d", () -> torch.grid_sampler_2d(x.handle(), grid.handle(), 0, 0, true), x, grid);
    }

    /** Rows of {@code table} (N, D) at {@code index} (int64). */
    public static Tensor embedding(Tensor table, Tensor index) {
        return Tensor.call("embedding", () -> torch.embedding(table.handle(), index.handle()), table, index);
    }
}
