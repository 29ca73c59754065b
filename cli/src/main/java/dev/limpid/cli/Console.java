package dev.limpid.cli;

import java.io.PrintWriter;
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
record Console(PrintWriter out, PrintWriter err, int width, Speech speech) {
    private static final int DEFAULT_WIDTH = 80;

    /** For whom a command speaks. */
    enum Speech {
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

    static Console of(CommandSpec spec, int width) {
        return new Console(spec.commandLine().getOut(), spec.commandLine().getErr(), width);
    }

    Console with(Speech other) {
        return new Console(out, err, width, other);
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
        if (speech == Speech.TEXT) {
            out.println(printable(line));
            out.flush();
        }
    }

    /** A remark that is no result, such as what is about to be computed. */
    void note(String line) {
        if (speech == Speech.TEXT) {
            err.println(printable(line));
            err.flush();
        } else {
            event("note", Map.of("message", line));
        }
    }

    /** A failure that the command survives. */
    void fail(String line) {
        fail(err, line);
    }

    /** Says {@code limpid:} and a failure where there is no console yet. */
    static void fail(PrintWriter err, String line) {
        err.println("limpid: " + printable(line));
        err.flush();
    }

    /** What is one line whatever files are called: control characters as Java and JSON escape them. */
    static String printable(String text) {
        if (text.codePoints().noneMatch(Console::breaksLines)) {
            return text;
        }
        var line = new StringBuilder();
        text.chars().forEach(c -> {
            switch (c) {
                case '\n' -> line.append("\\n");
                case '\r' -> line.append("\\r");
                case '\t' -> line.append("\\t");
                default -> line.append(breaksLines(c) ? String.format("\\u%04x", c) : String.valueOf((char) c));
            }
        });
        return line.toString();
    }

    private static boolean breaksLines(int c) {
        int type = Character.getType(c);
        return type == Character.CONTROL || type == Character.LINE_SEPARATOR || type == Character.PARAGRAPH_SEPARATOR;
    }

    /** Something that happened, for machines; people are told in another way. */
    void event(String name, Map<String, ?> fields) {
        if (speech == Speech.JSON) {
            var all = new LinkedHashMap<String, Object>();
            all.put("event", name);
            all.put("time", Instant.now().truncatedTo(ChronoUnit.MILLIS).toString());
            all.putAll(fields);
            out.println(Json.line(all));
            out.flush();
        }
    }

    /** Starts to show the progress of {@code total} steps. */
    Progress progress(String title, long total) {
        return switch (speech) {
            case TEXT ->
                width > 0 ? new TerminalProgress(title, total, err, width) : new LineProgress(title, total, err);
            case QUIET -> Progress.NONE;
            case JSON -> new EventProgress(this, total);
        };
    }
}
