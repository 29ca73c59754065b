package dev.limpid.cli.checkpoint;

import dev.limpid.checkpoint.Checkpoint;
import dev.limpid.cli.console.Console;
import dev.limpid.job.FailureText;
import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code limpid checkpoint verify}: whether files of weights are safe and readable. */
@Command(
        name = "verify",
        mixinStandardHelpOptions = true,
        description = {
            "Says of each file whether it is safe and readable: whether it holds nothing but tensors and plain data,",
            "every size and checksum in it is right, and every byte of it has its place."
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:safe and readable, all of them", "1:not", "2:wrong usage"})
final class CheckpointVerifyCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(arity = "1..*", paramLabel = "NAME|FILE", description = "Priors' names or files of weights.")
    private List<String> files;

    @Override
    public Integer call() {
        Console console = Console.of(spec, 0);
        int failed = 0;
        for (String file : files) {
            try (Checkpoint checkpoint = WeightsFile.open(file)) {
                checkpoint.verify();
                console.say(FailureText.printable(file) + ": safe and readable (" + checkpoint.format() + ", "
                        + checkpoint.entries().size() + " tensors)");
            } catch (IOException | RuntimeException e) {
                console.fail(FailureText.of(e, names(file)));
                failed++;
            }
        }
        return failed == 0 ? 0 : 1;
    }

    /** The name as it was given, and as a path is spelt; neither may end the line of the reason. */
    private static List<String> names(String file) {
        try {
            return List.of(file, Path.of(file).toString());
        } catch (InvalidPathException e) {
            return List.of(file);
        }
    }
}
