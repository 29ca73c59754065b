package dev.limpid.solver;

/** The parameters of a blind solver, complete and validated. */
public sealed interface BlindConfig extends MethodConfig permits DmiloBlindConfig, DmiloPgdBlindConfig, BlindPgdConfig {
    /** Evaluations without gradients in a complete solve, of one image each. */
    long forwardEvaluations();

    @Override
    default long evaluations() {
        return forwardEvaluations() + backwardEvaluations();
    }
}
