package dev.limpid.solver;

/** The parameters of a solver, complete and validated. */
public sealed interface SolverConfig permits DmiloConfig, DmiloPgdConfig {
    /** N, reverse steps of the generator. */
    int steps();

    /** Name of the steps' time grid, see {@link dev.limpid.prior.TimeGrid#named}. */
    String grid();

    /** Back-propagated evaluations of the denoiser in a complete solve: what its time is proportional to. */
    long backwardEvaluations();
}
