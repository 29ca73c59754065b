package dev.limpid.cli.console;

import dev.limpid.io.InvalidRequestException;
import dev.limpid.job.FailureText;
import java.util.List;
import java.util.Set;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Turns what went wrong into one line on standard error and an exit code. */
public final class Failures {
    private Failures() {}

    /** Reports an argument that was not understood: exit code 2. */
    public static int usage(ParameterException e, String[] args) {
        CommandLine command = e.getCommandLine();
        Console.fail(
                command.getErr(),
                explain(e, args) + " (see " + command.getCommandSpec().qualifiedName() + " --help)");
        return CommandLine.ExitCode.USAGE;
    }

    /** Reports a command that failed: exit code 1, or 2 where its runner found the request itself wrong. */
    public static int failure(Throwable e, CommandLine command, boolean verbose) {
        List<String> words = command.getParseResult().originalArgs();
        Console.fail(command.getErr(), FailureText.of(e, words));
        if (verbose) {
            e.printStackTrace(command.getErr());
        }
        return e instanceof InvalidRequestException ? CommandLine.ExitCode.USAGE : CommandLine.ExitCode.SOFTWARE;
    }

    /**
     * Reports that standard output did not take all that was printed, which its writers do not tell: exit code 1, or that of a failure
     * before.
     */
    public static int lost(int code, CommandLine command) {
        Console.fail(
                command.getErr(),
                "standard output could not be written to its end (a full disk, or a reader that is gone); it is not complete");
        return code == CommandLine.ExitCode.OK ? CommandLine.ExitCode.SOFTWARE : code;
    }

    private static String explain(ParameterException e, String[] args) {
        String message = FailureText.firstLine(e.getMessage(), List.of(args));
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
}
