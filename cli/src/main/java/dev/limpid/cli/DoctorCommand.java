package dev.limpid.cli;

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
final class DoctorCommand implements Callable<Integer> {
    private final Runner runner;
    private final int width;

    @Spec
    private CommandSpec spec;

    @Option(names = "--no-self-test", description = "Leave the restoration of the sample out.")
    private boolean noSelfTest;

    DoctorCommand(Runner runner, int width) {
        this.runner = runner;
        this.width = width;
    }

    @Override
    public Integer call() throws IOException {
        return runner.doctor(!noSelfTest, Console.of(spec, width)) ? 0 : 1;
    }
}
