package dev.limpid.cli;

import dev.limpid.tensor.Device;
import picocli.CommandLine.Option;

/** The options of every computing command. */
final class ComputeOptions {
    @Option(
            names = "--prior",
            paramLabel = "NAME|PATH",
            defaultValue = "cats64",
            description = "Prior: a name that 'limpid priors' lists, or a checkpoint. Default: ${DEFAULT-VALUE}.")
    private String prior;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "0",
            description = "Seed of everything that is drawn. Default: ${DEFAULT-VALUE}.")
    private long seed;

    @Option(
            names = "--device",
            paramLabel = "cpu|cuda",
            defaultValue = "cpu",
            description = "Where to compute. Default: ${DEFAULT-VALUE}.")
    private Device device;

    Compute compute() {
        return new Compute(prior, seed, device);
    }
}
