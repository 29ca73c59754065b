package dev.limpid.cli.train;

import dev.limpid.io.InvalidRequestException;
import dev.limpid.prior.UNetConfig;
import dev.limpid.training.Preset;
import dev.limpid.training.TrainingRun;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options of a new network. */
final class NetworkOptions {
    private static final int MOST_BLOCKS = 64;
    /** Beyond it a single layer may be longer than an array. */
    private static final long MOST_WEIGHTS = 2_000_000_000;

    @Option(
            names = "--preset",
            paramLabel = "tiny|small|base",
            description = "Size of the network: tiny (1.5 M weights at 64 x 64), small (4 M; for a processor),"
                    + " base (17 M; for a GPU). Default: small.")
    private @Nullable Preset preset;

    @Option(
            names = "--size",
            paramLabel = "PIXELS",
            description = "Side of the network's pictures: 16, 32, 64, 128, ... Default: 64.")
    private @Nullable Integer size;

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

    @Option(names = "--blocks", paramLabel = "N", description = "Residual blocks at each resolution. Default: 1.")
    private @Nullable Integer blocks;

    @Option(
            names = "--attention",
            paramLabel = "LIST",
            split = ",",
            description = "Sides, in pixels, at which the network has attention, such as 16,8. Default: 16.")
    private @Nullable List<Integer> attention;

    /** Whether anything was given. */
    boolean given() {
        return preset != null
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

    /** The side of its pictures. */
    int size() {
        return size == null ? 64 : size;
    }

    /**
     * The network.
     *
     * @throws InvalidRequestException if there is no such network
     */
    UNetConfig architecture(int forChannels) {
        try {
            Preset base = preset == null ? Preset.SMALL : preset;
            List<Double> widths = multiples == null ? base.multiples(size()) : multiples;
            UNetConfig network = Preset.architecture(
                    size(),
                    forChannels,
                    width == null ? base.width() : width,
                    widths,
                    blocks(),
                    attention == null ? Preset.attention(size(), widths) : attention);
            requirePossible(TrainingRun.weights(network));
            return network;
        } catch (IllegalArgumentException e) {
            throw new InvalidRequestException(e.getMessage(), e);
        }
    }

    private int blocks() {
        if (blocks != null && blocks > MOST_BLOCKS) {
            throw new InvalidRequestException("--blocks takes 1 to " + MOST_BLOCKS + ", got " + blocks);
        }
        return blocks == null ? 1 : blocks;
    }

    private static void requirePossible(long weights) {
        if (weights > MOST_WEIGHTS) {
            throw new InvalidRequestException("a network has at most " + MOST_WEIGHTS / 1_000_000
                    + " M weights; this one would have " + weights / 1_000_000 + " M");
        }
    }
}
