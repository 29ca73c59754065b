package dev.limpid.experiment;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * The SHA-256 of the files of an experiment's priors.
 *
 * @param usual the prior of all solvers but some
 * @param own those of the rest, by the solvers' labels
 * @param recorded names of the priors whose files are not at hand, so that the hashes are those of a record
 */
public record PriorHashes(String usual, Map<String, String> own, Set<String> recorded) {
    /** The setting of a table with the usual prior. */
    static final String USUAL = "prior";

    public PriorHashes {
        own = Map.copyOf(own);
        recorded = Set.copyOf(recorded);
    }

    /** Those of files that are at hand. */
    public PriorHashes(String usual, Map<String, String> own) {
        this(usual, own, Set.of());
    }

    /** A prior as a report names it: which file the record is of is not known where there is none to compare. */
    String shown(String prior) {
        return recorded.contains(prior) ? "as recorded, " + prior + " not being at hand" : prior;
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
