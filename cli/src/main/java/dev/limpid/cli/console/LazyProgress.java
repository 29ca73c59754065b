package dev.limpid.cli.console;

import org.jspecify.annotations.Nullable;

/** A display of display whose total is known with the first news. */
public final class LazyProgress implements AutoCloseable {
    private final Console console;
    private final String title;
    private @Nullable Display display;

    public LazyProgress(Console console, String title) {
        this.console = console;
        this.title = title;
    }

    public void at(int done, int of) {
        if (display == null) {
            display = console.display(title, 0, of);
        }
        display.at(done, "");
    }

    @Override
    public void close() {
        if (display != null) {
            display.close();
        }
    }
}
