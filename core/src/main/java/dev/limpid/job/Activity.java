package dev.limpid.job;

/** Tells a listener how far a computation is. */
final class Activity implements AutoCloseable {
    private final Listener listener;
    private final String name;
    private final long from;
    private final long total;
    private long done;

    /** Tells that a computation begins, of which an earlier run did {@code from} steps. */
    Activity(Listener listener, String name, long from, long total) {
        this.listener = listener;
        this.name = name;
        this.from = from;
        this.total = total;
        at(from, "");
    }

    /**
     * Tells that so many steps are done in all.
     *
     * @param remark a detail, such as {@code loss 0.0123}
     */
    void at(long steps, String remark) {
        done = steps;
        listener.on(new Event.Progress(name, from, done, total, remark, false));
    }

    /** Tells that the computation has ended, whether or not all of its steps are done. */
    @Override
    public void close() {
        listener.on(new Event.Progress(name, from, done, total, "", true));
    }
}
