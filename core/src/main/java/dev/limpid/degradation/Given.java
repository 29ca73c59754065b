package dev.limpid.degradation;

import dev.limpid.io.InvalidRequestException;
import dev.limpid.operator.blur.Boundary;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What is given of an image's degradation; the task's protocol has the rest.
 *
 * @param mask what was observed, or null; only for inpainting
 * @param psf blur kernel, or null; only for deblurring
 * @param noise of the measurement, or null for the task's
 * @param scale factor of super-resolution, or null for the task's
 * @param boundary how a blurred image goes on beyond its border, or null for the task's; only for deblurring
 * @param kernelSize taps of an unknown blur kernel in each direction, or null to find them out; only for blind deblurring
 */
public record Given(
        @Nullable MaskOption mask,
        @Nullable Path psf,
        @Nullable NoiseOption noise,
        @Nullable Integer scale,
        @Nullable Boundary boundary,
        @Nullable Integer kernelSize) {
    /** Nothing: of a measurement that brings everything with it. */
    public static final Given NOTHING = new Given(null, null, null, null, null, null);

    /** Nothing but the size of a kernel that is sought; null: not even that. */
    public static Given kernelOf(@Nullable Integer size) {
        return new Given(null, null, null, null, null, size);
    }

    private static final Set<Integer> SCALES = Set.of(2, 3, 4, 8);

    /**
     * Checks that everything goes with the task.
     *
     * @param place begins the message
     * @param dashes before the names of options
     * @throws InvalidRequestException otherwise
     */
    public void check(String place, String dashes, Task task) {
        if (scale != null && !SCALES.contains(scale)) {
            throw new InvalidRequestException(place + dashes + "scale is one of 2, 3, 4, 8, got " + scale);
        }
        onlyFor(place, dashes + "mask", mask, task, task == Task.INPAINTING);
        onlyFor(place, dashes + "psf", psf, task, task.hasKernel());
        onlyFor(place, dashes + "scale", scale, task, task == Task.SUPER_RESOLUTION);
        onlyFor(place, dashes + "boundary", boundary, task, task.hasKernel());
        onlyFor(place, dashes + "kernel-size", kernelSize, task, task.isBlind());
        if (kernelSize != null && (kernelSize < KernelSize.LEAST || kernelSize % 2 == 0)) {
            throw new InvalidRequestException(
                    place + dashes + "kernel-size must be odd, so that a kernel has a middle, and " + KernelSize.LEAST
                            + " or more, got " + kernelSize);
        }
    }

    private static void onlyFor(String place, String option, @Nullable Object value, Task task, boolean fits) {
        if (value != null && !fits) {
            throw new InvalidRequestException(place + option + " does not go with --task " + task.label());
        }
    }

    /**
     * Checks what a measured picture needs, and what only a simulated one can have.
     *
     * @throws InvalidRequestException otherwise
     */
    public void checkMeasured(String place, Task task) {
        if (task == Task.INPAINTING && mask == null) {
            throw new InvalidRequestException(
                    place + "inpainting a measurement needs --mask FILE, white where it was observed,"
                            + " or a rule such as --mask box:10,20,8,8; or give clean images and --simulate");
        }
        if (mask != null && mask.drawn()) {
            throw new InvalidRequestException(
                    place + "--mask " + mask.rule() + " draws a mask, but a measurement has its own:"
                            + " give a file, box:X,Y,WIDTH,HEIGHT, centre, outside or half; or clean images and --simulate");
        }
        if (task == Task.NONLINEAR_DEBLUR) {
            throw new InvalidRequestException(
                    place + "a picture does not tell the parameters of its nonlinear blur: give a"
                            + " measurement.json of 'limpid degrade', or clean images and --simulate");
        }
        if (task.isBlind() && psf != null) {
            throw new InvalidRequestException(
                    place + "blind-deblur finds the kernel itself; one that is known goes with"
                            + " --task gaussian-deblur or motion-deblur, or with clean images and --simulate");
        }
        if (task.isDeblurring() && psf == null) {
            throw new InvalidRequestException(
                    place
                            + "deblurring a measurement needs --psf FILE, its blur kernel; or give clean images and --simulate");
        }
    }

    /** All files that are given. */
    public List<Path> files() {
        return Stream.of(Optional.ofNullable(maskFile()), Optional.ofNullable(psf))
                .flatMap(Optional::stream)
                .toList();
    }

    /** The mask's file, or null where there is none. */
    @Nullable
    public Path maskFile() {
        return mask == null ? null : mask.file();
    }
}
