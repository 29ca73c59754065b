package dev.limpid.prior;

import dev.limpid.nn.Conv2dPlain;
import dev.limpid.nn.ReluBlock;
import dev.limpid.nn.Saved;
import dev.limpid.nn.UpConv2d;
import dev.limpid.nn.Weights;
import dev.limpid.tensor.Autocast;
import dev.limpid.tensor.CustomGradient;
import dev.limpid.tensor.Device;
import dev.limpid.tensor.Functional;
import dev.limpid.tensor.Functional.Padding;
import dev.limpid.tensor.Gradients;
import dev.limpid.tensor.Scope;
import dev.limpid.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A residual U-Net that removes noise of a known level from images of any size: DRUNet, optionally behind a pixel-unshuffle.
 *
 * <p>It has no bias, so that D(a x, a σ) = a D(x, σ) for a &gt; 0, and neither normalisation nor attention, so that a pixel of the
 * result depends on its neighbourhood alone. Images are in [0, 1]; σ is a map beside their channels, in the same units.
 *
 * <p>The weights belong to the scope that was open when they were read. Thread-safe once made.
 *
 * <p>Source: Zhang et al., "Plug-and-play image restoration with deep denoiser prior", TPAMI 2021; the pixel-unshuffle: Zhang et
 * al., "FFDNet", TIP 2018. Names of the weights as in the published {@code drunet_color.pth}.
 */
public final class LocalUNet {
    private final LocalUNetConfig config;
    private final Conv2dPlain head;
    private final List<Down> downs = new ArrayList<>();
    private final List<ReluBlock> body;
    private final List<Up> ups = new ArrayList<>();
    private final Conv2dPlain tail;

    /** Blocks at one resolution, then the way to the next coarser one. */
    private record Down(List<ReluBlock> blocks, Conv2dPlain down) {}

    /** The way from the next coarser resolution, then blocks. */
    private record Up(UpConv2d up, List<ReluBlock> blocks) {}

    /** Takes every weight of the network from {@code weights}. */
    public LocalUNet(LocalUNetConfig config, Weights weights) {
        this.config = config;
        List<Integer> widths = config.widths();
        int last = widths.size() - 1;
        head = Conv2dPlain.of(weights, "m_head", config.headChannels(), widths.get(0));
        for (int i = 0; i < last; i++) {
            String name = "m_down" + (i + 1);
            downs.add(new Down(
                    blocks(weights, name, 0, widths.get(i)),
                    Conv2dPlain.down(weights, name + "." + config.blocks(), widths.get(i), widths.get(i + 1))));
        }
        body = blocks(weights, "m_body", 0, widths.get(last));
        for (int i = last - 1; i >= 0; i--) {
            String name = "m_up" + (i + 1);
            ups.add(new Up(
                    UpConv2d.of(weights, name + ".0", widths.get(i + 1), widths.get(i)),
                    blocks(weights, name, 1, widths.get(i))));
        }
        tail = Conv2dPlain.of(weights, "m_tail", widths.get(0), config.tailChannels());
    }

    private List<ReluBlock> blocks(Weights weights, String name, int first, int width) {
        var blocks = new ArrayList<ReluBlock>();
        for (int i = 0; i < config.blocks(); i++) {
            blocks.add(ReluBlock.of(weights, name + "." + (first + i), width));
        }
        return List.copyOf(blocks);
    }

    public LocalUNetConfig config() {
        return config;
    }

    /**
     * D(x, σ), the clean images; differentiable in x with the weights fixed.
     *
     * @param x noisy images (B, C, H, W) of any size, the clean ones in [0, 1]
     * @param sigma of their noise, in the same units
     */
    public Tensor denoise(Tensor x, double sigma) {
        return denoise(x, Tensor.full(sigma, 1, 1, 1, 1).to(x.device()));
    }

    /**
     * D(x, σ) with a noise that varies over the picture or the batch.
     *
     * @param sigma broadcasts to (B, 1, H, W)
     */
    public Tensor denoise(Tensor x, Tensor sigma) {
        requireImage(x);
        int height = (int) x.size(2);
        int width = (int) x.size(3);
        Tensor map = padded(sigma.expand(x.size(0), 1, height, width));
        Tensor image = padded(x);
        Tensor out = Gradients.recording() && x.requiresGradient()
                ? CustomGradient.apply(image, i -> withBackward(i, map))
                : apply(image, map, Saved.nothing());
        return out.narrow(2, 0, height).narrow(3, 0, width);
    }

    private void requireImage(Tensor x) {
        if (x.dim() != 4 || x.size(1) != config.colours()) {
            throw new IllegalArgumentException("the prior takes images of shape (B, " + config.colours()
                    + ", H, W), got " + Arrays.toString(x.shape()));
        }
    }

    /** Continued to the right and below until the sides are multiples, by reflection where the image is large enough. */
    private Tensor padded(Tensor x) {
        int right = (int) Math.floorMod(-x.size(3), (long) config.multiple());
        int below = (int) Math.floorMod(-x.size(2), (long) config.multiple());
        Tensor wide = right == 0 ? x : Functional.pad(x, 0, right, 0, 0, mode(x.size(3), right));
        return below == 0 ? wide : Functional.pad(wide, 0, 0, 0, below, mode(x.size(2), below));
    }

    private static Padding mode(long side, int padding) {
        return side > padding ? Padding.REFLECT : Padding.REPLICATE;
    }

    private CustomGradient.Result withBackward(Tensor x, Tensor map) {
        Saved saved = Saved.empty();
        Tensor out = apply(x, map, saved);
        return new CustomGradient.Result(out, g -> backward(g, saved));
    }

    /**
     * D(x, σ) of images whose sides are multiples; recorded by autograd for the weights, too, where that is on.
     *
     * @param map of σ, (B, 1, H, W)
     */
    public Tensor apply(Tensor x, Tensor map) {
        return apply(x, map, Saved.nothing());
    }

    /** D(x, σ) with nothing recorded and nothing kept for a way back. */
    private Tensor evaluate(Tensor x, Tensor map) {
        try (var all = Scope.open()) {
            var skips = new ArrayList<Tensor>();
            Tensor h = exactly(head, layout(unshuffled(Tensor.cat(List.of(x, map), 1))));
            for (Down level : downs) {
                skips.add(h);
                h = Scope.tidy(() -> level.down()
                        .apply(within(
                                level.blocks(), skips.get(skips.size() - 1).copy())));
            }
            Tensor last = h;
            h = Scope.tidy(() -> Functional.accumulate(within(body, last.copy()), last));
            for (Up level : ups) {
                Tensor below = h;
                h = within(level.blocks(), level.up().apply(below));
                below.release();
                Tensor skip = skips.remove(skips.size() - 1);
                Functional.accumulate(h, skip);
                skip.release();
            }
            Tensor out = shuffled(exactly(tail, h));
            return all.keep(config.residual() ? x.sub(out) : out);
        }
    }

    private Tensor apply(Tensor x, Tensor map, Saved saved) {
        if (!saved.keeps() && !Gradients.recording()) {
            return evaluate(x, map);
        }
        try (var all = Scope.open()) {
            var skips = new ArrayList<Tensor>();
            Tensor seen = unshuffled(Tensor.cat(List.of(x, map), 1));
            Tensor h = exactly(head, saved.keeps() ? layout(seen) : seen);
            for (Down level : downs) {
                skips.add(h);
                h = level.down().apply(through(level.blocks(), h, saved));
            }
            h = Functional.accumulate(through(body, h, saved), h);
            for (Up level : ups) {
                Tensor raised = level.up().apply(h);
                h.release();
                Tensor skip = skips.remove(skips.size() - 1);
                h = Functional.accumulate(through(level.blocks(), raised, saved), skip);
                raised.release();
                skip.release();
            }
            Tensor out = shuffled(exactly(tail, h));
            saved.keepBeyond(all);
            return all.keep(config.residual() ? x.sub(out) : out);
        }
    }

    /** In the precision of the layer's weights even in a region of bfloat16: rounding at the image is noise that σ does not name. */
    private static Tensor exactly(Conv2dPlain layer, Tensor x) {
        try (var exact = Autocast.bfloat16(x.device(), false)) {
            return layer.apply(x.to(layer.weight().type()));
        }
    }

    /** The gradient at x of {@link #apply}, by the same layers in reverse order; all but the rectifiers is linear. */
    private Tensor backward(Tensor g, Saved saved) {
        try (var all = Scope.open()) {
            Tensor h = tail.backward(layout(unshuffled(config.residual() ? g.neg() : g)));
            var atSkips = new ArrayList<Tensor>();
            for (int i = ups.size() - 1; i >= 0; i--) {
                atSkips.add(h);
                h = ups.get(i).up().backward(backThrough(ups.get(i).blocks(), h, saved));
            }
            h = backThrough(body, h, saved).add(h);
            for (int i = downs.size() - 1; i >= 0; i--) {
                Tensor below =
                        backThrough(downs.get(i).blocks(), downs.get(i).down().backward(h), saved);
                h = below.add(atSkips.remove(atSkips.size() - 1));
            }
            Tensor atInput = shuffled(head.backward(h)).narrow(1, 0, config.colours());
            return all.keep(config.residual() ? g.add(atInput) : atInput.contiguous());
        }
    }

    /**
     * Channels last on a processor: with 32 channels a convolution takes two thirds of the time, its gradient half of it, and with more
     * channels a little less, too. docs/benchmarks.md.
     */
    private static Tensor layout(Tensor x) {
        return x.device().equals(Device.CPU) ? x.channelsLast() : x;
    }

    private Tensor unshuffled(Tensor x) {
        return config.unshuffle() == 1 ? x : Functional.pixelUnshuffle(x, config.unshuffle());
    }

    /** Back to pixels, in plain layout, whose order those who read memory expect. */
    private Tensor shuffled(Tensor x) {
        Tensor image = config.unshuffle() == 1 ? x : Functional.pixelShuffle(x, config.unshuffle());
        return image.contiguous();
    }

    private static Tensor through(List<ReluBlock> blocks, Tensor x, Saved saved) {
        Tensor h = x;
        for (ReluBlock block : blocks) {
            Tensor next = block.apply(h, saved);
            if (h != x && !Gradients.recording()) {
                h.release();
            }
            h = next;
        }
        return h;
    }

    /** The same in x's place, where nothing is recorded. */
    private static Tensor within(List<ReluBlock> blocks, Tensor x) {
        blocks.forEach(block -> block.replace(x));
        return x;
    }

    private static Tensor backThrough(List<ReluBlock> blocks, Tensor g, Saved saved) {
        Tensor h = g;
        for (int i = blocks.size() - 1; i >= 0; i--) {
            Tensor next = blocks.get(i).backward(h, saved);
            if (h != g) {
                h.release();
            }
            h = next;
        }
        return h;
    }
}
