package dev.limpid.cli.options;

import dev.limpid.restoration.Compute;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options of every computing command. */
public final class ComputeOptions {
    @Option(
            names = "--prior",
            paramLabel = "NAME|PATH",
            description =
                    "Prior: a name that 'limpid priors' lists, or a checkpoint. Default: " + Compute.PHOTOGRAPHS + ".")
    private @Nullable String prior;

    @Mixin
    private SeedAndDevice seedAndDevice;

    public Compute compute() {
        return compute(Compute.PHOTOGRAPHS);
    }

    /** With another prior unless one is given. */
    public Compute compute(String byDefault) {
        return seedAndDevice.with(prior == null ? byDefault : prior);
    }

    /** Whether a prior is asked for. */
    public boolean given() {
        return prior != null;
    }
}
