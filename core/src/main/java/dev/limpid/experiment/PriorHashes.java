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
    /** The setting of a table with the usual prior. */
    static final String USUAL = "prior";

    public PriorHashes {
        own = Map.copyOf(own);
    }

    /** One prior for all solvers. */
    public static PriorHashes of(String usual) {
        return new PriorHashes(usual, Map.of());
    }

    /** The setting of a table with the prior of one solver; no name of a setting has '='. */
    static String setting(String label) {
        return USUAL + " of " + label.replace('=', ' ');
    }

    /** By names, for a table of results. */
    Map<String, String> settings() {
        var settings = new LinkedHashMap<String, String>();
        settings.put(USUAL, usual);
        own.forEach((label, hash) -> settings.put(setting(label), hash));
        return settings;
    }
}
