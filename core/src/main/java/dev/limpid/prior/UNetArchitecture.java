package dev.limpid.prior;

import dev.limpid.nn.Attention;
import dev.limpid.nn.Conv2d;
import dev.limpid.nn.Layer;
import dev.limpid.nn.ResBlock;
import dev.limpid.nn.Resampling;
import dev.limpid.nn.Upsample;
import dev.limpid.nn.Weights;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** Lays the blocks of a UNet out: down through the resolutions, the middle, and up again beside the skip connections. */
final class UNetArchitecture {
    private final UNetConfig config;
    private final Weights weights;
    private final int embedding;
    private final List<UNetBlock> inputBlocks = new ArrayList<>();
    private final UNetBlock middleBlock;
    private final List<UNetBlock> outputBlocks = new ArrayList<>();
    private final List<Integer> skipChannels = new ArrayList<>();
    private int channels;
    private int downsampling = 1;

    UNetArchitecture(UNetConfig config, Weights weights) {
        this.config = config;
        this.weights = weights;
        this.embedding = 4 * config.numChannels();
        channels = config.width(0);
        layInput();
        Weights middle = weights.at("middle_block");
        middleBlock = new UNetBlock(
                "middle_block",
                List.of(
                        resBlock(middle.at("0"), channels, Resampling.NONE),
                        attention(middle.at("1"), config.numHeads()),
                        resBlock(middle.at("2"), channels, Resampling.NONE)));
        layOutput();
    }

    List<UNetBlock> inputBlocks() {
        return inputBlocks;
    }

    UNetBlock middleBlock() {
        return middleBlock;
    }

    List<UNetBlock> outputBlocks() {
        return outputBlocks;
    }

    /** Channels of every input block's output, which an output block takes beside its own input. */
    List<Integer> skipChannels() {
        return skipChannels;
    }

    private void layInput() {
        Weights first = weights.at("input_blocks.0.0");
        addInput(List.of(Conv2d.of(first, config.inChannels(), channels, 3)));
        int levels = config.channelMult().size();
        for (int level = 0; level < levels; level++) {
            for (int i = 0; i < config.numResBlocks(); i++) {
                Weights block = nextInput();
                var layers = new ArrayList<Layer>();
                layers.add(resBlock(block.at("0"), config.width(level), Resampling.NONE));
                if (hasAttention()) {
                    layers.add(attention(block.at("1"), config.numHeads()));
                }
                addInput(layers);
            }
            if (level < levels - 1) {
                Weights block = nextInput().at("0");
                addInput(List.of(
                        config.resblockUpdown()
                                ? resBlock(block, channels, Resampling.DOWN)
                                : Conv2d.of(block.at("op"), channels, channels, 3, 2, 1)));
                downsampling *= 2;
            }
        }
    }

    private void layOutput() {
        Deque<Integer> skips = new ArrayDeque<>(skipChannels);
        int upHeads = config.numHeadsUpsample() == -1 ? config.numHeads() : config.numHeadsUpsample();
        for (int level = config.channelMult().size() - 1; level >= 0; level--) {
            for (int i = 0; i <= config.numResBlocks(); i++) {
                String name = "output_blocks." + outputBlocks.size();
                Weights block = weights.at(name);
                var layers = new ArrayList<Layer>();
                channels += skips.removeLast();
                layers.add(resBlock(block.at("0"), config.width(level), Resampling.NONE));
                if (hasAttention()) {
                    layers.add(attention(block.at("1"), upHeads));
                }
                if (level > 0 && i == config.numResBlocks()) {
                    Weights up = block.at(Integer.toString(layers.size()));
                    layers.add(
                            config.resblockUpdown()
                                    ? resBlock(up, channels, Resampling.UP)
                                    : Upsample.of(up, channels));
                    downsampling /= 2;
                }
                outputBlocks.add(new UNetBlock(name, layers));
            }
        }
    }

    private Weights nextInput() {
        return weights.at("input_blocks." + inputBlocks.size());
    }

    private void addInput(List<Layer> layers) {
        inputBlocks.add(new UNetBlock("input_blocks." + inputBlocks.size(), layers));
        skipChannels.add(channels);
    }

    private ResBlock resBlock(Weights block, int out, Resampling resampling) {
        var layer = new ResBlock(block, channels, embedding, out, config.useScaleShiftNorm(), resampling);
        channels = out;
        return layer;
    }

    private Attention attention(Weights block, int heads) {
        int perHead = config.numHeadChannels();
        if (perHead == -1) {
            return new Attention(block, channels, heads, config.useNewAttentionOrder());
        }
        if (channels % perHead != 0) {
            throw new IllegalArgumentException("num_head_channels must divide the " + channels
                    + " channels where attention is used, got " + perHead);
        }
        return new Attention(block, channels, channels / perHead, config.useNewAttentionOrder());
    }

    private boolean hasAttention() {
        // As published: the configuration names sides in pixels, the network compares factors.
        int factor = downsampling;
        return config.attentionResolutions().stream().anyMatch(side -> config.imageSize() / side == factor);
    }
}
