package dev.limpid.nn;

import dev.limpid.tensor.Functional;
import dev.limpid.tensor.Gradients;
import dev.limpid.tensor.Scope;
import dev.limpid.tensor.Tensor;
import java.util.List;
import java.util.stream.Stream;

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
            Tensor[] parts = split(qkv.apply(sequence(norm.apply(x))));
            Tensor attended = saved.keeps() ? kept(block, x, parts, saved) : attend(parts);
            Tensor change = projection.apply(merge(attended));
            return block.keep(x.add(image(change, x)));
        }
    }

    /** {@link #attend}, with all that {@link #backward} needs saved: on the processor no map, since the operation computes it again by parts. */
    private Tensor kept(Scope block, Tensor x, Tensor[] parts, Saved saved) {
        saved.push(x);
        var leaves = new Tensor[parts.length];
        for (int i = 0; i < parts.length; i++) {
            leaves[i] = parts[i].leaf();
            saved.push(block, leaves[i]);
        }
        Tensor attended = Gradients.recorded(this::attend, leaves);
        saved.push(block, attended);
        return attended.detach();
    }

    private Tensor attend(Tensor[] parts) {
        return Functional.attention(parts[0], parts[1], parts[2], 1 / Math.sqrt((double) parts[0].size(3)));
    }

    @Override
    public Tensor backward(Tensor g, Embedding embedding, Saved saved) {
        Tensor attended = saved.pop();
        Tensor v = saved.pop();
        Tensor k = saved.pop();
        Tensor q = saved.pop();
        Tensor x = saved.pop();
        try (var block = Scope.open()) {
            Tensor atAttended = heads(projection.backward(sequence(g)));
            Tensor atParts = join(Gradients.atLeaves("attention backward", attended, atAttended, q, k, v));
            Tensor atX = norm.backward(image(qkv.backward(atParts), x), x);
            return block.keep(Functional.accumulate(atX, g));
        } finally {
            List.of(attended, v, k, q, x).forEach(Tensor::release);
        }
    }

    /** An image (B, C, H, W) as (B, T, C). */
    private static Tensor sequence(Tensor image) {
        return image.reshape(image.size(0), image.size(1), image.size(2) * image.size(3))
                .transpose(1, 2);
    }

    /** (B, T, C) as an image of the shape of x. */
    private static Tensor image(Tensor sequence, Tensor x) {
        return sequence.transpose(1, 2).reshape(x.shape());
    }

    /** (B, T, C) as (B, heads, T, c). */
    private Tensor heads(Tensor sequence) {
        return sequence.reshape(sequence.size(0), sequence.size(1), heads, sequence.size(2) / heads)
                .transpose(1, 2);
    }

    /** The inverse of {@link #heads}. */
    private static Tensor merge(Tensor ofHeads) {
        return ofHeads.transpose(1, 2).reshape(ofHeads.size(0), ofHeads.size(2), ofHeads.size(1) * ofHeads.size(3));
    }

    /** q, k, v as (B, heads, T, c), from (B, T, 3 C). */
    private Tensor[] split(Tensor all) {
        long b = all.size(0);
        long tokens = all.size(1);
        long c = all.size(2) / (3L * heads);
        Tensor parts = newOrder ? all.reshape(b, tokens, 3, heads, c) : all.reshape(b, tokens, heads, 3, c);
        var result = new Tensor[3];
        for (int i = 0; i < 3; i++) {
            result[i] = parts.narrow(kind(), i, 1).reshape(b, tokens, heads, c).transpose(1, 2);
        }
        return result;
    }

    /** The inverse of {@link #split}. */
    private Tensor join(Tensor[] parts) {
        long b = parts[0].size(0);
        long tokens = parts[0].size(2);
        long c = parts[0].size(3);
        long[] one = newOrder ? new long[] {b, tokens, 1, heads, c} : new long[] {b, tokens, heads, 1, c};
        List<Tensor> each =
                Stream.of(parts).map(part -> part.transpose(1, 2).reshape(one)).toList();
        return Tensor.cat(each, kind()).reshape(b, tokens, 3L * heads * c);
    }

    /** The dimension of q, k and v among five. */
    private int kind() {
        return newOrder ? 2 : 3;
    }
}
