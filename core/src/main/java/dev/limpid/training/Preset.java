package dev.limpid.training;

import dev.limpid.prior.UNetConfig;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Sizes of a network, by what it costs. All have residual blocks that resample, attention from 16 × 16 pixels down, and end
 * at 8 × 8, as guided diffusion's.
 */
public enum Preset {
    /** For a first try: 1.5 million weights at 64 × 64. */
    TINY(32, List.of(1.0, 1.0, 2.0, 2.0)),
    /** For small data sets and processors without a GPU: 4.3 million weights at 64 × 64, the embedded prior's. */
    SMALL(32, List.of(1.0, 2.0, 3.0, 4.0)),
    /** For a GPU: 17 million weights at 64 × 64. */
    BASE(64, List.of(1.0, 2.0, 3.0, 4.0));

    private static final int COARSEST = 8;
    private static final int ATTENTION = 16;
    private static final int HEAD = 32;

    private final int width;

    @SuppressWarnings("ImmutableEnumChecker") // made by List.of
    private final List<Double> multiples;

    Preset(int width, List<Double> multiples) {
        this.width = width;
        this.multiples = multiples;
    }

    /** Channels at the finest resolution. */
    public int width() {
        return width;
    }

    /**
     * The widths at the resolutions from {@code size} down to 8: a size below 64 lacks the widest ones, and larger sizes
     * repeat the first.
     *
     * @throws IllegalArgumentException if the size is not 8 times a power of two
     */
    public List<Double> multiples(int size) {
        int levels = 1 + Integer.numberOfTrailingZeros(Math.max(size, 1) / COARSEST);
        if (size < 2 * COARSEST || COARSEST << (levels - 1) != size) {
            throw new IllegalArgumentException("a network's size must be 16, 32, 64, 128, ... pixels, got " + size);
        }
        return IntStream.range(0, levels)
                .mapToObj(level -> multiples.get(Math.max(0, level - Math.max(0, levels - multiples.size()))))
                .toList();
    }

    /** The network for pictures of that size and number of channels. */
    public UNetConfig architecture(int size, int channels) {
        return architecture(size, channels, width, multiples(size), 1, attention(size, multiples(size)));
    }

    /** Where a network has attention unless told otherwise: at 16 × 16 pixels, if it has that resolution. */
    public static List<Integer> attention(int size, List<Double> multiples) {
        return sides(size, multiples).filter(side -> side == ATTENTION).toList();
    }

    private static Stream<Integer> sides(int size, List<Double> multiples) {
        return IntStream.range(0, multiples.size()).mapToObj(level -> size >> level);
    }

    /**
     * A network of other widths than a preset's.
     *
     * @throws IllegalArgumentException if there is no such network, the size cannot be halved so often, or no layer has a side
     * that attention is asked for
     */
    public static UNetConfig architecture(
            int size, int channels, int width, List<Double> multiples, int blocks, List<Integer> attention) {
        int halvings = multiples.size() - 1;
        if (Integer.numberOfTrailingZeros(size) < halvings) {
            throw new IllegalArgumentException("a network of " + multiples.size() + " widths halves its pictures "
                    + halvings + " times; a side of " + size + " cannot be");
        }
        for (int side : attention) {
            if (sides(size, multiples).noneMatch(s -> s == side)) {
                throw new IllegalArgumentException("attention is possible at "
                        + sides(size, multiples).map(String::valueOf).collect(Collectors.joining(", "))
                        + " pixels, the sides that the network's layers have; got " + side);
            }
        }
        return new UNetConfig(
                size, channels, width, blocks, multiples, attention, 1, HEAD, -1, true, true, false, 0, false);
    }
}
