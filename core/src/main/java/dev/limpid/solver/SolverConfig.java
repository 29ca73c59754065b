package dev.limpid.solver;

/** The parameters of a solver that knows A, complete and validated. */
public sealed interface SolverConfig extends MethodConfig permits DmiloConfig, DmiloPgdConfig {
    /** N, reverse steps of the generator. */
    int steps();

    /** Name of the steps' time grid, see {@link dev.limpid.prior.TimeGrid#named}. */
    String grid();

    /** {@inheritDoc} Those without gradients, N for each outer iteration, are left out. */
    @Override
    default long evaluations() {
        return backwardEvaluations();
    }
}
