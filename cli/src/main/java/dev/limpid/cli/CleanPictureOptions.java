package dev.limpid.cli;

import dev.limpid.tensor.Device;
import dev.limpid.training.Augmentation.Crop;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options of a command that measures priors on clean pictures. */
final class CleanPictureOptions {
    @Option(names = "--data", required = true, paramLabel = "FOLDER", description = "Pictures that no prior has seen.")
    private Path data;

    @Option(
            names = "--count",
            paramLabel = "N",
            description = "How many of them, the first by name. Default: ${DEFAULT-VALUE}.")
    private int count;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "0",
            description = "Seed of everything that is drawn. Default: ${DEFAULT-VALUE}.")
    private long seed;

    @Option(
            names = "--device",
            paramLabel = "cpu|cuda",
            defaultValue = "cpu",
            description = "Where to compute. Default: ${DEFAULT-VALUE}.")
    private Device device;

    @Option(
            names = "--crop",
            paramLabel = "native|whole|random",
            description =
                    "Which part of larger pictures is taken, as for limpid train. Default: what the prior's card says,"
                            + " else whole.")
    private @Nullable Crop crop;

    @Mixin
    private ReadingOptions reading;

    private final int least;

    /**
     * @param least number of pictures that the command needs
     * @param count how many it takes where nothing else is said
     */
    CleanPictureOptions(int least, int count) {
        this.least = least;
        this.count = count;
    }

    /** @throws UsageException if they are too few */
    CleanPictures pictures() {
        if (count < least) {
            throw new UsageException("--count takes " + least + " or more, got " + count);
        }
        return new CleanPictures(
                data,
                count,
                Optional.ofNullable(crop),
                reading.range(),
                reading.reading().limits());
    }

    Compute compute(String prior) {
        return new Compute(prior, seed, device);
    }
}
