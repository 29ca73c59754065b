package dev.limpid.server;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A job as clients see it: the schema {@code Job} of openapi.yaml.
 *
 * @param ahead null unless it waits; likewise {@code progress} unless it runs, and {@code message} unless it failed
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record JobView(
        String id,
        long number,
        String created,
        String state,
        PictureView picture,
        Asked request,
        @Nullable Integer ahead,
        LiveJob.@Nullable Progress progress,
        int iterate,
        List<String> notes,
        @Nullable String message,
        double seconds,
        List<JobFiles.Result> files) {

    /** A picture: the schema {@code Picture} of openapi.yaml. */
    record PictureView(
            String id, String name, long bytes, int width, int height, int pages, String preview, String thumbnail) {
        static PictureView of(StoredPicture picture) {
            String address = "/api/pictures/" + picture.id();
            return new PictureView(
                    picture.id(),
                    picture.name(),
                    picture.bytes(),
                    picture.width(),
                    picture.height(),
                    picture.pages(),
                    address + "/preview.png",
                    address + "/thumbnail.png");
        }
    }

    /** Makes views of jobs as they are now. */
    record Maker(JobStore store, JobFiles files, JobQueue queue) {
        JobView of(StoredJob job) throws IOException {
            LiveJob live = queue.live(job.id()).orElse(null);
            boolean waits = job.state() == JobState.WAITING;
            return new JobView(
                    job.id(),
                    job.number(),
                    job.created().toString(),
                    job.state().label(),
                    PictureView.of(store.picture(job.asked().picture())),
                    job.asked(),
                    waits ? store.ahead(job.number()) : null,
                    live == null ? null : live.progress(),
                    live == null ? 0 : live.iterates(),
                    live == null ? job.notes() : live.notes(),
                    job.message().isEmpty() ? null : job.message(),
                    job.seconds() + (live == null ? 0 : Math.floor(live.seconds())),
                    job.state().ended() ? files.list(job.id()) : List.of());
        }
    }
}
