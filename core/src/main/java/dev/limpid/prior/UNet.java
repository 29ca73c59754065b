package dev.limpid.prior;

import dev.limpid.nn.Conv2d;
import dev.limpid.nn.Embedding;
import dev.limpid.nn.GroupNorm;
import dev.limpid.nn.Linear;
import dev.limpid.nn.Saved;
import dev.limpid.nn.TimestepEmbedding;
import dev.limpid.nn.Weights;
import dev.limpid.tensor.CustomGradient;
import dev.limpid.tensor.Functional;
import dev.limpid.tensor.Gradients;
import dev.limpid.tensor.Scope;
import dev.limpid.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The UNet of guided diffusion (ADM): predicts the noise of an image, and where it was trained to, the
 * variance.
 *
 * <p>{@link #epsilon} takes the weights as fixed; {@link #apply} is recorded by autograd for them, too, and so is what training
 * uses.
 *
 * <p>The weights belong to the scope that was open when they were read. Thread-safe once made.
 *
 * <p>Source: Dhariwal and Nichol, "Diffusion models beat GANs on image synthesis", NeurIPS 2021; names of the weights as in
 * openai/guided-diffusion, {@code unet.py}.
 */
public final class UNet implements Denoiser {
    /** Evaluations at one time step in a row after which a fit is likely: methods without one make a few at most. */
    private static final int OFTEN = 8;

    private final UNetConfig config;
    private final Linear time1;
    private final Linear time2;
    private final List<Tensor> timeWeights;
    private final @Nullable Tensor classes;
    private final List<UNetBlock> inputBlocks;
    private final UNetBlock middleBlock;
    private final List<UNetBlock> outputBlocks;
    private final List<Integer> skipChannels;
    private final GroupNorm outNorm;
    private final Conv2d outConv;
    /** One for each thread: solves that share a prior are at steps of their own. */
    @SuppressWarnings("ThreadLocalUsage")
    private final ThreadLocal<@Nullable Latest> latest = new ThreadLocal<>();

    /** The time step of the latest evaluations, with its embedding after many. */
    private record Latest(
            double t, long version, int times, @Nullable Embedding embedding) {
        boolean isAt(double other, long now) {
            return t == other && version == now;
        }
    }

    /** Takes every weight of the network from {@code weights}, in the order of its state dict. */
    public UNet(UNetConfig config, Weights weights) {
        this.config = config;
        int embedding = 4 * config.numChannels();
        time1 = Linear.of(weights.at("time_embed.0"), config.numChannels(), embedding);
        time2 = Linear.of(weights.at("time_embed.2"), embedding, embedding);
        timeWeights = List.of(time1.weight(), time1.bias(), time2.weight(), time2.bias());
        classes = config.classes() == 0 ? null : weights.get("label_emb.weight", config.classes(), embedding);
        var architecture = new UNetArchitecture(config, weights);
        inputBlocks = architecture.inputBlocks();
        middleBlock = architecture.middleBlock();
        outputBlocks = architecture.outputBlocks();
        skipChannels = architecture.skipChannels();
        int width = config.width(0);
        outNorm = GroupNorm.of(weights.at("out.0"), width);
        outConv = Conv2d.of(weights.at("out.2"), width, config.outChannels(), 3);
    }

    public UNetConfig config() {
        return config;
    }

    @Override
    public Tensor epsilon(Tensor x, double t) {
        Tensor out = output(x, t);
        return config.learnSigma() ? out.narrow(1, 0, config.inChannels()) : out;
    }

    @Override
    public Prediction predict(Tensor x, double t) {
        Tensor out = output(x, t);
        int c = config.inChannels();
        return config.learnSigma()
                ? new Prediction(out.narrow(1, 0, c), out.narrow(1, c, c))
                : new Prediction(out, null);
    }

    @Override
    public long memory(int height, int width, boolean gradient) {
        return (long) (config.bytes(gradient) * height * width);
    }

    private Tensor output(Tensor x, double t) {
        requireImage(x);
        return Gradients.recording() && x.requiresGradient()
                ? CustomGradient.apply(x, image -> withBackward(image, t))
                : forward(x, at(t), Saved.nothing(), UNet::untraced);
    }

    private static void untraced(String name, Tensor value) {}

    private CustomGradient.Result withBackward(Tensor x, double t) {
        Embedding embedding = at(t);
        Saved saved = Saved.empty();
        Tensor out = forward(x, embedding, saved, UNet::untraced);
        return new CustomGradient.Result(out, g -> backward(g, embedding, saved));
    }

    /**
     * The whole output (B, C or 2 C, H, W): ε̂, then the variance's logits if they are learned; recorded by autograd.
     *
     * @param times one for all images, or one per image
     * @param labels classes, one per image, of a class-conditional network, else null
     * @param trace sees the value of every layer and block under its name in the state dict
     */
    public Tensor apply(Tensor x, double[] times, long @Nullable [] labels, BiConsumer<String, Tensor> trace) {
        requireImage(x);
        if (times.length != 1 && times.length != x.size(0)) {
            throw new IllegalArgumentException(times.length + " times for " + x.size(0) + " images");
        }
        if (labels != null && labels.length != x.size(0)) {
            throw new IllegalArgumentException(labels.length + " labels for " + x.size(0) + " images");
        }
        return forward(x, Embedding.of(embedding(labels, trace, times)), Saved.nothing(), trace);
    }

    /** A time step's embedding, kept where a thread evaluates it often in a row; weights that were changed in between are seen. */
    private Embedding at(double t) {
        if (Gradients.recording()) {
            return Embedding.of(embedding(null, UNet::untraced, t));
        }
        long version = Embedding.version(timeWeights);
        Latest before = latest.get();
        if (before != null && before.embedding != null && before.isAt(t, version)) {
            return before.embedding;
        }
        int times = before != null && before.isAt(t, version) ? before.times + 1 : 1;
        Tensor vector = embedding(null, UNet::untraced, t);
        Embedding kept = times < OFTEN ? null : Embedding.kept(vector);
        latest.set(new Latest(t, version, times, kept));
        return kept == null ? Embedding.of(vector) : kept;
    }

    private void requireImage(Tensor x) {
        if (x.dim() != 4 || x.size(1) != config.inChannels()) {
            throw new IllegalArgumentException("the prior takes images of shape (B, " + config.inChannels()
                    + ", H, W), got " + Arrays.toString(x.shape()));
        }
        if (x.size(2) % config.stride() != 0 || x.size(3) % config.stride() != 0) {
            throw new IllegalArgumentException("the prior takes images whose sides are multiples of " + config.stride()
                    + ", got " + x.size(2) + "×" + x.size(3));
        }
    }

    private Tensor embedding(long @Nullable [] labels, BiConsumer<String, Tensor> trace, double... times) {
        Tensor e = TimestepEmbedding.of(config.numChannels(), times)
                .to(outConv.weight().device());
        e = time2.apply(Functional.silu(time1.apply(e)));
        trace.accept("time_embed", e);
        if ((classes == null) != (labels == null)) {
            throw new IllegalArgumentException(
                    classes == null ? "the prior is not class-conditional" : "a class-conditional prior needs labels");
        }
        if (classes != null && labels != null) {
            for (long label : labels) {
                if (label < 0 || label >= config.classes()) {
                    throw new IllegalArgumentException(
                            "labels must be between 0 and " + (config.classes() - 1) + ", got " + label);
                }
            }
            e = e.add(Functional.embedding(classes, Tensor.of(labels, labels.length)));
        }
        return e;
    }

    private Tensor forward(Tensor x, Embedding embedding, Saved saved, BiConsumer<String, Tensor> trace) {
        var skips = new ArrayList<Tensor>();
        Tensor h = x;
        for (UNetBlock block : inputBlocks) {
            h = block.apply(h, embedding, saved, trace);
            skips.add(h);
        }
        h = middleBlock.apply(h, embedding, saved, trace);
        for (int i = 0; i < outputBlocks.size(); i++) {
            Tensor skip = skips.get(skips.size() - 1 - i);
            Tensor joined = Tensor.cat(List.of(h, skip), 1);
            h.release();
            h = outputBlocks.get(i).apply(joined, embedding, saved, trace);
            if (!saved.keeps()) {
                joined.release();
                skip.release();
            }
        }
        saved.push(h);
        Tensor out;
        try (var last = Scope.open()) {
            out = last.keep(outConv.apply(outNorm.applySilu(h)));
        }
        trace.accept("out", out);
        return out;
    }

    /** The gradient at x of {@link #forward}, by the same blocks in reverse order. */
    private Tensor backward(Tensor g, Embedding embedding, Saved saved) {
        Tensor h = saved.pop();
        try (var last = Scope.open()) {
            g = last.keep(outNorm.backwardSilu(outConv.backward(g, h.size(2), h.size(3)), h));
        }
        h.release();
        var atSkips = new ArrayList<Tensor>();
        for (int i = outputBlocks.size() - 1; i >= 0; i--) {
            g = outputBlocks.get(i).backward(g, embedding, saved);
            long fromSkip = skipChannels.get(inputBlocks.size() - 1 - i);
            long fromBelow = g.size(1) - fromSkip;
            atSkips.add(g.narrow(1, fromBelow, fromSkip));
            Tensor joined = g;
            g = joined.narrow(1, 0, fromBelow).contiguous();
            joined.release();
        }
        g = middleBlock.backward(g, embedding, saved);
        for (int i = inputBlocks.size() - 1; i >= 0; i--) {
            Tensor joined = g.add(atSkips.get(i));
            g.release();
            atSkips.get(i).release();
            g = inputBlocks.get(i).backward(joined, embedding, saved);
        }
        return g;
    }
}
