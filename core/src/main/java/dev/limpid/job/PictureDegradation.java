package dev.limpid.job;

import dev.limpid.degradation.Degradation;
import dev.limpid.degradation.Drawn;
import dev.limpid.degradation.OptionFiles;
import dev.limpid.degradation.Task;
import dev.limpid.tensor.Rng;
import java.io.IOException;
import java.util.List;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * The degradation of a job's picture, and the image that is sought, from the picture's size alone.
 *
 * @param sizing how the picture comes to the size that is needed
 * @param wanted that size, or null where the picture keeps its own
 * @param given the degradation of pictures like it
 * @param drawn its degradation
 * @param height of the image, in pixels; likewise {@code width}
 * @param rng the image's own streams, which A was drawn from
 */
record PictureDegradation(
        Sizing sizing, Sizing.@Nullable Wanted wanted, Degradation given, Drawn drawn, int height, int width, Rng rng) {

    /**
     * Finds it; its tensors belong to the scope that is open.
     *
     * @param height of the upright picture, in pixels; likewise {@code width}
     * @param rule of the images' size
     * @param notices gets whatever the user may not expect
     * @throws IOException in one line, if a file of an option cannot be used
     * @throws IllegalArgumentException in one line, if the picture has a size that cannot be restored
     */
    static PictureDegradation of(
            JobRequest request, Job job, int height, int width, SizeRule rule, OptionFiles files, List<String> notices)
            throws IOException {
        OptionalInt side = rule.forced(request, job, height, width, files);
        int shorter = side.orElse(rule.guessed(height, width));
        Degradation given =
                job.task().make(new Task.Request(job.values(), shorter, request.simulate(), files, notices));
        var sizing = new Sizing(request.resize(), request.crop(), option -> request.command(job, option));
        sizing.notice(width, height).ifPresent(notices::add);
        Sizing.Wanted wanted = side.isEmpty() ? null : wanted(request, given, shorter);
        if (wanted != null) {
            sizing.requireFit(width, height, job.file(), wanted, given.scalable());
        }
        boolean whole = request.simulate() || side.isPresent();
        int imageHeight = side.orElseGet(() -> whole ? height : given.imageHeight(height));
        int imageWidth = side.orElseGet(() -> whole ? width : given.imageWidth(width));
        Rng rng = Rng.of(request.compute().seed()).image(0);
        Drawn drawn =
                given.of(sizing.part(width, height, imageWidth, imageHeight)).draw(imageHeight, imageWidth, rng);
        return new PictureDegradation(sizing, wanted, given, drawn, imageHeight, imageWidth, rng);
    }

    /** The size of a picture to be restored, or of a clean one to be degraded. */
    private static Sizing.Wanted wanted(JobRequest request, Degradation given, int size) {
        String prior = "prior " + request.compute().prior();
        String result = size + "x" + size;
        int width = given.measuredWidth(size);
        int height = given.measuredHeight(size);
        if (request.simulate() || (width == size && height == size)) {
            return new Sizing.Wanted(size, size, prior + " takes " + result);
        }
        if (width < 1 || height < 1) {
            throw new IllegalArgumentException(given.whySmaller(result, prior, "nothing"));
        }
        return new Sizing.Wanted(width, height, given.whySmaller(result, prior, width + "x" + height));
    }
}
