package dev.limpid.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Images to restore.
 *
 * @param files existing files, at least one
 * @param task one of {@link Choices#TASKS}
 * @param out folder for the results, not yet made
 * @param mask picture of what was observed, or null; only for inpainting
 * @param psf blur kernel, or null; only for deblurring
 * @param noise standard deviation in the units of a [−1, 1] image, or null for the task's default
 * @param scale factor of super-resolution, or null for the task's default
 * @param config architecture of the prior in YAML, or null to infer it
 * @param solver one of {@link Choices#SOLVERS}
 * @param preset one of {@link Choices#PRESETS}, or null for the task's own
 * @param settings keys of the solver's configuration and their values, over the preset; the keys are not checked yet
 * @param simulate whether the files are clean images, to be degraded first and compared with afterwards
 * @param resize whether to scale each image to the prior's size
 * @param crop which part of each image to cut to the prior's size, or null for all of it
 * @param force whether to redo images that are finished
 * @param selection one of {@link Choices#SELECTIONS}: which iterate is the result
 */
record RestoreRequest(
        List<Path> files,
        String task,
        Path out,
        @Nullable Path mask,
        @Nullable Path psf,
        @Nullable Double noise,
        @Nullable Integer scale,
        @Nullable Path config,
        String solver,
        @Nullable String preset,
        Map<String, String> settings,
        boolean simulate,
        boolean resize,
        @Nullable Crop crop,
        boolean force,
        String selection,
        Compute compute) {
    RestoreRequest {
        files = List.copyOf(files);
        settings = Map.copyOf(settings);
    }
}
