package dev.limpid.cli.checkpoint;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code limpid checkpoint}: files of weights, before they are used. */
@Command(
        name = "checkpoint",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {CheckpointInspectCommand.class, CheckpointVerifyCommand.class, CheckpointConvertCommand.class},
        description = "Looks into files of weights, checks them and converts them. Runs nothing that is in them.")
public final class CheckpointCommand implements Runnable {
    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "no command given");
    }
}
