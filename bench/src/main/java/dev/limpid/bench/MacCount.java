package dev.limpid.bench;

import dev.limpid.nn.WeightLayout;
import dev.limpid.prior.LocalUNet;
import dev.limpid.prior.LocalUNetConfig;
import dev.limpid.prior.UNet;
import dev.limpid.prior.UNetConfig;
import dev.limpid.tensor.Scope;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;

/**
 * Multiply-adds of one evaluation of a network for one image, from the shapes of its weights.
 *
 * <p>Counted: convolutions, linear maps, and the two products of attention. Not counted, because they are a hundredth of it:
 * normalisations, SiLU, softmax, additions, resampling.
 */
final class MacCount {
    private static final Set<String> ATTENTION = Set.of("norm", "qkv", "proj_out");

    private final UNetConfig config;
    private final int height;
    private final int width;

    private MacCount(UNetConfig config, int height, int width) {
        this.config = config;
        this.height = height;
        this.width = width;
    }

    /** For an image of {@code height} × {@code width} pixels. */
    static long of(UNetConfig config, int height, int width) {
        Map<String, long[]> layout;
        try (var scope = Scope.open()) {
            layout = WeightLayout.of(weights -> new UNet(config, weights));
        }
        var count = new MacCount(config, height, width);
        return layout.entrySet().stream()
                .mapToLong(weight -> count.of(weight.getKey(), weight.getValue()))
                .sum();
    }

    /** For a local network, whose sides are multiples of {@link LocalUNetConfig#multiple()}. */
    static long of(LocalUNetConfig config, int height, int width) {
        Map<String, long[]> layout;
        try (var scope = Scope.open()) {
            layout = WeightLayout.of(weights -> new LocalUNet(config, weights));
        }
        long cells = (long) height * width / ((long) config.unshuffle() * config.unshuffle());
        return layout.entrySet().stream()
                .mapToLong(weight -> count(weight.getValue()) * (cells >> (2 * level(config, weight.getKey()))))
                .sum();
    }

    /** The resolution at which a weight of a local network is used for each pixel once, 0 being the finest. */
    private static int level(LocalUNetConfig config, String weight) {
        String[] name = weight.split("\\.", -1);
        if (name[0].equals("m_body")) {
            return config.widths().size() - 1;
        }
        if (!name[0].startsWith("m_down") && !name[0].startsWith("m_up")) {
            return 0;
        }
        int level = Integer.parseInt(name[0].replaceAll("[^0-9]", ""));
        return name[2].equals("res") ? level - 1 : level;
    }

    private static long count(long... shape) {
        return Arrays.stream(shape).reduce(1, (a, b) -> a * b);
    }

    private long of(String name, long[] shape) {
        if (!name.endsWith(".weight") || shape.length < 2 || name.startsWith("label_emb")) {
            return 0;
        }
        long weights = count(shape);
        if (shape.length == 2) {
            return weights; // of the time step: once for the whole image
        }
        long pixels = pixels(level(name.split("\\.")));
        // q kᵀ and the product with v: tokens² · channels each.
        long maps = name.endsWith("qkv.weight") ? 2 * pixels * pixels * shape[1] : 0;
        return weights * pixels + maps;
    }

    private long pixels(int level) {
        return (long) (height >> level) * (width >> level);
    }

    /** The resolution that a convolution gives, 0 being the finest: blocks are numbered along the levels. */
    private int level(String[] name) {
        int coarsest = config.channelMult().size() - 1;
        int perLevel = config.numResBlocks() + 1;
        return switch (name[0]) {
            case "input_blocks" -> Integer.parseInt(name[1]) / perLevel;
            case "middle_block" -> coarsest;
            case "output_blocks" -> coarsest - Integer.parseInt(name[1]) / perLevel - (isUpsampling(name) ? 1 : 0);
            default -> 0;
        };
    }

    /** In a block on the way up: a residual block, then attention at some levels, then what doubles the resolution. */
    private static boolean isUpsampling(String[] name) {
        return !name[2].equals("0") && !ATTENTION.contains(name[3]);
    }
}
