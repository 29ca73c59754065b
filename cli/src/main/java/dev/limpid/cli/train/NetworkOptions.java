package dev.limpid.cli.train;

import dev.limpid.cli.options.NetworkKind;
import dev.limpid.io.InvalidRequestException;
import dev.limpid.prior.Architecture;
import dev.limpid.prior.LocalUNetConfig;
import dev.limpid.prior.UNetConfig;
import dev.limpid.training.Augmentation;
import dev.limpid.training.Augmentation.Flips;
import dev.limpid.training.MinSnr;
import dev.limpid.training.NoiseObjective;
import dev.limpid.training.Objective;
import dev.limpid.training.Preset;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParseResult;

/** The options of a new network. */
final class NetworkOptions {
    private static final int MOST_BLOCKS = 64;
    /** Beyond it a single layer may be longer than an array. */
    private static final long MOST_WEIGHTS = 2_000_000_000;

    /** Options that only one kind of network has. */
    private static final List<String> OF_UNET =
            List.of("--preset", "--width", "--mult", "--attention", "--min-snr", "--crop");

    private static final List<String> OF_LOCAL = List.of("--widths", "--unshuffle", "--patch");

    @Option(
            names = "--network",
            paramLabel = "unet|local",
            defaultValue = "unet",
            description = "unet: for pictures of one kind and size; local: for photographs of any size."
                    + " Default: ${DEFAULT-VALUE}.")
    private NetworkKind kind;

    @Option(
            names = "--preset",
            paramLabel = "tiny|small|base",
            description = "Size of the network: tiny (1.5 M weights at 64 x 64), small (4 M; for a processor),"
                    + " base (17 M; for a GPU). Default: small.")
    private @Nullable Preset preset;

    @Option(
            names = "--size",
            paramLabel = "PIXELS|small|large",
            description =
                    "Side of the network's pictures: 16, 32, 64, 128, ... Default: 64. With --network local its size:"
                            + " small (4 M weights; for a processor) or large (14 M; for a GPU). Default: small.")
    private @Nullable String size;

    @Option(
            names = "--channels",
            paramLabel = "auto|1|3",
            defaultValue = "auto",
            description = "1 for gray, 3 for colour. Default: 3 if any picture is in colour, else 1.")
    private String channels;

    @Option(
            names = "--width",
            paramLabel = "N",
            description = "Channels at the finest resolution, a multiple of 32. Default: the preset's.")
    private @Nullable Integer width;

    @Option(
            names = "--mult",
            paramLabel = "LIST",
            split = ",",
            description = "Widths at the resolutions as multiples of --width, such as 1,2,3,4. Default: the preset's.")
    private @Nullable List<Double> multiples;

    @Option(
            names = "--blocks",
            paramLabel = "N",
            description = "Residual blocks at each resolution. Default: 1; with --network local that of --size.")
    private @Nullable Integer blocks;

    @Option(
            names = "--attention",
            paramLabel = "LIST",
            split = ",",
            description = "Sides, in pixels, at which the network has attention, such as 16,8. Default: 16.")
    private @Nullable List<Integer> attention;

    @Mixin
    private LocalNetworkOptions local;

    /** Whether the network was described. */
    boolean given() {
        return preset != null
                || local.given()
                || !channels.equals("auto")
                || size != null
                || width != null
                || multiples != null
                || blocks != null
                || attention != null;
    }

    /** The number of channels, or empty for that of the pictures. */
    Optional<Integer> channels() {
        return switch (channels) {
            case "auto" -> Optional.empty();
            case "1", "3" -> Optional.of(Integer.valueOf(channels));
            default -> throw new InvalidRequestException("--channels takes auto, 1 or 3, got " + channels);
        };
    }

    /** The side of a UNet's pictures. */
    private int side() {
        try {
            return size == null ? 64 : Integer.parseInt(size);
        } catch (NumberFormatException e) {
            throw new InvalidRequestException("--size takes 16, 32, 64, 128, ... pixels, got " + size, e);
        }
    }

    /**
     * The network.
     *
     * @throws InvalidRequestException if there is no such network
     */
    Architecture architecture(int forChannels) {
        try {
            requirePossibleBlocks();
            if (kind == NetworkKind.LOCAL) {
                return local.architecture(size, blocks, forChannels);
            }
            Preset base = preset == null ? Preset.SMALL : preset;
            List<Double> widths = multiples == null ? base.multiples(side()) : multiples;
            return Preset.architecture(
                    side(),
                    forChannels,
                    width == null ? base.width() : width,
                    widths,
                    blocks == null ? 1 : blocks,
                    attention == null ? Preset.attention(side(), widths) : attention);
        } catch (IllegalArgumentException e) {
            throw new InvalidRequestException(e.getMessage(), e);
        }
    }

    /**
     * The aim of a network, one of {@link #architecture} or one that is refined.
     *
     * @param weighting for a UNet
     * @param augmentation for a UNet
     * @param flips for a local network
     * @throws InvalidRequestException if it is of another kind than {@code --network}
     * @throws IllegalArgumentException if it cannot be trained
     */
    Objective objective(Architecture network, MinSnr weighting, Augmentation augmentation, Flips flips) {
        NetworkKind found = network instanceof LocalUNetConfig ? NetworkKind.LOCAL : NetworkKind.UNET;
        if (found != kind) {
            throw new InvalidRequestException(
                    "the prior of --from is a " + name(found) + " network: give --network " + name(found));
        }
        Objective objective = network instanceof LocalUNetConfig localNetwork
                ? local.objective(localNetwork, flips)
                : new NoiseObjective((UNetConfig) network, weighting, augmentation);
        requirePossible(objective.weights());
        return objective;
    }

    /** Refuses options of the other kind of network. */
    void requireOwnOptions(ParseResult given) {
        for (String option : kind == NetworkKind.LOCAL ? OF_UNET : OF_LOCAL) {
            if (given.hasMatchedOption(option)) {
                throw new InvalidRequestException(option + " does not go with --network " + name(kind));
            }
        }
    }

    private static String name(NetworkKind kind) {
        return kind.name().toLowerCase(Locale.ROOT);
    }

    private void requirePossibleBlocks() {
        if (blocks != null && blocks > MOST_BLOCKS) {
            throw new InvalidRequestException("--blocks takes 1 to " + MOST_BLOCKS + ", got " + blocks);
        }
    }

    private static void requirePossible(long weights) {
        if (weights > MOST_WEIGHTS) {
            throw new InvalidRequestException("a network has at most " + MOST_WEIGHTS / 1_000_000
                    + " M weights; this one would have " + weights / 1_000_000 + " M");
        }
    }
}
