package dev.limpid.solver;

/**
 * The settings of a method, complete and validated: a record, whose components are the keys of {@link Settings}. A component
 * that is a record itself gives its own components as keys.
 */
public interface SolverConfig {
    /** The work of a complete solve of one image. */
    Cost cost();
}
