package dev.limpid.cli;

import dev.limpid.degradation.Task;
import dev.limpid.operator.blur.Boundary;
import java.nio.file.Path;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The values of a manifest's row, each with the command's option as its default.
 *
 * @param simulate whether the pictures are clean, so that a kernel that is to be found may be given
 */
record ManifestRow(Manifest.Row row, Path manifest, DegradationOptions options, boolean simulate) {
    @Nullable
    Task task() {
        return value("task", Task::named, options.task());
    }

    /** What stands there, and from the options what goes with the task. */
    Given given() {
        Task task = task();
        Given common = options.given();
        boolean blurred = task != null && task.hasKernel();
        boolean blind = task != null && task.isBlind();
        boolean known = blurred && (!blind || simulate);
        MaskOption mask = value("mask", MaskOption::parse, null);
        MaskOption found = mask == null ? (task == Task.INPAINTING ? common.mask() : null) : mask.beside(manifest);
        var given = new Given(
                found,
                value("psf", manifest::resolveSibling, known ? common.psf() : null),
                value("noise", NoiseOption::parse, common.noise()),
                value("scale", Integer::valueOf, task == Task.SUPER_RESOLUTION ? common.scale() : null),
                value("boundary", Boundary::named, blurred ? common.boundary() : null),
                value(Manifest.KERNEL_SIZE, Integer::valueOf, blind ? common.kernelSize() : null));
        Requirements.readable(row.place() + ": mask", given.maskFile());
        Requirements.readable(row.place() + ": psf", given.psf());
        return given;
    }

    /** Of a kernel that is sought: all that may be said of a measurement. */
    @Nullable
    Integer kernelSize() {
        return value(Manifest.KERNEL_SIZE, Integer::valueOf, options.given().kernelSize());
    }

    private <T> @Nullable T value(String key, Function<String, T> parse, @Nullable T common) {
        String text = row.values().get(key);
        if (text == null) {
            return common;
        }
        try {
            return parse.apply(text);
        } catch (NumberFormatException e) {
            throw new UsageException(row.place() + ": " + key + " must be a whole number, got '" + text + "'", e);
        } catch (IllegalArgumentException e) {
            throw new UsageException(row.place() + ": " + e.getMessage(), e);
        }
    }
}
