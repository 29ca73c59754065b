package dev.limpid.cli;

import dev.limpid.checkpoint.Checkpoint;
import dev.limpid.checkpoint.PriorCatalog;
import dev.limpid.checkpoint.PriorLoader;
import dev.limpid.tensor.Device;
import java.io.IOException;

/** Files of weights as the commands name them. */
final class Weights {
    private Weights() {}

    /** Opens what a prior's name or a path stands for; loads no native library. */
    static Checkpoint open(String nameOrPath) throws IOException {
        return new PriorLoader(PriorCatalog.ofUser(), Device.CPU).open(nameOrPath);
    }
}
