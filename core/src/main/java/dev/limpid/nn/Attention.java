package dev.limpid.nn;

import dev.limpid.tensor.Functional;
import dev.limpid.tensor.Gradients;
import dev.limpid.tensor.Scope;
import dev.limpid.tensor.Tensor;

/**
 * Self-attention over the pixels of an image: x + proj(softmax(qᵀk / √c) v), with q, k, v from the normalised image and c
 * channels per head.
 *
 * <p>Source: Dhariwal and Nichol, "Diffusion models beat GANs on image synthesis", NeurIPS 2021, §3.
 */
public final class Attention implements Layer {
    private final GroupNorm norm;
    private final Linear qkv;
    private final Linear projection;
    private final int heads;
    private final boolean newOrder;

    /**
     * @param heads number of heads; divides {@code channels}
     * @param newOrder whether the 3 C channels of qkv are (q, k, v) × heads instead of heads × (q, k, v)
     */
    public Attention(Weights weights, int channels, int heads, boolean newOrder) {
        if (channels % heads != 0) {
            throw new IllegalArgumentException(channels + " channels do not divide into " + heads + " attention heads");
        }
        this.heads = heads;
        this.newOrder = newOrder;
        norm = GroupNorm.of(weights.at("norm"), channels);
        qkv = pointwise(weights.at("qkv"), channels, 3 * channels);
        projection = pointwise(weights.at("proj_out"), channels, channels);
    }

    /** A convolution of width 1 over a sequence is a linear map of each of its elements. */
    private static Linear pointwise(Weights weights, int in, int out) {
        return new Linear(weights.get("weight", out, in, 1).reshape(out, in), weights.get("bias", out));
    }

    @Override
    public Tensor apply(Tensor x, Embedding embedding, Saved saved) {
        try (var block = Scope.open()) {
            saved.push(x);
            return block.keep(attend(x));
        }
    }

    private Tensor attend(Tensor x) {
        long b = x.size(0);
        long c = x.size(1);
        long tokens = x.size(2) * x.size(3);
        Tensor sequence = norm.apply(x).reshape(b, c, tokens).transpose(1, 2); // (B, T, C)
        Tensor[] heads3 = split(qkv.apply(sequence), b, tokens, c / heads);
        Tensor a = Functional.attention(heads3[0], heads3[1], heads3[2], 1 / Math.sqrt((double) c / heads));
        Tensor out = projection.apply(a.transpose(1, 2).reshape(b, tokens, c)); // (B, T, C)
        return x.add(out.transpose(1, 2).reshape(x.shape()));
    }

    /** q, k, v as (B, heads, T, c). */
    private Tensor[] split(Tensor all, long b, long tokens, long c) {
        Tensor parts = newOrder ? all.reshape(b, tokens, 3, heads, c) : all.reshape(b, tokens, heads, 3, c);
        int dim = newOrder ? 2 : 3;
        var result = new Tensor[3];
        for (int i = 0; i < 3; i++) {
            result[i] = parts.narrow(dim, i, 1).reshape(b, tokens, heads, c).transpose(1, 2);
        }
        return result;
    }

    @Override
    public Tensor backward(Tensor g, Embedding embedding, Saved saved) {
        Tensor x = saved.pop();
        try (var block = Scope.open()) {
            // The maps of attention are larger than x: cheaper to compute again than to keep.
            return block.keep(Gradients.recompute(this::attend, x, g));
        } finally {
            x.release();
        }
    }
}
