package dev.limpid.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import picocli.CommandLine;

/** The command line over a recording runner, with its output in memory. */
public final class Program {
    public final RecordingRunner runner = new RecordingRunner();
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    public int run(String... args) {
        CommandLine line = Limpid.commandLine(runner, 0);
        line.setOut(new PrintWriter(out));
        line.setErr(new PrintWriter(err));
        return Limpid.execute(line, args);
    }

    public String out() {
        return out.toString();
    }

    public String err() {
        return err.toString();
    }

    /** The one request that reached the runner. */
    public <T> T request(Class<T> type) {
        if (runner.requests.size() != 1) {
            throw new AssertionError("expected one request, got " + runner.requests + "; standard error: " + err());
        }
        return type.cast(runner.requests.get(0));
    }
}
