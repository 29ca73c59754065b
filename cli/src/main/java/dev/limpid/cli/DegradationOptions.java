package dev.limpid.cli;

import dev.limpid.degradation.BlurNetwork;
import dev.limpid.degradation.Given;
import dev.limpid.degradation.MaskOption;
import dev.limpid.degradation.NoiseOption;
import dev.limpid.degradation.Task;
import dev.limpid.io.InvalidRequestException;
import dev.limpid.job.Requirements;
import dev.limpid.operator.blur.Boundary;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that say how images are degraded, or are to be. */
final class DegradationOptions {
    @Option(
            names = "--task",
            paramLabel = "TASK",
            description = "What happened to the images: inpainting, super-resolution, gaussian-deblur, motion-deblur,"
                    + " blind-deblur, nonlinear-deblur or denoise.")
    private @Nullable Task task;

    @Option(
            names = "--mask",
            paramLabel = "FILE|RULE",
            description = {
                "Inpainting, what was observed. FILE: picture of the image's size, white where it was observed; or an NPY"
                        + " array of 0 and 1. RULE, what is missing, in pixels of the part that is restored:",
                "  box:X,Y,WIDTH,HEIGHT  a rectangle there",
                "  centre:SIDE           a square in the middle",
                "  outside:SIDE          all but that square",
                "  half:left             or right, top, bottom",
                "and where measurements are simulated, drawn by --seed:",
                "  random:SHARE          single pixels, 0.7 is 70 %%",
                "  box:SIDE              a square somewhere",
                "  strokes:SHARE         strokes of a brush",
                "Default: random:0.7 where measurements are simulated."
            })
    private @Nullable MaskOption mask;

    @Option(
            names = "--psf",
            paramLabel = "FILE",
            description =
                    "Deblurring: the blur kernel, as PNG, TIFF or NPY: the weights of a pixel's neighbours. The picture"
                            + " of a point source is that turned by 180 degrees. Blind deblurring takes none but to simulate.")
    private @Nullable Path psf;

    @Option(
            names = "--kernel-size",
            paramLabel = "N",
            description = {
                "Blind deblurring: taps of the unknown kernel in each direction, an odd number.",
                "Default: a quarter of the image's side, and more where that explains too little of the picture."
            })
    private @Nullable Integer kernelSize;

    @Option(
            names = "--boundary",
            paramLabel = "NAME",
            description = {
                "Deblurring: what the blur saw beyond the image's border.",
                "  reflect    the image mirrored, as published",
                "  valid      the scene, which goes on, as in any photograph; the result is larger than the picture by the"
                        + " kernel's size less 1",
                "  replicate  the border's pixels repeated",
                "  circular   the opposite border, as blurs by Fourier transform do",
                "  zero       mid-gray",
                "Default: reflect; a notice says so."
            })
    private @Nullable Boundary boundary;

    @Option(
            names = "--noise",
            paramLabel = "SIGMA|auto",
            description =
                    "Standard deviation of the noise where black is 0 and white is 1, or auto to estimate it from the"
                            + " measurement. Default: the task's.")
    private @Nullable NoiseOption noise;

    @Option(
            names = "--scale",
            paramLabel = "2|3|4|8",
            description = "Super-resolution: the factor. Default: the task's.")
    private @Nullable Integer scale;

    @Option(
            names = "--blur-network",
            paramLabel = "FILE|bkse",
            description = {
                "Nonlinear deblurring: the network that blurs, a file of weights with the names of the published one; bkse is"
                        + " that one, where it lies in $$LIMPID_HOME/networks.",
                "Default: a shaken camera whose sensor saturates, which needs no weights."
            })
    private @Nullable String blurNetwork;

    @Nullable
    Task task() {
        return task;
    }

    /** What is given for all images. */
    Given given() {
        return new Given(mask, psf, noise, scale, boundary, kernelSize);
    }

    /** The blur network's file, or null where none is asked for. */
    @Nullable
    Path blurNetwork() {
        if (blurNetwork == null) {
            return null;
        }
        return blurNetwork.equals("bkse") ? BlurNetwork.ofUser() : Path.of(blurNetwork);
    }

    /** @throws InvalidRequestException for an option that does not go with the task, or a file that cannot be read */
    void check() {
        if (task != null) {
            given().check("", "--", task);
            if (blurNetwork != null && task != Task.NONLINEAR_DEBLUR) {
                throw new InvalidRequestException("--blur-network does not go with --task " + task.label());
            }
        }
        Path network = blurNetwork();
        if (network != null && !Files.exists(network)) {
            throw new InvalidRequestException(
                    "--blur-network " + blurNetwork + ": no such file; " + BlurNetwork.whereToGet());
        }
        Requirements.readable("--blur-network", network);
        Requirements.readable("--mask", given().maskFile());
        Requirements.readable("--psf", psf);
    }
}
