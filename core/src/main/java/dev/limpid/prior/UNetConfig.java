package dev.limpid.prior;

import java.util.List;
import java.util.Locale;

/**
 * The options of the guided-diffusion UNet, with the published names of its YAML files.
 *
 * @param imageSize side of the square images that it was trained on, in pixels
 * @param inChannels channels of an image
 * @param numChannels base width
 * @param numResBlocks residual blocks per resolution
 * @param channelMult width of each resolution as a multiple of the base width
 * @param attentionResolutions sides, in pixels, at which attention is used
 * @param numHeads attention heads, where {@code numHeadChannels} is −1
 * @param numHeadChannels channels per head, or −1
 * @param numHeadsUpsample heads on the way up, or −1 for {@code numHeads}
 * @param useScaleShiftNorm whether the time step scales and shifts the second normalisation, instead of being added
 * @param resblockUpdown whether residual blocks resample, instead of plain layers
 * @param learnSigma whether the output has a second half with the learned variance
 * @param classes number of classes of a class-conditional network, 0 for an unconditional one
 * @param useNewAttentionOrder whether q, k, v are split before the heads
 */
public record UNetConfig(
        int imageSize,
        int inChannels,
        int numChannels,
        int numResBlocks,
        List<Double> channelMult,
        List<Integer> attentionResolutions,
        int numHeads,
        int numHeadChannels,
        int numHeadsUpsample,
        boolean useScaleShiftNorm,
        boolean resblockUpdown,
        boolean learnSigma,
        int classes,
        boolean useNewAttentionOrder)
        implements Architecture {

    /** The number of ImageNet classes, which {@code class_cond: true} means. */
    public static final int IMAGENET_CLASSES = 1000;

    public UNetConfig {
        channelMult = List.copyOf(channelMult);
        attentionResolutions = List.copyOf(attentionResolutions);
        require(imageSize > 0, "image_size must be positive, got " + imageSize);
        require(inChannels >= 1 && inChannels <= 3, "in_channels must be 1, 2 or 3, got " + inChannels);
        require(
                numChannels > 0 && numChannels % 32 == 0,
                "num_channels must be a positive multiple of 32, got " + numChannels);
        require(numResBlocks > 0, "num_res_blocks must be positive, got " + numResBlocks);
        require(!channelMult.isEmpty(), "channel_mult must not be empty");
        for (double multiple : channelMult) {
            // 32 is the number of groups of a group norm.
            require(
                    multiple * numChannels >= 32 && (int) (multiple * numChannels) % 32 == 0,
                    "channel_mult times num_channels must be positive multiples of 32, got " + multiple + " times "
                            + numChannels);
        }
        for (int side : attentionResolutions) {
            require(side > 0, "attention_resolutions must be positive, got " + side);
        }
        require(numHeads > 0, "num_heads must be positive, got " + numHeads);
        require(
                numHeadChannels == -1 || numHeadChannels > 0,
                "num_head_channels must be positive or -1, got " + numHeadChannels);
        require(
                numHeadsUpsample == -1 || numHeadsUpsample > 0,
                "num_heads_upsample must be positive or -1, got " + numHeadsUpsample);
        require(classes >= 0, "classes must not be negative, got " + classes);
    }

    @Override
    public String summary() {
        return "UNet " + numChannels + " channels x "
                + channelMult.stream().map(Double::intValue).toList();
    }

    @Override
    public String details() {
        return String.format(
                Locale.ROOT,
                "guided-diffusion UNet, %d x %d, %d channels x %s, %d residual blocks, attention at %s",
                imageSize,
                imageSize,
                numChannels,
                channelMult,
                numResBlocks,
                attentionResolutions);
    }

    /** The multiples that guided-diffusion uses for an image size where the YAML file leaves them empty. */
    public static List<Double> defaultChannelMult(int imageSize) {
        return switch (imageSize) {
            case 512 -> List.of(0.5, 1.0, 1.0, 2.0, 2.0, 4.0, 4.0);
            case 256 -> List.of(1.0, 1.0, 2.0, 2.0, 4.0, 4.0);
            case 128 -> List.of(1.0, 1.0, 2.0, 3.0, 4.0);
            case 64 -> List.of(1.0, 2.0, 3.0, 4.0);
            default ->
                throw new IllegalArgumentException("channel_mult must be given for image_size " + imageSize
                        + "; only 64, 128, 256, 512 have a default");
        };
    }

    /** Channels of the network's output: those of ε̂, and of the variance if it is learned. */
    public int outChannels() {
        return learnSigma ? 2 * inChannels : inChannels;
    }

    /** The same network without a learned variance. */
    public UNetConfig withoutVariance() {
        return new UNetConfig(
                imageSize,
                inChannels,
                numChannels,
                numResBlocks,
                channelMult,
                attentionResolutions,
                numHeads,
                numHeadChannels,
                numHeadsUpsample,
                useScaleShiftNorm,
                resblockUpdown,
                false,
                classes,
                useNewAttentionOrder);
    }

    /** Channels at a resolution, 0 being the finest. */
    int width(int level) {
        return (int) (channelMult.get(level) * numChannels);
    }

    /** By what an image's sides must be divisible. */
    public int stride() {
        return 1 << (channelMult.size() - 1);
    }

    /**
     * Bytes for each pixel that an evaluation holds at most: the skip connections, with the gradient what the layers keep, and the arrays of
     * the two finest resolutions on their way. Peaks of processes with {@code cats64} were up to a third above it, some ten megabytes, and with
     * {@code celeba} and {@code imagenet} a quarter below.
     */
    double bytes(boolean gradient) {
        double arrays = (gradient ? 14 : 10) * (width(0) + width(Math.min(1, channelMult.size() - 1)));
        for (int level = 0; level < channelMult.size(); level++) {
            arrays += width(level) * (gradient ? kept(level) : numResBlocks + 1) * Math.pow(4, -level);
        }
        return Float.BYTES * arrays;
    }

    /**
     * Arrays that a resolution keeps for the gradient: the input and the middle of n blocks on the way down and n + 1 on the way up, whose inputs
     * have the skip connections too; two where it changes; five of each attention.
     */
    private int kept(int level) {
        boolean attention = attentionResolutions.stream().anyMatch(side -> imageSize / side == 1 << level);
        return 5 * numResBlocks + 5 + (attention ? 5 * (2 * numResBlocks + 1) : 0);
    }

    private static void require(boolean condition, String message) {
        if (!condition) {
            throw new IllegalArgumentException(message);
        }
    }
}
