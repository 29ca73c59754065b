package dev.limpid.bench.theory;

/**
 * A truth, measured and sought in a range, with both sides of the inequality between the two optima. Let A have S-REC(S, γ, δ) and ‖A (x* − x̄)‖ ≤
 * 2 ‖x* − x̄‖. Then, with ε = ‖A x̂ − y‖ − ‖A x̄ − y‖ where that is positive,
 *
 * <pre>‖x̂ − x*‖ ≤ (1 + 4/γ) ‖x̄ − x*‖ + (2 ‖η‖ + ε + δ) / γ</pre>
 *
 * <p>because γ ‖x̂ − x̄‖ − δ ≤ ‖A x̂ − A x̄‖ ≤ 2 ‖A x̄ − y‖ + ε ≤ 4 ‖x̄ − x*‖ + 2 ‖η‖ + ε. Neither x̂ nor x̄ need be the least of all minima for this.
 *
 * <p>Source: Bora et al., "Compressed sensing using generative models", ICML 2017, lemma 4.3.
 *
 * @param best ‖x̄ − x*‖ of the true optimum
 * @param error ‖x̂ − x*‖ of the measurement optimum
 * @param slack ε, by how much the search missed a point that is known to be better
 * @param agreeing starts of the fit that ended at x̂
 * @param randomGamma the least γ of random pairs
 * @param gamma γ, the least that was found at all
 * @param ownGamma γ of the pair x̂, x̄, which the search for γ did not see
 * @param stretch ‖A (x* − x̄)‖ / ‖x* − x̄‖
 */
record Recovery(
        double best,
        double error,
        double slack,
        int agreeing,
        double randomGamma,
        double gamma,
        double ownGamma,
        double stretch) {
    private static final double MOST_STRETCH = 2;

    /** The right side of the inequality, for the γ that was found. */
    double bound() {
        return bound(gamma);
    }

    /** The right side of the inequality, for a γ that A may not have. */
    double bound(double gamma) {
        return (1 + 2 * MOST_STRETCH / gamma) * best + (2 * Setting.NOISE + slack + Setting.DELTA) / gamma;
    }

    boolean holds() {
        return error <= bound();
    }

    /** Whether the other condition on A is true of this truth. */
    boolean keepsLength() {
        return stretch <= MOST_STRETCH;
    }
}
