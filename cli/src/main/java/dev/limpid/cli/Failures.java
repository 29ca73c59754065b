package dev.limpid.cli;

import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
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
        command.getErr()
                .println("limpid: " + explain(e) + " (see "
                        + command.getCommandSpec().qualifiedName() + " --help)");
        return CommandLine.ExitCode.USAGE;
    }

    /** Reports a command that failed: exit code 1, or 2 where its runner found the request itself wrong. */
    static int failure(Throwable e, CommandLine command, boolean verbose) {
        command.getErr().println("limpid: " + describe(e));
        if (verbose) {
            e.printStackTrace(command.getErr());
        }
        return e instanceof UsageException ? CommandLine.ExitCode.USAGE : CommandLine.ExitCode.SOFTWARE;
    }

    /** One line that says what happened, for an image's own report as well. */
    static String describe(Throwable e) {
        if (e instanceof ExceptionInInitializerError && e.getCause() != null) {
            return describe(e.getCause());
        }
        String message = firstLine(e.getMessage());
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

    private static String explain(ParameterException e) {
        if (!(e instanceof UnmatchedArgumentException unmatched)) {
            return firstLine(e.getMessage());
        }
        Set<String> commands = e.getCommandLine().getSubcommands().keySet();
        String argument = unmatched.getUnmatched().get(0);
        if (!commands.isEmpty() && !argument.startsWith("-")) {
            return "unknown command '" + argument + "'; it is one of: " + String.join(", ", commands);
        }
        List<String> similar = unmatched.getSuggestions();
        return firstLine(e.getMessage())
                + (similar.isEmpty() ? "" : "; did you mean " + String.join(" or ", similar) + "?");
    }

    private static String firstLine(@Nullable String message) {
        return message == null ? "" : message.lines().findFirst().orElse("");
    }
}
