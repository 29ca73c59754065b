package dev.limpid.cli;

import dev.limpid.checkpoint.PriorCatalog;
import dev.limpid.tensor.Device;
import java.nio.file.Path;

/**
 * What every computing command needs.
 *
 * @param prior a name of the catalogue, or the path of a checkpoint
 * @param seed of everything that is drawn
 */
record Compute(String prior, long seed, Device device) {
    /** The prior for a record: a name, or an absolute path, so that it is found from another folder, too. */
    String recorded() {
        return PriorCatalog.find(prior).isPresent()
                ? prior
                : Path.of(prior).toAbsolutePath().normalize().toString();
    }
}
