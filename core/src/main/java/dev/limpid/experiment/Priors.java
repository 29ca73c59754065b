package dev.limpid.experiment;

import dev.limpid.prior.DiffusionPrior;
import java.util.Map;

/**
 * The priors of an experiment.
 *
 * @param usual the prior of all solvers but some
 * @param own those of the rest, by the solvers' labels
 */
record Priors(DiffusionPrior usual, Map<String, DiffusionPrior> own) {
    Priors {
        own = Map.copyOf(own);
    }

    /** One for all solvers. */
    static Priors of(DiffusionPrior prior) {
        return new Priors(prior, Map.of());
    }

    DiffusionPrior of(NamedSolver solver) {
        return own.getOrDefault(solver.label(), usual);
    }
}
