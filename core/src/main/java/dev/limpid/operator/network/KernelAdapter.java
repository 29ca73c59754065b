package dev.limpid.operator.network;

import dev.limpid.nn.Weights;
import dev.limpid.tensor.Functional;
import dev.limpid.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The U-Net that writes a blur code into the features of a sharp image: five 4 × 4 convolutions of stride 2 down, the code
 * beside the innermost result, five transposed ones up with skip connections.
 *
 * <p>Source: Tran et al., CVPR 2021, the function G; the authors' {@code KernelAdapter}. Their LeakyReLU works in place, so
 * that a skip connection carries the activated tensor; a ReLU follows it, and ReLU ∘ LeakyReLU = ReLU.
 */
final class KernelAdapter {
    /** Channels at the input and after each level on the way down, in multiples of nf. */
    private static final long[] WIDTHS = {1, 1, 2, 4, 8, 8};

    private static final double SLOPE = 0.2;

    /** By what the adapter divides the sides of its input. */
    static final int STRIDE = 1 << (WIDTHS.length - 1);

    private final List<Tensor> down = new ArrayList<>();
    private final List<Tensor> up = new ArrayList<>();
    private final Tensor bias;

    /** @param features channels of input and output, nf; the code has 8 nf */
    KernelAdapter(int features, Weights weights) {
        int levels = WIDTHS.length - 1;
        List<Weights> at = new ArrayList<>();
        for (int i = 0; i < levels; i++) {
            at.add(i == 0 ? weights : at.get(i - 1).at("submodule"));
            // The outermost level has no activation before its convolution, hence another index.
            Weights layer = at.get(i).at(i == 0 ? "down.0" : "down.1");
            down.add(layer.get("weight", WIDTHS[i + 1] * features, WIDTHS[i] * features, 4, 4));
        }
        for (int i = levels - 1; i >= 0; i--) {
            Weights layer = at.get(i).at("up.1");
            // Transposed convolutions store (in, out, kh, kw); what comes up and the skip connection are joined.
            up.add(0, layer.get("weight", 2 * WIDTHS[i + 1] * features, WIDTHS[i] * features, 4, 4));
        }
        bias = weights.at("up.1").get("bias", features);
    }

    /** f (B, nf, H, W) and a code (B, 8 nf, H / 32, W / 32) to (B, nf, H, W) in (−1, 1). */
    Tensor apply(Tensor f, Tensor code) {
        List<Tensor> d = new ArrayList<>();
        for (int i = 0; i < down.size(); i++) {
            Tensor input = i == 0 ? f : Functional.leakyRelu(d.get(i - 1), SLOPE);
            d.add(Functional.conv2d(input, down.get(i), null, 2, 1, 1));
        }
        Tensor u = d.get(d.size() - 1);
        for (int i = up.size() - 1; i >= 0; i--) {
            Tensor beside = i == up.size() - 1 ? code : d.get(i);
            u = up(i, Tensor.cat(List.of(u, beside), 1).relu());
        }
        return u.tanh();
    }

    private Tensor up(int i, Tensor joined) {
        @Nullable Tensor b = i == 0 ? bias : null;
        return Functional.convTranspose2d(joined, up.get(i), b, 2, 1, 1);
    }
}
