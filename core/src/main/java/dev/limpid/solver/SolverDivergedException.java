package dev.limpid.solver;

/** A loss is not a number, or infinite: says where, and with which step sizes. */
public final class SolverDivergedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    SolverDivergedException(String solver, int outer, int layer, int inner, double loss, String rates) {
        super(solver + " diverged in outer iteration " + outer + ", layer " + layer + ", inner iteration " + inner
                + ": the loss is " + loss + " with " + rates + "; smaller rates may help");
    }
}
