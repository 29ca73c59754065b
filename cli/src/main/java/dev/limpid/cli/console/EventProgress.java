package dev.limpid.cli.console;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.function.LongSupplier;

/** An event at most once a second, and one at the end. */
final class EventProgress implements Display {
    private static final long INTERVAL = Duration.ofSeconds(1).toNanos();

    private final Console console;
    private final long total;
    private final LongSupplier clock;
    private final long start;
    private final long first;
    private long last;

    EventProgress(Console console, long from, long total) {
        this(console, from, total, System::nanoTime);
    }

    EventProgress(Console console, long from, long total, LongSupplier clock) {
        this.console = console;
        first = from;
        this.total = total;
        this.clock = clock;
        start = clock.getAsLong();
        last = start - INTERVAL;
    }

    @Override
    public void at(long done, String remark) {
        long now = clock.getAsLong();
        if (now - last < INTERVAL && done < total) {
            return;
        }
        last = now;
        var fields = new LinkedHashMap<String, Object>();
        fields.put("done", done);
        fields.put("total", total);
        if (done > first) {
            fields.put("secondsLeft", Math.round((now - start) / 1e7 / (done - first) * (total - done)) / 100.0);
        }
        if (!remark.isEmpty()) {
            fields.put("remark", remark);
        }
        console.event("progress", fields);
    }

    @Override
    public void close() {}
}
