package dev.limpid.solver;

/** A loss or an image is not a number, or infinite: says where, and with which step sizes. */
public final class SolverDivergedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** At a reverse step of a sampler. */
    SolverDivergedException(String solver, int step, double loss, String rates) {
        this(solver + " diverged in step " + step, loss, rates);
    }

    /** In an inner optimisation. */
    SolverDivergedException(String solver, int outer, int layer, int inner, double loss, String rates) {
        this(
                solver + " diverged in outer iteration " + outer + ", layer " + layer + ", inner iteration " + inner,
                loss,
                rates);
    }

    /** A tensor of a step, such as the image, has such values. */
    SolverDivergedException(String solver, int step, String what) {
        super(solver + " diverged in step " + step + ": the " + what
                + " has values that are no finite numbers; other settings, or another prior, may help");
    }

    private SolverDivergedException(String where, double loss, String rates) {
        super(where + ": the loss is " + loss + " with " + rates + "; smaller rates may help");
    }
}
