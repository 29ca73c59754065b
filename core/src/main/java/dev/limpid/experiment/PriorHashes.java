package dev.limpid.experiment;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The SHA-256 of the files of an experiment's priors.
 *
 * @param usual the prior of all solvers but some
 * @param own those of the rest, by the solvers' labels
 */
public record PriorHashes(String usual, Map<String, String> own) {
    public PriorHashes {
        own = Map.copyOf(own);
    }

    /** One prior for all solvers. */
    public static PriorHashes of(String usual) {
        return new PriorHashes(usual, Map.of());
    }

    /** By names, for a table of results. */
    Map<String, String> settings() {
        var settings = new LinkedHashMap<String, String>();
        settings.put("prior", usual);
        own.forEach((label, hash) -> settings.put("prior of " + label.replace('=', ' '), hash));
        return settings;
    }
}
