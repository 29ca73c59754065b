package dev.limpid.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code limpid prior}: how good a prior is. */
@Command(
        name = "prior",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        description = "Measures priors on pictures that they have not seen.")
final class PriorCommand implements Runnable {
    @Spec
    private CommandSpec spec;

    /** With its subcommands. */
    static CommandLine of(Runner runner, int terminal) {
        return new CommandLine(new PriorCommand())
                .addSubcommand(new PriorEvaluateCommand(runner, terminal))
                .addSubcommand(new PriorCompareCommand(runner, terminal));
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "no command given");
    }
}
