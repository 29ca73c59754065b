package dev.limpid.cli;

import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Turns what went wrong into one line on standard error and an exit code. */
final class Failures {
    private Failures() {}

    /** Reports an argument that was not understood: exit code 2. */
    static int usage(ParameterException e, String[] args) {
        CommandLine command = e.getCommandLine();
        Console.fail(
                command.getErr(),
                explain(e, args) + " (see " + command.getCommandSpec().qualifiedName() + " --help)");
        return CommandLine.ExitCode.USAGE;
    }

    /** Reports a command that failed: exit code 1, or 2 where its runner found the request itself wrong. */
    static int failure(Throwable e, CommandLine command, boolean verbose) {
        List<String> words = command.getParseResult().originalArgs();
        Console.fail(command.getErr(), describe(e, firstLine(printable(e.getMessage(), words))));
        if (verbose) {
            e.printStackTrace(command.getErr());
        }
        return e instanceof UsageException ? CommandLine.ExitCode.USAGE : CommandLine.ExitCode.SOFTWARE;
    }

    /** One line that says what happened. */
    static String describe(Throwable e) {
        return describe(e, firstLine(e.getMessage()));
    }

    /**
     * One line that says what happened to an image, without its file's name, which readers begin their messages with.
     *
     * @param others that the message may name
     */
    static String describe(Throwable e, Path file, List<Path> others) {
        var names = new ArrayList<String>();
        names.add(file.toString());
        others.forEach(other -> names.add(other.toString()));
        String message = describe(e, firstLine(printable(e.getMessage(), names)));
        String prefix = Console.printable(file.toString()) + ": ";
        return message.startsWith(prefix) ? message.substring(prefix.length()) : message;
    }

    /** The message with names as they can be printed: what follows a name's line break would be lost with the second line. */
    private static @Nullable String printable(@Nullable String message, List<String> names) {
        String text = message;
        for (String name : names) {
            if (text != null) {
                text = text.replace(name, Console.printable(name));
            }
        }
        return text;
    }

    private static String describe(Throwable e, String message) {
        if (e instanceof ExceptionInInitializerError && e.getCause() != null) {
            return describe(e.getCause());
        }
        if (e instanceof NoSuchFileException) {
            return message + ": no such file";
        } else if (e instanceof AccessDeniedException) {
            return message + ": permission denied";
        } else if (e instanceof NotDirectoryException) {
            return message + ": not a folder";
        } else if (e instanceof FileAlreadyExistsException) {
            return message + ": exists already";
        } else if (e instanceof OutOfMemoryError) {
            return "out of memory (" + message + ")";
        } else if (e instanceof LinkageError) {
            return "LibTorch could not be loaded; on Linux it needs glibc 2.35 or newer (" + message + ")";
        }
        return message.isEmpty() ? e.getClass().getSimpleName() : message;
    }

    private static String explain(ParameterException e, String[] args) {
        String message = firstLine(printable(e.getMessage(), List.of(args)));
        if (!(e instanceof UnmatchedArgumentException unmatched)) {
            return message;
        }
        Set<String> commands = e.getCommandLine().getSubcommands().keySet();
        String argument = unmatched.getUnmatched().get(0);
        if (!commands.isEmpty() && !argument.startsWith("-")) {
            return "unknown command '" + argument + "'; it is one of: " + String.join(", ", commands);
        }
        List<String> similar = unmatched.getSuggestions();
        return message + (similar.isEmpty() ? "" : "; did you mean " + String.join(" or ", similar) + "?");
    }

    private static String firstLine(@Nullable String message) {
        return message == null ? "" : message.lines().findFirst().orElse("");
    }
}
