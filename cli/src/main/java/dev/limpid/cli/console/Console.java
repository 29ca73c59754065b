package dev.limpid.cli.console;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.limpid.job.FailureText;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Model.CommandSpec;

/**
 * Where a command speaks: results to {@code out}, everything else to {@code err}.
 *
 * @param width columns of the terminal behind {@code err}, 0 where there is none
 * @param speech for whom it speaks
 */
public record Console(PrintWriter out, PrintWriter err, int width, Speech speech) {
    private static final int DEFAULT_WIDTH = 80;
    private static final JsonMapper JSON = new JsonMapper();

    /** For whom a command speaks. */
    public enum Speech {
        /** For people: results, remarks, progress. */
        TEXT,
        /** Failures alone. */
        QUIET,
        /** For machines: one JSON object per line on {@code out}; failures on {@code err} as well. */
        JSON
    }

    Console(PrintWriter out, PrintWriter err, int width) {
        this(out, err, width, Speech.TEXT);
    }

    public static Console of(CommandSpec spec, int width) {
        return new Console(spec.commandLine().getOut(), spec.commandLine().getErr(), width);
    }

    public Console with(Speech other) {
        return new Console(out, err, width, other);
    }

    /**
     * The columns of the terminal behind standard error: as the launcher found them, else as Java knows them. On JDK 22 and newer that takes
     * {@code -Djdk.console=java.base}, which the launchers give.
     */
    @SuppressWarnings("SystemConsoleNull")
    public static int terminalWidth() {
        return Integer.getInteger("limpid.terminal", System.console() == null ? 0 : DEFAULT_WIDTH);
    }

    /** A result. */
    public void say(String line) {
        if (speech == Speech.TEXT) {
            out.println(FailureText.printable(line));
            out.flush();
        }
    }

    /** A remark that is no result, such as what is about to be computed. */
    public void note(String line) {
        if (speech == Speech.TEXT) {
            err.println(FailureText.printable(line));
            err.flush();
        } else {
            event("note", Map.of("message", line));
        }
    }

    /** A failure that the command survives. */
    public void fail(String line) {
        fail(err, line);
    }

    /** Says {@code limpid:} and a failure where there is no console yet. */
    public static void fail(PrintWriter err, String line) {
        err.println("limpid: " + FailureText.printable(line));
        err.flush();
    }

    private static String json(Map<String, Object> event) {
        try {
            return JSON.writeValueAsString(event);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Something that happened, for machines; people are told in another way. */
    public void event(String name, Map<String, ?> fields) {
        if (speech == Speech.JSON) {
            var all = new LinkedHashMap<String, Object>();
            all.put("event", name);
            all.put("time", Instant.now().truncatedTo(ChronoUnit.MILLIS).toString());
            all.putAll(fields);
            out.println(json(all));
            out.flush();
        }
    }

    /**
     * Starts to show how far a computation is.
     *
     * @param from the steps that an earlier run did
     */
    public Display display(String title, long from, long total) {
        return switch (speech) {
            case TEXT ->
                width > 0
                        ? new TerminalProgress(title, from, total, err, width)
                        : new LineProgress(title, from, total, err);
            case QUIET -> Display.NONE;
            case JSON -> new EventProgress(this, from, total);
        };
    }
}
