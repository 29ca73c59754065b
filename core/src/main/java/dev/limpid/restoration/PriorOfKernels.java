package dev.limpid.restoration;

import dev.limpid.checkpoint.Checkpoint;
import dev.limpid.checkpoint.PriorCatalog;
import dev.limpid.checkpoint.PriorLoader;
import dev.limpid.prior.DiffusionPrior;
import dev.limpid.tensor.Device;
import java.io.IOException;
import java.util.Optional;

/**
 * The second prior of a solver that seeks a kernel with one.
 *
 * @param name a file, or a name of the catalogue
 */
public record PriorOfKernels(String name, Device device) {
    /** The one that a solver's settings name, or none. */
    public static Optional<PriorOfKernels> of(SolverChoice solver, Device device) {
        return solver.config().priorOfKernels().map(name -> new PriorOfKernels(name, device));
    }

    /**
     * Loads it; it lives in the scope that is open.
     *
     * @throws IllegalArgumentException if it cannot be read
     */
    DiffusionPrior load() {
        try {
            return loader().read(name, null);
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    /**
     * The SHA-256 of its file.
     *
     * @throws IllegalArgumentException if it cannot be read
     */
    public String sha256() {
        try (Checkpoint checkpoint = loader().open(name)) {
            return checkpoint.sha256();
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    private PriorLoader loader() {
        return new PriorLoader(PriorCatalog.ofUser(), device);
    }

    private static IllegalArgumentException unreadable(IOException e) {
        return new IllegalArgumentException("the prior of kernels: " + e.getMessage(), e);
    }
}
