package dev.limpid.job;

import dev.limpid.degradation.Given;
import dev.limpid.degradation.MaskOption;
import dev.limpid.degradation.NoiseOption;
import dev.limpid.degradation.Task;
import dev.limpid.io.InvalidRequestException;
import dev.limpid.operator.blur.Boundary;
import java.nio.file.Path;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The values of a manifest's row, each with the value for all rows as its default.
 *
 * @param commonTask the task for all rows, or null
 * @param common what is given for all rows
 * @param simulate whether the pictures are clean, so that a kernel that is to be found may be given
 */
record ManifestRow(
        Manifest.Row row, Path manifest, @Nullable Task commonTask, Given common, boolean simulate) {
    @Nullable
    Task task() {
        return value("task", Task::named, commonTask);
    }

    /** What stands there, and from the options what goes with the task. */
    Given given() {
        Task task = task();
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
        return value(Manifest.KERNEL_SIZE, Integer::valueOf, common.kernelSize());
    }

    private <T> @Nullable T value(String key, Function<String, T> parse, @Nullable T other) {
        String text = row.values().get(key);
        if (text == null) {
            return other;
        }
        try {
            return parse.apply(text);
        } catch (NumberFormatException e) {
            throw new InvalidRequestException(
                    row.place() + ": " + key + " must be a whole number, got '" + text + "'", e);
        } catch (IllegalArgumentException e) {
            throw new InvalidRequestException(row.place() + ": " + e.getMessage(), e);
        }
    }
}
