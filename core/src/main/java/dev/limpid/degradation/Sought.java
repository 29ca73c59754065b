package dev.limpid.degradation;

import dev.limpid.operator.ParametricOperator;
import java.util.Optional;

/** A as a solver is told of it: with the unknowns that are sought together with the image, or none. */
@FunctionalInterface
public interface Sought {
    ParametricOperator a();

    /**
     * The one for solvers that look for kernels of that many taps in each direction or more; this one where its size is not a guess, or has
     * no room for them.
     */
    default Sought holding(int taps) {
        return this;
    }

    /** Another one with more freedom, for a measurement that the best of this one does not explain; empty where there is none. */
    default Optional<Sought> larger() {
        return Optional.empty();
    }
}
