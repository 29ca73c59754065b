package dev.limpid.job;

import dev.limpid.io.RunRecord;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The result of one image in a run.
 *
 * @param record the record of its result, empty where this run has none
 * @param picture the restored picture, or that of a solve that was stopped; null where this run has none
 * @param share of its evaluations that were done
 */
record ImageResult(
        Outcome outcome,
        Optional<RunRecord> record,
        @Nullable Path picture,
        double share) {

    /** How it came to its end. */
    enum Outcome {
        RESTORED,
        SKIPPED,
        STOPPED,
        /** Another run has it. */
        BUSY
    }

    Event event(Event.Image image) {
        if (outcome == Outcome.BUSY) {
            return new Event.Note(image.label() + ": another run is restoring it; it is waited for after the others");
        }
        if (record.isEmpty()) {
            return new Event.Stopped(image, picture, share);
        }
        return picture == null
                ? new Event.Skipped(image)
                : new Event.Restored(image, picture, record.get().metrics());
    }
}
