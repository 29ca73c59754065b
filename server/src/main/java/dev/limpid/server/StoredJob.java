package dev.limpid.server;

import java.time.Instant;
import java.util.List;

/**
 * A job as it is kept.
 *
 * @param number in the order in which jobs were asked for
 * @param client that asked for it
 * @param asked the request
 * @param notes of its newest run
 * @param message why it failed; empty otherwise
 * @param seconds that it ran
 */
record StoredJob(
        String id,
        long number,
        String client,
        Instant created,
        JobState state,
        Asked asked,
        List<String> notes,
        String message,
        double seconds) {
    StoredJob {
        notes = List.copyOf(notes);
    }
}
