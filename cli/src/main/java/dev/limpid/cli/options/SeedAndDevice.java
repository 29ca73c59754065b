package dev.limpid.cli.options;

import dev.limpid.restoration.Compute;
import dev.limpid.tensor.Device;
import picocli.CommandLine.Option;

/** The options of every command that draws and computes. */
public final class SeedAndDevice {
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

    public Compute with(String prior) {
        return new Compute(prior, seed, device);
    }
}
