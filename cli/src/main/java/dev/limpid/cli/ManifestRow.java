package dev.limpid.cli;

import dev.limpid.experiment.Task;
import java.nio.file.Path;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The values of a manifest's row, each with the command's option as its default. */
record ManifestRow(Manifest.Row row, Path manifest, DegradationOptions options) {
    @Nullable
    Task task() {
        return value("task", Task::named, options.task());
    }

    @Nullable
    Path mask() {
        return Requirements.readable(
                row.place() + ": mask", value("mask", manifest::resolveSibling, forTask(Task.INPAINTING)));
    }

    @Nullable
    Path psf() {
        Task task = task();
        Path common = task != null && task.isDeblurring() ? options.psf() : null;
        return Requirements.readable(row.place() + ": psf", value("psf", manifest::resolveSibling, common));
    }

    @Nullable
    NoiseOption noise() {
        return value("noise", NoiseOption::parse, options.noise());
    }

    @Nullable
    Integer scale() {
        return value("scale", Integer::valueOf, task() == Task.SUPER_RESOLUTION ? options.scale() : null);
    }

    private @Nullable Path forTask(Task task) {
        return task() == task ? options.mask() : null;
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
