package dev.limpid.solver;

/** The parameters of a blind solver, complete and validated. */
public sealed interface BlindConfig permits DmiloBlindConfig, DmiloPgdBlindConfig, BlindPgdConfig {
    /** Back-propagated evaluations of the denoiser in a complete solve, of one image each. */
    long backwardEvaluations();

    /** Evaluations without gradients in a complete solve, of one image each. */
    long forwardEvaluations();
}
