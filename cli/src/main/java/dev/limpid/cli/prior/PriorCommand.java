package dev.limpid.cli.prior;

import dev.limpid.cli.console.Action;
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
public final class PriorCommand implements Runnable {
    @Spec
    private CommandSpec spec;

    /** With its subcommands. */
    public static CommandLine of(
            Action<PriorEvaluateRequest> evaluate, Action<PriorCompareRequest> compare, int terminal) {
        return new CommandLine(new PriorCommand())
                .addSubcommand(new PriorEvaluateCommand(evaluate, terminal))
                .addSubcommand(new PriorCompareCommand(compare, terminal));
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "no command given");
    }
}
