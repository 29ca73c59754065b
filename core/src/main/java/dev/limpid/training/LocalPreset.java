package dev.limpid.training;

import dev.limpid.prior.LocalUNetConfig;
import java.util.List;

/** Sizes of a local network, by what it costs. */
public enum LocalPreset {
    /** For a processor: 4.3 million weights, 140 GFLOP a megapixel. */
    SMALL(List.of(32, 64, 128, 256), 2),
    /** For a GPU: 14 million weights, 455 GFLOP a megapixel. */
    LARGE(List.of(48, 96, 192, 384), 3);

    private static final int UNSHUFFLE = 2;
    /** The largest noise of the training, in the units of a [−1, 1] image: beyond it nothing is left of a photograph. */
    private static final double LARGEST_SIGMA = 4;

    @SuppressWarnings("ImmutableEnumChecker") // made by List.of
    private final List<Integer> widths;

    private final int blocks;

    LocalPreset(List<Integer> widths, int blocks) {
        this.widths = widths;
        this.blocks = blocks;
    }

    /** Channels at the resolutions, the finest first. */
    public List<Integer> widths() {
        return widths;
    }

    /** Residual blocks at each resolution. */
    public int blocks() {
        return blocks;
    }

    /** Side of the cells of pixels that become channels. */
    public int unshuffle() {
        return UNSHUFFLE;
    }

    /** The network for pictures with so many colours. */
    public LocalUNetConfig architecture(int colours) {
        return architecture(widths, blocks, UNSHUFFLE, colours);
    }

    /** Another network for pictures with so many colours. */
    public static LocalUNetConfig architecture(List<Integer> widths, int blocks, int unshuffle, int colours) {
        return new LocalUNetConfig(widths, blocks, unshuffle, colours, true, LARGEST_SIGMA);
    }
}
