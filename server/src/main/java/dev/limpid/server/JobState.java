package dev.limpid.server;

import java.util.Locale;

/** The states of a job. */
enum JobState {
    WAITING,
    RUNNING,
    DONE,
    FAILED,
    CANCELLED;

    /** As the database and the interface have it. */
    String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    static JobState named(String label) {
        return valueOf(label.toUpperCase(Locale.ROOT));
    }

    /** Whether nothing more happens unless somebody asks for it. */
    boolean ended() {
        return this != WAITING && this != RUNNING;
    }
}
