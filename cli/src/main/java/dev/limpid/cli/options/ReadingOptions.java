package dev.limpid.cli.options;

import dev.limpid.io.InvalidRequestException;
import dev.limpid.io.RangeChoice;
import dev.limpid.io.ReadLimits;
import dev.limpid.job.Reading;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How pictures are read. */
public final class ReadingOptions {
    @Option(
            names = "--range",
            paramLabel = "MIN:MAX|auto",
            description = "Which values of the images are black and white, where they do not fill their depth, such as"
                    + " 0:4095 for 12 bits in 16, or for floating point beyond [0, 1]; auto: the least and the greatest"
                    + " of each image. Restored images are written in the same range.")
    private @Nullable RangeChoice range;

    @Option(
            names = "--max-pixels",
            paramLabel = "N",
            defaultValue = "64000000",
            description =
                    "Refuse pictures that declare more pixels, and files of more than 16 bytes for each of them (and of"
                            + " 256 MiB). Default: ${DEFAULT-VALUE}.")
    private long maxPixels;

    /** The range, if one was given. */
    public Optional<RangeChoice> range() {
        return Optional.ofNullable(range);
    }

    /**
     * How pictures are read.
     *
     * @throws InvalidRequestException if the limit is not positive
     */
    public Reading reading() {
        if (maxPixels <= 0) {
            throw new InvalidRequestException("--max-pixels must be positive, got " + maxPixels);
        }
        return new Reading(range == null ? RangeChoice.NATURAL : range, ReadLimits.ofPixels(maxPixels));
    }
}
