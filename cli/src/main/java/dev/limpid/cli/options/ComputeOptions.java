package dev.limpid.cli.options;

import dev.limpid.restoration.Compute;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options of every computing command. */
public final class ComputeOptions {
    @Option(
            names = "--prior",
            paramLabel = "NAME|PATH",
            defaultValue = "cats64",
            description = "Prior: a name that 'limpid priors' lists, or a checkpoint. Default: ${DEFAULT-VALUE}.")
    private String prior;

    @Mixin
    private SeedAndDevice seedAndDevice;

    public Compute compute() {
        return seedAndDevice.with(prior);
    }
}
