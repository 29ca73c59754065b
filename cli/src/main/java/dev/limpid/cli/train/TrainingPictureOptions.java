package dev.limpid.cli.train;

import dev.limpid.cli.options.ReadingOptions;
import dev.limpid.io.InvalidRequestException;
import dev.limpid.job.Reading;
import dev.limpid.job.Requirements;
import dev.limpid.training.Augmentation;
import dev.limpid.training.Augmentation.Crop;
import dev.limpid.training.Augmentation.Flips;
import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options of which pictures a network learns from, and which parts of them. */
final class TrainingPictureOptions {
    @Option(
            names = "--crop",
            paramLabel = "native|whole|random",
            description =
                    "Squares at the pictures' own resolution (instruments), the largest ones scaled down (objects that"
                            + " fill the picture), or of any size between (photographs). Default: random.")
    private @Nullable Crop crop;

    @Option(
            names = "--flips",
            paramLabel = "none|horizontal|all",
            description = "Mirror images; all: the eight turns and mirror images too."
                    + " Default: horizontal; all with --network local.")
    private @Nullable Flips flips;

    @Option(
            names = "--held-out",
            paramLabel = "SHARE",
            defaultValue = "0.02",
            description =
                    "Share of the pictures that is only looked at, chosen by their contents. Default: ${DEFAULT-VALUE}.")
    private double heldOut;

    @Option(
            names = "--exclude",
            paramLabel = "FILE",
            description = "Names of pictures below --data that are left out, one a line; # begins a remark.")
    private @Nullable Path exclude;

    @Mixin
    private ReadingOptions reading;

    /** For a network that is shown pictures of one size. */
    Augmentation augmentation() {
        return new Augmentation(crop == null ? Crop.RANDOM : crop, flips == null ? Flips.HORIZONTAL : flips);
    }

    /** For a local network. */
    Flips localFlips() {
        return flips == null ? Flips.ALL : flips;
    }

    /** The share that is not learned from; not checked. */
    double heldOut() {
        return heldOut;
    }

    Reading reading() {
        return reading.reading();
    }

    /** The files that the options name. */
    List<Path> files() {
        return exclude == null ? List.of() : List.of(exclude);
    }

    /** Names that are left out. */
    Set<String> excluded() throws IOException {
        Path file = Requirements.readable("--exclude", exclude);
        if (file == null) {
            return Set.of();
        }
        try {
            return Files.readAllLines(file).stream()
                    .map(String::strip)
                    .filter(line -> !line.isEmpty() && !line.startsWith("#"))
                    .collect(Collectors.toUnmodifiableSet());
        } catch (MalformedInputException e) {
            throw new InvalidRequestException("--exclude " + file + ": is not in UTF-8", e);
        }
    }
}
