package dev.limpid.cli;

import java.io.PrintWriter;
import picocli.CommandLine.Model.CommandSpec;

/**
 * Where a command speaks: results to {@code out}, everything else to {@code err}.
 *
 * @param width columns of the terminal behind {@code err}, 0 where there is none
 */
record Console(PrintWriter out, PrintWriter err, int width) {
    private static final int DEFAULT_WIDTH = 80;

    static Console of(CommandSpec spec, int width) {
        return new Console(spec.commandLine().getOut(), spec.commandLine().getErr(), width);
    }

    /**
     * What the launcher found out about standard error, or else what Java knows; on JDK 22 and newer that takes
     * {@code -Djdk.console=java.base}, which the launchers give.
     */
    @SuppressWarnings("SystemConsoleNull")
    static int terminalWidth() {
        return Integer.getInteger("limpid.terminal", System.console() == null ? 0 : DEFAULT_WIDTH);
    }

    /** A result. */
    void say(String line) {
        out.println(line);
        out.flush();
    }

    /** A remark that is no result, such as what is about to be computed. */
    void note(String line) {
        err.println(line);
        err.flush();
    }

    /** A failure that the command survives. */
    void fail(String line) {
        note("limpid: " + line);
    }

    /** Starts to show the progress of {@code total} steps. */
    Progress progress(String title, long total) {
        return width > 0 ? new TerminalProgress(title, total, err, width) : new LineProgress(title, total, err);
    }
}
