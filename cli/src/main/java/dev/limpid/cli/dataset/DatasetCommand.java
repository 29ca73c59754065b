package dev.limpid.cli.dataset;

import dev.limpid.cli.console.Action;
import dev.limpid.job.KernelPicturesRequest;
import dev.limpid.job.TestSetRequest;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code limpid dataset}: pictures to train and to test on. */
@Command(
        name = "dataset",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        description = "Makes pictures to train a prior on, or to test solvers on.")
public final class DatasetCommand implements Runnable {
    @Spec
    private CommandSpec spec;

    /** With its subcommands. */
    public static CommandLine of(Action<KernelPicturesRequest> kernels, Action<TestSetRequest> prepare, int terminal) {
        return new CommandLine(new DatasetCommand())
                .addSubcommand(new DatasetKernelsCommand(kernels, terminal))
                .addSubcommand(new DatasetPrepareCommand(prepare, terminal));
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "no command given");
    }
}
