package dev.limpid.degradation;

import dev.limpid.operator.ParametricOperator;
import java.util.Optional;

/** A as a solver is told of it: with the unknowns that are sought together with the image, or none. */
@FunctionalInterface
public interface Sought {
    ParametricOperator a();

    /** Another one with more freedom, for a measurement that the best of this one does not explain; empty where there is none. */
    default Optional<Sought> larger() {
        return Optional.empty();
    }
}
