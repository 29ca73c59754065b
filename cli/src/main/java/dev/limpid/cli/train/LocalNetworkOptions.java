package dev.limpid.cli.train;

import dev.limpid.io.InvalidRequestException;
import dev.limpid.prior.LocalUNetConfig;
import dev.limpid.training.Augmentation.Flips;
import dev.limpid.training.LocalObjective;
import dev.limpid.training.LocalPreset;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options of a local network. */
final class LocalNetworkOptions {
    private static final int MOST_PATCH = 1024;
    private static final int MOST_WIDTH = 4096;

    @Option(
            names = "--widths",
            paramLabel = "LIST",
            split = ",",
            description =
                    "Channels of a local network at the resolutions, such as 32,64,128,256. Default: those of --size.")
    private @Nullable List<Integer> widths;

    @Option(
            names = "--unshuffle",
            paramLabel = "1|2|4",
            description = "Side of the cells of pixels that become channels of a local network. Default: 2.")
    private @Nullable Integer unshuffle;

    @Option(
            names = "--patch",
            paramLabel = "LIST",
            split = ",",
            description = "Side of the squares that a local network is shown, in pixels; a second number is that of"
                    + " the last 30 %% of the steps. Default: 64,96.")
    private @Nullable List<Integer> patch;

    /** Whether the network was described. */
    boolean given() {
        return widths != null || unshuffle != null;
    }

    /**
     * The network.
     *
     * @param size of {@code --size}, or null
     * @param blocks of {@code --blocks}, or null
     * @throws IllegalArgumentException if there is no such network
     */
    LocalUNetConfig architecture(@Nullable String size, @Nullable Integer blocks, int colours) {
        LocalPreset preset = preset(size);
        if (widths != null && widths.stream().anyMatch(width -> width > MOST_WIDTH)) {
            throw new InvalidRequestException("--widths takes at most " + MOST_WIDTH + ", got " + joined(widths));
        }
        return LocalPreset.architecture(
                widths == null ? preset.widths() : widths,
                blocks == null ? preset.blocks() : blocks,
                unshuffle == null ? preset.unshuffle() : unshuffle,
                colours);
    }

    private static LocalPreset preset(@Nullable String size) {
        if (size == null) {
            return LocalPreset.SMALL;
        }
        return Arrays.stream(LocalPreset.values())
                .filter(preset -> name(preset).equals(size))
                .findFirst()
                .orElseThrow(() -> new InvalidRequestException("--size takes "
                        + Arrays.stream(LocalPreset.values())
                                .map(LocalNetworkOptions::name)
                                .collect(Collectors.joining(" or "))
                        + " with --network local, got " + size));
    }

    private static String name(LocalPreset preset) {
        return preset.name().toLowerCase(Locale.ROOT);
    }

    /** The aim of a local network. */
    LocalObjective objective(LocalUNetConfig architecture, Flips flips) {
        if (patch == null) {
            return LocalObjective.usual(architecture, flips);
        }
        if (patch.size() > 2 || patch.stream().anyMatch(side -> side > MOST_PATCH)) {
            throw new InvalidRequestException(
                    "--patch takes one or two numbers up to " + MOST_PATCH + ", got " + joined(patch));
        }
        return new LocalObjective(architecture, patch.get(0), patch.get(patch.size() - 1), flips);
    }

    private static String joined(List<Integer> numbers) {
        return numbers.stream().map(String::valueOf).collect(Collectors.joining(","));
    }
}
