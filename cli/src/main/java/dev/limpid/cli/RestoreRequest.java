package dev.limpid.cli;

import dev.limpid.experiment.Selection;
import dev.limpid.experiment.Task;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Images to restore.
 *
 * @param files images, at least one; those that a runner gets can be read
 * @param out folder for the results, not yet made
 * @param mask picture of what was observed, or null; only for inpainting
 * @param psf blur kernel, or null; only for deblurring
 * @param noise standard deviation in the units of a [−1, 1] image, or null for the task's default
 * @param scale factor of super-resolution, or null for the task's default
 * @param config architecture of the prior in YAML, or null to infer it
 * @param simulate whether the files are clean images, to be degraded first and compared with afterwards
 * @param resize whether to scale each image to the prior's size
 * @param crop which part of each image to cut to the prior's size, or null for all of it
 * @param force whether to redo images that are finished
 * @param selection which iterate is the result; the oracle only where the files are clean images
 * @param reading how the images are read
 */
record RestoreRequest(
        List<Path> files,
        Task task,
        Path out,
        @Nullable Path mask,
        @Nullable Path psf,
        @Nullable Double noise,
        @Nullable Integer scale,
        @Nullable Path config,
        SolverChoice solver,
        boolean simulate,
        boolean resize,
        @Nullable Crop crop,
        boolean force,
        Selection selection,
        Reading reading,
        Compute compute) {
    RestoreRequest {
        files = List.copyOf(files);
    }

    /** The same for other files. */
    RestoreRequest with(List<Path> others) {
        return new RestoreRequest(
                others, task, out, mask, psf, noise, scale, config, solver, simulate, resize, crop, force, selection,
                reading, compute);
    }
}
