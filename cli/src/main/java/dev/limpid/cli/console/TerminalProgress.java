package dev.limpid.cli.console;

import java.io.PrintWriter;
import java.time.Duration;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarConsumer;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;

/** A bar in the terminal's last line, with the time gone and the time left. */
final class TerminalProgress implements Display {
    private static final int MILLISECONDS_BETWEEN_DRAWINGS = 200;

    private final ProgressBarBuilder drawing;
    private final long start = System.nanoTime();
    private final long first;
    private @Nullable ProgressBar bar;

    TerminalProgress(String title, long from, long total, PrintWriter err, int width) {
        first = from;
        drawing = new ProgressBarBuilder()
                .setTaskName(title)
                .setInitialMax(total)
                .setStyle(ProgressBarStyle.ASCII)
                .setUpdateIntervalMillis(MILLISECONDS_BETWEEN_DRAWINGS)
                .setConsumer(new Line(err, width));
    }

    @Override
    public void at(long done, String remark) {
        if (bar == null) {
            bar = drawing.startsFrom(first, Duration.ofNanos(System.nanoTime() - start))
                    .build();
        }
        bar.stepTo(done);
        bar.setExtraMessage(remark);
    }

    @Override
    public void close() {
        if (bar != null) {
            bar.close();
        }
    }

    /** Draws over the same line; the last column stays free, where some terminals would wrap. */
    private record Line(PrintWriter err, int width) implements ProgressBarConsumer {
        @Override
        public int getMaxRenderedLength() {
            return width - 1;
        }

        @Override
        public void accept(String text) {
            err.print("\r" + (text.length() < width ? text : text.substring(0, width - 1)));
            err.flush();
        }

        @Override
        public void close() {
            err.println();
            err.flush();
        }
    }
}
