package dev.limpid.solver;

/** The parameters of a solver, complete and validated. */
public sealed interface SolverConfig permits DmiloConfig, DmiloPgdConfig {
    /** Back-propagated evaluations of the denoiser in a complete solve: what its time is proportional to. */
    long backwardEvaluations();
}
