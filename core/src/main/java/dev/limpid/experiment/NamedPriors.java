package dev.limpid.experiment;

import dev.limpid.prior.DiffusionPrior;
import dev.limpid.restoration.Compute;
import java.io.IOException;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * The priors that an experiment names.
 *
 * @param usual that of all solvers but some
 * @param own names or paths of those of the rest, by the solvers' labels
 */
record NamedPriors(Compute usual, Map<String, String> own) {
    NamedPriors {
        own = Map.copyOf(own);
    }

    /** The hashes of their files. */
    PriorHashes hashes() throws IOException {
        var hashes = new LinkedHashMap<String, String>();
        for (Map.Entry<String, String> one : own.entrySet()) {
            hashes.put(one.getKey(), usual.with(one.getValue()).checkpoint());
        }
        return new PriorHashes(usual.checkpoint(), hashes);
    }

    /** The hashes of their files, and the recorded ones of those that cannot be found. */
    PriorHashes hashes(Recorded recorded) {
        PriorHashes known = recorded.priors(own.keySet());
        Set<String> missing = new HashSet<>();
        var hashes = new LinkedHashMap<String, String>();
        own.forEach((label, prior) -> hashes.put(label, hash(prior, known.own().getOrDefault(label, ""), missing)));
        return new PriorHashes(hash(usual.prior(), known.usual(), missing), hashes, missing);
    }

    private String hash(String prior, String otherwise, Set<String> missing) {
        try {
            return usual.with(prior).checkpoint();
        } catch (IOException e) {
            missing.add(prior);
            return otherwise;
        }
    }

    /** Loads them; they live in the scope that is open. */
    Priors load(Consumer<String> notes) throws IOException {
        var loaded = new LinkedHashMap<String, DiffusionPrior>();
        for (Map.Entry<String, String> one : own.entrySet()) {
            loaded.put(one.getKey(), usual.with(one.getValue()).load(null, notes));
        }
        return new Priors(usual.load(null, notes), loaded);
    }
}
