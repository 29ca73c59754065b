package dev.limpid.cli;

import dev.limpid.experiment.Task;
import java.nio.file.Path;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that say how images are degraded, or are to be. */
final class DegradationOptions {
    private static final Set<Integer> SCALES = Set.of(2, 3, 4, 8);

    @Option(
            names = "--task",
            paramLabel = "TASK",
            description =
                    "What happened to the images: inpainting, super-resolution, gaussian-deblur, motion-deblur or denoise.")
    private @Nullable Task task;

    @Option(
            names = "--mask",
            paramLabel = "FILE",
            description =
                    "Inpainting: picture of the image's size, white where it was observed; or an NPY array of 0 and 1.")
    private @Nullable Path mask;

    @Option(names = "--psf", paramLabel = "FILE", description = "Deblurring: the blur kernel, as PNG, TIFF or NPY.")
    private @Nullable Path psf;

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

    @Nullable
    Task task() {
        return task;
    }

    @Nullable
    Path mask() {
        return mask;
    }

    @Nullable
    Path psf() {
        return psf;
    }

    @Nullable
    NoiseOption noise() {
        return noise;
    }

    @Nullable
    Integer scale() {
        return scale;
    }

    /** @throws UsageException for an option that does not go with the task, or a file that cannot be read */
    void check() {
        if (task != null) {
            check("", "--", task, mask, psf, scale);
        }
        Requirements.readable("--mask", mask);
        Requirements.readable("--psf", psf);
    }

    /**
     * Checks what belongs to one image.
     *
     * @param place begins the message
     * @param dashes before the names of options
     */
    static void check(
            String place, String dashes, Task task, @Nullable Path mask, @Nullable Path psf, @Nullable Integer scale) {
        if (scale != null && !SCALES.contains(scale)) {
            throw new UsageException(place + dashes + "scale is one of 2, 3, 4, 8, got " + scale);
        }
        onlyFor(place, dashes + "mask", mask, task, task == Task.INPAINTING);
        onlyFor(place, dashes + "psf", psf, task, task.isDeblurring());
        onlyFor(place, dashes + "scale", scale, task, task == Task.SUPER_RESOLUTION);
    }

    private static void onlyFor(String place, String option, @Nullable Object value, Task task, boolean fits) {
        if (value != null && !fits) {
            throw new UsageException(place + option + " does not go with --task " + task.label());
        }
    }
}
