package dev.limpid.solver;

/** The parameters of any solver, of one that knows A or of a blind one: complete and validated. */
public sealed interface MethodConfig permits SolverConfig, BlindConfig {
    /** Back-propagated evaluations of the denoiser in a complete solve, of one image each. */
    long backwardEvaluations();

    /** Evaluations of one image each that a complete solve's time is proportional to, with and without gradients. */
    long evaluations();
}
