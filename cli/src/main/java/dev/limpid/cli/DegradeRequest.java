package dev.limpid.cli;

import dev.limpid.experiment.Task;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Clean images to be degraded.
 *
 * @param inputs images, at least one; they can be read
 * @param mask picture of what is to be observed, or null to draw it; only for inpainting
 * @param psf blur kernel, or null for the task's; only for deblurring
 * @param noise to be added, or null for the task's
 * @param scale factor of super-resolution, or null for the task's
 * @param size side in pixels that the images are brought to, or null to leave them as they are
 * @param resize whether they are scaled to it
 * @param crop where they are cut to it, or null
 * @param reading how pictures are read
 * @param seed of everything that is drawn
 */
record DegradeRequest(
        List<Inputs.Input> inputs,
        Path out,
        Task task,
        @Nullable Path mask,
        @Nullable Path psf,
        @Nullable NoiseOption noise,
        @Nullable Integer scale,
        @Nullable Integer size,
        boolean resize,
        @Nullable Crop crop,
        Reading reading,
        long seed) {
    DegradeRequest {
        inputs = List.copyOf(inputs);
    }
}
