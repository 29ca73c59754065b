package dev.limpid.job;

import dev.limpid.restoration.Progress;

/** Tells a listener how far a computation is. */
final class Activity implements Progress {
    private final Listener listener;
    private final String name;
    private final long from;
    private final long total;
    private long done;

    /** @param from the steps that an earlier run did */
    public Activity(Listener listener, String name, long from, long total) {
        this.listener = listener;
        this.name = name;
        this.from = from;
        this.total = total;
        at(from, "");
    }

    @Override
    public void at(long steps, String remark) {
        done = steps;
        listener.on(new Event.Progress(name, from, done, total, remark, false));
    }

    @Override
    public void close() {
        listener.on(new Event.Progress(name, from, done, total, "", true));
    }
}
