package dev.limpid.cli.prior;

import dev.limpid.cli.options.ReadingOptions;
import dev.limpid.cli.options.SeedAndDevice;
import dev.limpid.io.InvalidRequestException;
import dev.limpid.job.Requirements;
import dev.limpid.priorcheck.CleanPictures;
import dev.limpid.restoration.Compute;
import dev.limpid.training.Augmentation.Crop;
import java.io.IOException;
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
            names = "--held-out",
            paramLabel = "FOLDER|FILE",
            description =
                    "Of --data the pictures that a training held out: its folder PRIOR.training, or its held-out.txt.")
    private @Nullable Path heldOut;

    @Option(
            names = "--count",
            paramLabel = "N",
            description = "How many of them, the first by name. Default: 64, to compare 20; with --held-out all.")
    private @Nullable Integer count;

    @Mixin
    private SeedAndDevice seedAndDevice;

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
    private final int usual;

    /**
     * @param least number of pictures that the command needs
     * @param usual how many it takes where nothing else is said
     */
    CleanPictureOptions(int least, int usual) {
        this.least = least;
        this.usual = usual;
    }

    /**
     * The pictures that were asked for.
     *
     * @throws InvalidRequestException if they are too few
     */
    CleanPictures pictures() {
        if (count != null && count < least) {
            throw new InvalidRequestException("--count takes " + least + " or more, got " + count);
        }
        int most = count != null ? count : heldOut == null ? usual : Integer.MAX_VALUE;
        return new CleanPictures(
                data,
                most,
                Optional.ofNullable(heldOut),
                Optional.ofNullable(crop),
                reading.range(),
                reading.reading().limits());
    }

    /**
     * Accepts a folder for results that does not lie among the pictures.
     *
     * @throws InvalidRequestException otherwise
     */
    Path outside(Path out) throws IOException {
        return Requirements.outside(data, out);
    }

    Compute compute(String prior) {
        return seedAndDevice.with(prior);
    }
}
