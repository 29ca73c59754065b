package dev.limpid.cli;

import org.jspecify.annotations.Nullable;

/** A display of progress whose total is known with the first news. */
final class LazyProgress implements AutoCloseable {
    private final Console console;
    private final String title;
    private @Nullable Progress progress;

    LazyProgress(Console console, String title) {
        this.console = console;
        this.title = title;
    }

    void at(int done, int of) {
        if (progress == null) {
            progress = console.progress(title, of);
        }
        progress.at(done, "");
    }

    @Override
    public void close() {
        if (progress != null) {
            progress.close();
        }
    }
}
