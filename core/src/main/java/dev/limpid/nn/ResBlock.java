package dev.limpid.nn;

import dev.limpid.tensor.Functional;
import dev.limpid.tensor.Scope;
import dev.limpid.tensor.Tensor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A residual block of the ADM UNet: norm–SiLU–convolution twice, with the time step in between.
 *
 * <p>h = conv₁(resample(silu(norm₁(x)))); the embedding then either scales and shifts the second normalisation,
 * silu(norm₂(h) · (1 + scale) + shift), or is added, silu(norm₂(h + e)); the output is skip(resample(x)) + conv₂(that).
 *
 * <p>Source: Dhariwal and Nichol, "Diffusion models beat GANs on image synthesis", NeurIPS 2021, §3.
 */
public final class ResBlock implements Layer {
    private final GroupNorm norm1;
    private final Conv2d conv1;
    private final Linear time;
    private final boolean scaleShift;
    private final GroupNorm norm2;
    private final Conv2d conv2;
    private final @Nullable Conv2d skip;
    private final Resampling resampling;
    private final List<Tensor> stepWeights;

    /**
     * @param in channels of x
     * @param embedding size of the time embedding
     * @param out channels of the output
     * @param scaleShift whether the embedding scales and shifts instead of being added
     */
    public ResBlock(Weights weights, int in, int embedding, int out, boolean scaleShift, Resampling resampling) {
        this.scaleShift = scaleShift;
        this.resampling = resampling;
        norm1 = GroupNorm.of(weights.at("in_layers.0"), in);
        conv1 = Conv2d.of(weights.at("in_layers.2"), in, out, 3);
        time = Linear.of(weights.at("emb_layers.1"), embedding, scaleShift ? 2 * out : out);
        norm2 = GroupNorm.of(weights.at("out_layers.0"), out);
        conv2 = Conv2d.of(weights.at("out_layers.3"), out, out, 3);
        skip = in == out ? null : Conv2d.of(weights.at("skip_connection"), in, out, 1);
        stepWeights = List.of(time.weight(), time.bias(), norm2.weight(), norm2.bias());
    }

    @Override
    public Tensor apply(Tensor x, Embedding embedding, Saved saved) {
        try (var block = Scope.open()) {
            Tensor[] step = step(embedding);
            Tensor h = Scope.tidy(() -> first(x, step));
            saved.push(x);
            saved.push(block, h);
            Tensor change = Scope.tidy(() -> conv2.apply(second(h, step)));
            Tensor skipped = Scope.tidy(() -> skip(resampling.apply(x)));
            return block.keep(Functional.accumulate(change, skipped));
        }
    }

    /**
     * The time step's part: the gain and the offset of the second normalisation with its scale and shift, for one step; (1 + scale, shift),
     * each (B, out, 1, 1), for one of each image; or e, (1 or B, out, 1, 1), where it is added.
     */
    private Tensor[] step(Embedding embedding) {
        return embedding.tensors(this, stepWeights, () -> {
            Tensor e = time.apply(Functional.silu(embedding.vector()));
            if (!scaleShift) {
                return new Tensor[] {e.reshape(e.size(0), e.size(1), 1, 1)};
            }
            long out = e.size(1) / 2;
            Tensor gain = e.narrow(1, 0, out).add(1);
            Tensor shift = e.narrow(1, out, out);
            if (embedding.isOne()) {
                GroupNorm modulated = norm2.modulated(gain.reshape(out), shift.reshape(out));
                return new Tensor[] {modulated.weight(), modulated.bias()};
            }
            return new Tensor[] {gain.reshape(e.size(0), out, 1, 1), shift.reshape(e.size(0), out, 1, 1)};
        });
    }

    /** conv₁(resample(silu(norm₁(x)))), with the embedding added where it does not scale and shift. */
    private Tensor first(Tensor x, Tensor[] step) {
        Tensor h = conv1.apply(resampling.apply(norm1.applySilu(x)));
        return scaleShift ? h : h.add(step[0]);
    }

    private Tensor skip(Tensor x) {
        return skip == null ? x : skip.apply(x);
    }

    /** silu(norm₂(h) · (1 + scale) + shift), or silu(norm₂(h)) where the embedding was added before. */
    private Tensor second(Tensor h, Tensor[] step) {
        return !scaleShift || step[0].dim() == 1
                ? secondNorm(step).applySilu(h)
                : Functional.silu(norm2.apply(h).mul(step[0]).add(step[1]));
    }

    /** The second normalisation, with the scale and shift of one time step for the whole batch as part of its own. */
    private GroupNorm secondNorm(Tensor[] step) {
        return scaleShift ? new GroupNorm(step[0], step[1]) : norm2;
    }

    @Override
    public Tensor backward(Tensor g, Embedding embedding, Saved saved) {
        if (!embedding.isOne()) {
            throw new IllegalArgumentException("the hand-written backward pass takes one time step for all images");
        }
        Tensor h = saved.pop();
        Tensor x = saved.pop();
        try (var block = Scope.open()) {
            GroupNorm norm = scaleShift ? secondNorm(step(embedding)) : norm2;
            // A scope for each convolution: at full resolution an array that waits for the block's end costs.
            Tensor atH = Scope.tidy(() -> norm.backwardSilu(conv2.backward(g, h.size(2), h.size(3)), h));
            Tensor atFirst = Scope.tidy(() -> resampling.backward(conv1.backward(atH, h.size(2), h.size(3))));
            h.release();
            atH.release();
            Tensor atX = Scope.tidy(() -> norm1.backwardSilu(atFirst, x));
            x.release();
            atFirst.release();
            Tensor atSkip = Scope.tidy(() -> resampling.backward(backwardSkip(g)));
            return block.keep(Functional.accumulate(atX, atSkip));
        }
    }

    private Tensor backwardSkip(Tensor g) {
        return skip == null ? g : skip.backward(g, g.size(2), g.size(3));
    }
}
