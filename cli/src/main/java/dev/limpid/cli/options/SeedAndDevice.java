package dev.limpid.cli.options;

import dev.limpid.restoration.Compute;
import dev.limpid.tensor.Device;
import dev.limpid.tensor.Precision;
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

    @Option(
            names = "--precision",
            paramLabel = "float32|bfloat16",
            defaultValue = "float32",
            description =
                    "Numbers of a local prior's evaluations without gradients: bfloat16 is faster on a processor with"
                            + " instructions for it, and moves results by less than their 256 levels show."
                            + " Default: ${DEFAULT-VALUE}.")
    private Precision precision;

    public Compute with(String prior) {
        return new Compute(prior, seed, device, precision);
    }
}
