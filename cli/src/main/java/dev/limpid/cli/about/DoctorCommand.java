package dev.limpid.cli.about;

import dev.limpid.cli.console.Action;
import dev.limpid.cli.console.Console;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code limpid doctor}: whether Limpid works here, and what slows it down. */
@Command(
        name = "doctor",
        mixinStandardHelpOptions = true,
        description =
                "Shows versions, natives, devices, threads and what in the environment matters, and restores a sample"
                        + " to see whether its quality is as it should be (about a minute). Exit code 1 if something is wrong.")
public final class DoctorCommand implements Callable<Integer> {
    private final Action<Boolean> action;
    private final int width;

    @Spec
    private CommandSpec spec;

    @Option(names = "--no-self-test", description = "Leave the restoration of the sample out.")
    private boolean noSelfTest;

    /**
     * The command.
     *
     * @param action looks at the installation, and restores a sample where its request is true
     */
    public DoctorCommand(Action<Boolean> action, int width) {
        this.action = action;
        this.width = width;
    }

    @Override
    public Integer call() throws IOException {
        return action.run(!noSelfTest, Console.of(spec, width)) ? 0 : 1;
    }
}
