package dev.limpid.cli.options;

import dev.limpid.io.InvalidRequestException;
import dev.limpid.io.ResultFormat;
import dev.limpid.job.ResultForm;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How results are written. */
public final class ResultOptions {
    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            description =
                    "Format of the results: png, tiff, jpeg (8 bits, loses a little), webp (8 bits, lossless) or npy."
                            + " Default: the input's where it is PNG, TIFF, lossless WebP or NPY, png for others.")
    private @Nullable ResultFormat format;

    @Option(
            names = "--anonymous",
            description =
                    "Leave out of the results where files lay (run.json has their names alone), and Exif, IPTC, XMP and"
                            + " other tags, which name people and places; the resolution and the colour profile stay.")
    private boolean anonymous;

    @Option(
            names = "--samples",
            paramLabel = "N",
            defaultValue = "1",
            description =
                    "Solve N times with other random draws, and show how much the results vary: variability.png. The result"
                            + " is the first. Default: ${DEFAULT-VALUE}.")
    private int samples;

    @Option(
            names = "--residual",
            description =
                    "Write residual.png: black where the result agrees with the measurement, white where they differ by four times"
                            + " the noise or more.")
    private boolean residual;

    /**
     * The form.
     *
     * @param preview whether a quick result at a smaller scale comes first
     * @param shown whether residuals are shown without being asked for
     * @throws InvalidRequestException for a number of samples that is not allowed
     */
    public ResultForm form(boolean preview, boolean shown) {
        try {
            return new ResultForm(format, anonymous, false, samples, preview, residual || shown);
        } catch (IllegalArgumentException e) {
            throw new InvalidRequestException("--" + e.getMessage(), e);
        }
    }
}
