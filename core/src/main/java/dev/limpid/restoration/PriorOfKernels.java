package dev.limpid.restoration;

import dev.limpid.checkpoint.Checkpoint;
import dev.limpid.checkpoint.CheckpointException;
import dev.limpid.checkpoint.PriorCatalog;
import dev.limpid.checkpoint.PriorLoader;
import dev.limpid.prior.DiffusionPrior;
import dev.limpid.tensor.Device;
import dev.limpid.tensor.Scope;
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
     * @throws IllegalArgumentException if it cannot be used
     */
    DiffusionPrior load() {
        try {
            return read();
        } catch (IOException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }

    /**
     * Reads it as a restoration will, before there is one.
     *
     * @return the SHA-256 of its file
     * @throws IOException if it cannot be used
     */
    public String check() throws IOException {
        try (var scope = Scope.open()) {
            read();
        }
        try (Checkpoint checkpoint = loader().open(name)) {
            return checkpoint.sha256();
        }
    }

    private DiffusionPrior read() throws IOException {
        try {
            DiffusionPrior kernels = loader().read(name, null);
            if (kernels.channels() != 1) {
                throw new CheckpointException(name, "has " + kernels.channels() + " channels, and a kernel has one");
            }
            return kernels;
        } catch (IOException e) {
            throw new IOException("the prior of kernels: " + e.getMessage(), e);
        }
    }

    private PriorLoader loader() {
        return new PriorLoader(PriorCatalog.ofUser(), device);
    }
}
