package dev.limpid.cli.console;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.function.LongSupplier;

/** A plain line now and then, for files and pipes. */
final class LineProgress implements Display {
    private static final long INTERVAL = Duration.ofSeconds(10).toNanos();

    private final String title;
    private final long total;
    private final PrintWriter err;
    private final LongSupplier clock;
    private final long start;
    private final long first;
    private long last;

    LineProgress(String title, long from, long total, PrintWriter err) {
        this(title, from, total, err, System::nanoTime);
    }

    LineProgress(String title, long from, long total, PrintWriter err, LongSupplier clock) {
        this.title = title;
        first = from;
        this.total = total;
        this.err = err;
        this.clock = clock;
        start = clock.getAsLong();
        last = start;
    }

    @Override
    public void at(long done, String remark) {
        long now = clock.getAsLong();
        if (now - last >= INTERVAL && done > first) {
            last = now;
            long left = Math.round((double) (now - start) / (done - first) * (total - done) / 1e9);
            err.println(title + ": " + done + " of " + total + (remark.isEmpty() ? "" : ", " + remark) + ", about "
                    + time(left) + " left");
            err.flush();
        }
    }

    @Override
    public void close() {}

    /** Seconds as "42 s" or "3 min 05 s". */
    static String time(long seconds) {
        if (seconds >= 3600) {
            return seconds / 3600 + " h " + String.format("%02d", seconds / 60 % 60) + " min";
        }
        return seconds < 60 ? seconds + " s" : seconds / 60 + " min " + String.format("%02d", seconds % 60) + " s";
    }
}
