package dev.limpid.bench.theory;

import java.io.PrintWriter;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;

/** How far a part of the experiment is: a bar in a terminal, and a line at its beginning elsewhere. */
final class Progress implements AutoCloseable {
    private final @Nullable ProgressBar bar;

    Progress(String title, int total, PrintWriter err) {
        // The launcher's word for the terminal's width; 0 where there is none.
        int width = Integer.getInteger("limpid.terminal", 0);
        if (width == 0) {
            err.println(title + ": " + total + " trials");
            err.flush();
            bar = null;
        } else {
            bar = new ProgressBarBuilder()
                    .setTaskName(title)
                    .setInitialMax(total)
                    .setStyle(ProgressBarStyle.ASCII)
                    .setConsumer(new ConsoleProgressBarConsumer(System.err, width - 1))
                    .build();
        }
    }

    void at(int done) {
        if (bar != null) {
            bar.stepTo(done);
        }
    }

    @Override
    public void close() {
        if (bar != null) {
            bar.close();
        }
    }
}
