package dev.limpid.prior;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * The architecture of a {@link LocalUNet}.
 *
 * @param widths channels at the resolutions, the finest first
 * @param blocks residual blocks at each resolution, on the way down, at the bottom, and on the way up
 * @param unshuffle side of the cells of pixels that become channels before the first layer; 1: none
 * @param colours channels of an image
 * @param residual whether the network gives what is to be taken away from its input, instead of the clean image
 * @param largestSigma the largest noise that it was trained on, in the units of a [−1, 1] image
 */
public record LocalUNetConfig(
        List<Integer> widths, int blocks, int unshuffle, int colours, boolean residual, double largestSigma)
        implements Architecture {
    private static final int MOST_LEVELS = 8;

    /** Resolutions of the networks whose smaller halos were measured. */
    private static final int MEASURED_RESOLUTIONS = 4;

    public LocalUNetConfig {
        widths = List.copyOf(widths);
        require(!widths.isEmpty() && widths.size() <= MOST_LEVELS, "widths must be 1 to " + MOST_LEVELS, widths);
        require(widths.stream().allMatch(w -> w >= 1), "widths must be positive", widths);
        require(blocks >= 1, "blocks must be positive", blocks);
        require(unshuffle == 1 || unshuffle == 2 || unshuffle == 4, "unshuffle must be 1, 2 or 4", unshuffle);
        require(colours >= 1, "colours must be positive", colours);
        require(
                largestSigma > 0 && largestSigma <= Double.MAX_VALUE,
                "the largest sigma must be positive and finite",
                largestSigma);
    }

    private static void require(boolean holds, String rule, Object value) {
        if (!holds) {
            throw new IllegalArgumentException(rule + ", got " + value);
        }
    }

    @Override
    public String summary() {
        return String.format(
                Locale.ROOT,
                "local UNet %s, sigma up to %.0f of 255",
                widths.stream().map(String::valueOf).collect(Collectors.joining("-")),
                largestSigma / 2 * 255);
    }

    @Override
    public String details() {
        return String.format(
                Locale.ROOT,
                "%s, any size, %d channels, %d residual blocks, pixel-unshuffle %d%s",
                summary(),
                colours,
                blocks,
                unshuffle,
                residual ? ", residual" : "");
    }

    /** By what the sides of the network's input are divisible; {@link LocalUNet} pads other images. */
    public int multiple() {
        return unshuffle << (widths.size() - 1);
    }

    /**
     * Pixels beyond a tile after which they change it by less than a thousandth of the range, a multiple of {@link #multiple}: half
     * of what the layers could look at. With two blocks, unshuffle 2 and four resolutions, at σ 0.4 to 2, a halo of 64 pixels left
     * 0.005 of the range, 80 left 0.002 and 96 left 0.0002.
     */
    public int halo() {
        return 3 * blocks * multiple();
    }

    /**
     * The same for a noise level: a network of four resolutions looks less far where there is less noise. docs/priors/photo.md has how far that of
     * {@code photo} looks, and {@code TiledPriorTest} holds these numbers to a thousandth of the range.
     *
     * @param sigma in the units of a [−1, 1] image
     */
    public int halo(double sigma) {
        if (widths.size() < MEASURED_RESOLUTIONS || sigma > 0.25) {
            return halo();
        }
        return (sigma > 0.045 ? 2 * blocks : (3 * blocks + 1) / 2) * multiple();
    }

    /**
     * Bytes for each pixel that an evaluation holds at most: five arrays of the finest resolution's channels, with the gradient
     * twenty-four, pieces between them included, as measured on images of 1 to 12 megapixels and of 512 to 1024 pixels a side.
     */
    double bytes(boolean gradient) {
        return (gradient ? 24.0 : 5.0) * Float.BYTES * widths.get(0) / (unshuffle * unshuffle);
    }

    /** Channels of the first layer: cells of pixels, and of the map of σ. */
    int headChannels() {
        return (colours + 1) * unshuffle * unshuffle;
    }

    /** Channels of the last layer. */
    int tailChannels() {
        return colours * unshuffle * unshuffle;
    }
}
