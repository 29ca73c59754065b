package dev.limpid.cli.checkpoint;

import dev.limpid.checkpoint.Checkpoint;
import dev.limpid.checkpoint.PriorCatalog;
import dev.limpid.checkpoint.PriorLoader;
import dev.limpid.tensor.Device;
import java.io.IOException;

/** Files of weights as the commands name them. */
final class WeightsFile {
    private WeightsFile() {}

    /** Opens what a prior's name or a path stands for; loads no native library. */
    static Checkpoint open(String nameOrPath) throws IOException {
        return new PriorLoader(PriorCatalog.ofUser(), Device.CPU).open(nameOrPath);
    }
}
