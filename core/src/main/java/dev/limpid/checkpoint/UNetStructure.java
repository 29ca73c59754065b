package dev.limpid.checkpoint;

import dev.limpid.prior.UNetConfig;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The structure of the network, from the names and shapes of a guided-diffusion state dict. They do not tell the size of its
 * images, the number of attention heads, nor the order of q, k, v.
 *
 * <p>Source: openai/guided-diffusion, {@code unet.py}, the constructor of {@code UNetModel}, read backwards.
 *
 * @param attentionLevels resolutions with attention, 0 for that of the image, each next one half as fine
 */
record UNetStructure(
        int inChannels,
        int outChannels,
        int numChannels,
        int numResBlocks,
        List<Double> channelMult,
        List<Integer> attentionLevels,
        boolean useScaleShiftNorm,
        boolean resblockUpdown,
        int classes) {

    static final String LABELS = "label_emb.weight";

    /** The first layer, by which such a network is recognised. */
    static final String TIME_EMBED = "time_embed.0.weight";

    private static final Pattern OUTPUT_BLOCK = Pattern.compile("output_blocks\\.(\\d{1,4})\\..*");

    UNetStructure {
        channelMult = List.copyOf(channelMult);
        attentionLevels = List.copyOf(attentionLevels);
    }

    /** @throws CheckpointException if it is not the state dict of such a network */
    static UNetStructure of(Checkpoint checkpoint) throws CheckpointException {
        return new Reader(checkpoint).read();
    }

    /** The published option names for it, were it trained on images of that size. */
    Map<String, Object> options(int imageSize) {
        var options = new LinkedHashMap<String, Object>();
        options.put("in_channels", inChannels);
        options.put("num_channels", numChannels);
        options.put("num_res_blocks", numResBlocks);
        options.put("channel_mult", channelMult);
        options.put(
                "attention_resolutions",
                attentionLevels.stream().map(level -> imageSize >> level).toList());
        options.put("use_scale_shift_norm", useScaleShiftNorm);
        options.put("resblock_updown", resblockUpdown);
        options.put("learn_sigma", outChannels == 2 * inChannels);
        options.put("class_cond", classes > 0);
        if (classes > 0) {
            options.put("num_classes", classes);
        }
        return options;
    }

    /** Whether a network of that configuration has this structure. */
    boolean fits(UNetConfig config) {
        List<Integer> levels = IntStream.range(0, config.channelMult().size())
                .filter(level -> config.attentionResolutions().stream()
                        .anyMatch(side -> config.imageSize() / side == 1 << level))
                .boxed()
                .toList();
        return equals(new UNetStructure(
                config.inChannels(),
                config.outChannels(),
                config.numChannels(),
                config.numResBlocks(),
                config.channelMult(),
                levels,
                config.useScaleShiftNorm(),
                config.resblockUpdown(),
                config.classes()));
    }

    /** Reads the structure off a state dict. */
    private record Reader(Checkpoint checkpoint) {
        UNetStructure read() throws CheckpointException {
            int width = size(TIME_EMBED, 1);
            int inChannels = size("input_blocks.0.0.weight", 1);
            int outChannels = size("out.2.weight", 0);
            if (outChannels != inChannels && outChannels != 2 * inChannels) {
                throw refused("it has " + inChannels + " input and " + outChannels + " output channels");
            }
            int outputBlocks = outputBlocks();
            int blocks = resBlocks(outputBlocks);
            if (outputBlocks % (blocks + 1) != 0) {
                throw refused("it has " + outputBlocks + " output blocks, " + (blocks + 1)
                        + " of them at the coarsest level");
            }
            var multiples = new ArrayList<Double>();
            var attention = new ArrayList<Integer>();
            for (int level = 0; level < outputBlocks / (blocks + 1); level++) {
                String first = "input_blocks." + (1 + level * (blocks + 1));
                multiples.add(size(first + ".0.out_layers.3.weight", 0) / (double) width);
                if (has(first + ".1.qkv.weight")) {
                    attention.add(level);
                }
            }
            return new UNetStructure(
                    inChannels,
                    outChannels,
                    width,
                    blocks,
                    multiples,
                    attention,
                    size("middle_block.0.emb_layers.1.weight", 0) == 2 * size("middle_block.0.out_layers.3.weight", 0),
                    hasResblockUpdown(blocks),
                    has(LABELS) ? size(LABELS, 0) : 0);
        }

        private int outputBlocks() throws CheckpointException {
            int count = checkpoint.entries().keySet().stream()
                    .map(OUTPUT_BLOCK::matcher)
                    .filter(Matcher::matches)
                    .collect(Collectors.mapping(m -> m.group(1), Collectors.toSet()))
                    .size();
            if (count == 0) {
                throw refused("it has no output_blocks");
            }
            return count;
        }

        /** The last output block of the coarsest level ends with the upsampling; with one level there is none. */
        private int resBlocks(int outputBlocks) {
            for (int i = 0; i < outputBlocks; i++) {
                if (upsampling(i, ".in_layers.0.weight") || upsampling(i, ".conv.weight")) {
                    return i;
                }
            }
            return outputBlocks - 1;
        }

        private boolean hasResblockUpdown(int blocks) {
            return upsampling(blocks, ".in_layers.0.weight");
        }

        private boolean upsampling(int block, String layer) {
            // Second or third in its block: behind the residual block, and behind attention where there is some.
            return has("output_blocks." + block + ".1" + layer) || has("output_blocks." + block + ".2" + layer);
        }

        private boolean has(String name) {
            return checkpoint.entries().containsKey(name);
        }

        private int size(String name, int dimension) throws CheckpointException {
            Checkpoint.Entry entry = checkpoint.entries().get(name);
            if (entry == null || entry.shape().size() <= dimension) {
                throw refused(name + " is missing");
            }
            return (int) Math.min(Integer.MAX_VALUE, entry.shape().get(dimension));
        }

        private CheckpointException refused(String reason) {
            return new CheckpointException(
                    checkpoint.source(), "is not the state dict of a guided-diffusion UNet: " + reason);
        }
    }
}
