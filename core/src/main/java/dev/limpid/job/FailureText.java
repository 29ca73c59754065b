package dev.limpid.job;

import dev.limpid.io.AdvisedException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Describes a failure in one line. */
public final class FailureText {
    private static final String ON_THE_COMMAND_LINE = ", with --verbose";

    private FailureText() {}

    /** One line that says what happened. */
    public static String of(Throwable e) {
        return of(e, List.of());
    }

    /**
     * One line that says what happened to an image, without its file's name, which readers begin their messages with.
     *
     * @param others the files that the message may name
     */
    static String of(Throwable e, Path file, List<Path> others) {
        var names = new ArrayList<String>();
        names.add(file.toString());
        others.forEach(other -> names.add(other.toString()));
        return withoutName(of(e, names), file);
    }

    /** The same for whoever asks in another way than by options of the command line. */
    static String elsewhere(Throwable e, Path file, List<Path> others) {
        String plain = elsewhere(e);
        return plain.equals(of(e)) ? of(e, file, others) : withoutName(plain, file);
    }

    private static String withoutName(String message, Path file) {
        String prefix = printable(file.toString()) + ": ";
        return message.startsWith(prefix) ? message.substring(prefix.length()) : message;
    }

    /** One line that says what happened, for whoever asks in another way than by options of the command line. */
    public static String elsewhere(Throwable e) {
        for (Throwable t = e; t != null; t = t.getCause()) {
            if (t instanceof AdvisedException advised) {
                return firstLine(printable(advised.elsewhere()));
            }
        }
        return of(e).replace(ON_THE_COMMAND_LINE, "");
    }

    /**
     * One line that says what happened.
     *
     * @param names words of the user that the message may repeat; the text behind a line break in one of them would be lost
     *     with the second line
     */
    public static String of(Throwable e, List<String> names) {
        String text = firstLine(printable(e.getMessage(), names));
        if (e instanceof ExceptionInInitializerError && e.getCause() != null) {
            return of(e.getCause());
        }
        if (e instanceof InvalidPathException path && NameEncoding.isReason(path)) {
            return printable(path.getInput()) + ": " + NameEncoding.here().fault();
        } else if (e instanceof NoSuchFileException) {
            return text + ": no such file";
        } else if (e instanceof AccessDeniedException) {
            return text + ": permission denied";
        } else if (e instanceof NotDirectoryException) {
            return text + ": not a folder";
        } else if (e instanceof FileAlreadyExistsException) {
            return text + (isLinkToNothing(text) ? ": is a link to nothing" : ": exists already");
        } else if (e instanceof DirectoryNotEmptyException) {
            return text + ": is a folder that is not empty";
        } else if (e instanceof NullPointerException
                || e instanceof ArithmeticException
                || e instanceof ClassCastException
                || e instanceof IndexOutOfBoundsException
                || e instanceof NegativeArraySizeException) {
            return internal(e);
        } else if (e instanceof OutOfMemoryError) {
            return "out of memory (" + text + ")";
        } else if (e instanceof StackOverflowError) {
            return "what it reads is nested too deeply";
        } else if (e instanceof LinkageError) {
            return "LibTorch could not be loaded; on Linux it needs glibc 2.35 or newer (" + root(e, text) + ")";
        }
        return text.isEmpty() ? e.getClass().getSimpleName() : text;
    }

    /** JavaCPP says of a library that it found and could not load, for want of address space or of symbols, that there is none. */
    private static String root(Throwable e, String text) {
        Throwable cause = e.getCause();
        return cause instanceof LinkageError ? root(cause, firstLine(cause.getMessage())) : text;
    }

    private static boolean isLinkToNothing(String path) {
        try {
            return Files.isSymbolicLink(Path.of(path)) && !Files.exists(Path.of(path));
        } catch (InvalidPathException e) {
            return false;
        }
    }

    /** A fault of the program: the message of the virtual machine would tell the user nothing, its place tells us. */
    private static String internal(Throwable e) {
        StackTraceElement[] trace = e.getStackTrace();
        String place = trace.length == 0 ? "" : " in " + trace[0].getFileName() + ", line " + trace[0].getLineNumber();
        return "a fault of Limpid (" + e.getClass().getSimpleName() + place + "); please report it"
                + ON_THE_COMMAND_LINE;
    }

    /** The first line of a message, whatever the names in it hold. */
    public static String firstLine(@Nullable String message, List<String> names) {
        return firstLine(printable(message, names));
    }

    private static String firstLine(@Nullable String message) {
        return message == null ? "" : message.lines().findFirst().orElse("");
    }

    private static @Nullable String printable(@Nullable String message, List<String> names) {
        String text = message;
        for (String name : names) {
            if (text != null) {
                text = text.replace(name, printable(name));
            }
        }
        return text;
    }

    /** The text in one line: control characters are escaped as in Java and JSON. */
    public static String printable(String text) {
        if (text.codePoints().noneMatch(FailureText::breaksLines)) {
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
}
