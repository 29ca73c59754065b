package dev.limpid.job;

/**
 * Is told what happens while a job runs, in the thread that runs it. A command line prints the events, a server streams them, a
 * program may count them.
 */
@FunctionalInterface
public interface Listener {
    /** Takes one event. Must not throw. */
    void on(Event event);

    /** May look at the image that a solve has reached; called after each of its steps. Must not throw. */
    default void reached(Iterate iterate) {}

    /**
     * Whether the cost of a run is to be told before its first image begins. It is measured, and takes as long as some evaluations of the
     * network.
     */
    default boolean wantsEstimate() {
        return true;
    }

    /** Whether it speaks to somebody at a command line: else remarks and failures leave the options of one out. */
    default boolean knowsOptions() {
        return true;
    }

    /** Takes a remark. */
    default void note(String message) {
        on(new Event.Note(message));
    }
}
