package dev.limpid.restoration;

import dev.limpid.checkpoint.Checkpoint;
import dev.limpid.checkpoint.PriorCatalog;
import dev.limpid.checkpoint.PriorLoader;
import dev.limpid.prior.DiffusionPrior;
import dev.limpid.tensor.Device;
import java.io.IOException;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The prior, the seed and the device of a computation.
 *
 * @param prior a name of the catalogue, or the path of a checkpoint
 * @param seed of everything that is drawn
 */
public record Compute(String prior, long seed, Device device) {
    /** The prior that is used unless another one is asked for: it takes pictures of any size. */
    public static final String PHOTOGRAPHS = "photo";

    /** The same with another prior. */
    public Compute with(String other) {
        return new Compute(other, seed, device);
    }

    /** The prior for a record: a name, or an absolute path, so that it is found from another folder, too. */
    public String recorded() {
        return PriorCatalog.find(prior).isPresent()
                ? prior
                : Path.of(prior).toAbsolutePath().normalize().toString();
    }

    /** Whether the prior is local, from the names of its weights alone; false where its file cannot be read. */
    public boolean isLocal() {
        try (Checkpoint checkpoint = new PriorLoader(PriorCatalog.ofUser(), device).open(prior)) {
            return PriorLoader.isLocal(checkpoint);
        } catch (IOException e) {
            return false; // who loads it says why
        }
    }

    /**
     * Loads the prior onto the device; it lives in the scope that is open.
     *
     * @param config architecture of the prior in YAML, or null to infer it
     * @param notes gets remarks about its file
     */
    public DiffusionPrior load(@Nullable Path config, Consumer<String> notes) throws IOException {
        return new PriorLoader(PriorCatalog.ofUser(), device, notes).read(prior, config);
    }

    /**
     * The prior without its weights, to plan with; see {@link PriorLoader#outline}.
     *
     * @param config architecture of the prior in YAML, or null to infer it
     */
    public DiffusionPrior outline(@Nullable Path config) throws IOException {
        return new PriorLoader(PriorCatalog.ofUser(), device).outline(prior, config);
    }

    /** The SHA-256 of the prior's file. */
    public String checkpoint() throws IOException {
        try (Checkpoint checkpoint = new PriorLoader(PriorCatalog.ofUser(), device).open(prior)) {
            return checkpoint.sha256();
        }
    }
}
