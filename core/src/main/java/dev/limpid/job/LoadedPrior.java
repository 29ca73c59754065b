package dev.limpid.job;

import dev.limpid.io.Sha256;
import dev.limpid.prior.DiffusionPrior;
import dev.limpid.restoration.Compute;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A prior in memory, with what the records of its results say of it. Several threads may restore with it at a time.
 *
 * @param remarks on its file
 * @param hashes SHA-256 of its files, by the records' names for them
 */
public record LoadedPrior(DiffusionPrior prior, List<String> remarks, Map<String, String> hashes) {
    public LoadedPrior {
        remarks = List.copyOf(remarks);
        hashes = Map.copyOf(hashes);
    }

    /** Where a run takes its prior from. */
    @FunctionalInterface
    public interface Source {
        /**
         * The prior.
         *
         * @param config its architecture in YAML, or null to infer it
         * @throws IOException in one line, where it cannot be read
         */
        LoadedPrior load(Compute compute, @Nullable Path config) throws IOException;
    }

    /** Reads a prior from its file; it lives in the scope that is open. */
    public static LoadedPrior read(Compute compute, @Nullable Path config) throws IOException {
        var remarks = new ArrayList<String>();
        DiffusionPrior prior = compute.load(config, remarks::add);
        var hashes = new LinkedHashMap<String, String>();
        hashes.put("checkpoint", compute.checkpoint());
        if (config != null) {
            hashes.put("config", Sha256.of(config));
        }
        return new LoadedPrior(prior, remarks, hashes);
    }
}
