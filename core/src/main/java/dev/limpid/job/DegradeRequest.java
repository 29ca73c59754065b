package dev.limpid.job;

import dev.limpid.degradation.Task;
import dev.limpid.degradation.Values;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Clean images to be degraded.
 *
 * @param files pictures, and folders of them
 * @param out folder for the measurements, not yet made
 * @param values the given parameters of the degradation; the others are drawn or the task's
 * @param size side in pixels that the images are brought to, or null to leave them as they are
 * @param resize whether they are scaled to it
 * @param crop where they are cut to it, or null
 * @param reading how pictures are read
 * @param seed of everything that is drawn
 * @param force whether files of others that lie in a measurement's folder may be replaced
 */
public record DegradeRequest(
        List<Path> files,
        Path out,
        Task task,
        Values values,
        @Nullable Integer size,
        boolean resize,
        @Nullable Crop crop,
        Reading reading,
        long seed,
        boolean force) {
    public DegradeRequest {
        files = List.copyOf(files);
    }
}
