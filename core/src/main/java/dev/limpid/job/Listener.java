package dev.limpid.job;

/**
 * Is told what happens while a job runs, in the thread that runs it. A command line prints the events, a server streams them, a
 * program may count them.
 */
@FunctionalInterface
public interface Listener {
    /** Takes one event. Must not throw. */
    void on(Event event);

    /** Takes a remark. */
    default void note(String message) {
        on(new Event.Note(message));
    }
}
