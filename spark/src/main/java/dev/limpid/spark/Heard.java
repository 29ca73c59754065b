package dev.limpid.spark;

import dev.limpid.job.Event;
import dev.limpid.job.Listener;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Hears what the engine tells of one picture: remarks go to the log, failures into the table. */
final class Heard implements Listener {
    /** Stands for the only page. */
    static final int NO_PAGE = 0;

    private static final Logger LOG = LoggerFactory.getLogger(Heard.class);

    private final Map<Integer, String> failures = new TreeMap<>();

    @Override
    public void on(Event event) {
        if (event instanceof Event.Failed failed) {
            fail(failed.image().page(), failed.message());
        } else if (event instanceof Event.Note note) {
            LOG.debug("{}", note.message());
        }
    }

    @Override
    public boolean knowsOptions() {
        return false;
    }

    void fail(@Nullable Integer page, String message) {
        failures.put(page == null ? NO_PAGE : page, message);
    }

    /** The whole cluster's pace is told by its progress. */
    @Override
    public boolean wantsEstimate() {
        return false;
    }

    /** Why pages failed, by their numbers. */
    Map<Integer, String> failures() {
        return failures;
    }
}
