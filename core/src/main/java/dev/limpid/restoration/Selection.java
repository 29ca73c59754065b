package dev.limpid.restoration;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** Which of a solve's iterates is its result. All but the oracle decide without the truth. */
public enum Selection {
    /** The last projection: what the algorithm returns. */
    LAST,
    /** The projection with the least ‖A(x) − y‖ over the observed entries. */
    LEAST_RESIDUAL,
    /** The first projection whose residual is that of the noise, ‖A(x) − y‖² ≤ m σ²; else the least residual. */
    DISCREPANCY,
    /**
     * The projection that fits best the values of y, one in twenty, that were hidden from the solver: {@link HoldOut}. It needs no noise
     * level.
     */
    HOLD_OUT,
    /**
     * The iterate with the highest PSNR against the truth, the step before the projection included: the protocol of the
     * published tables. Not available to a user, who has no truth.
     */
    ORACLE;

    /** The rule of that name. */
    public static Selection named(String name) {
        return Arrays.stream(values())
                .filter(rule -> rule.label().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("unknown selection '" + name + "': "
                        + Arrays.stream(values()).map(Selection::label).collect(Collectors.joining(", "))));
    }

    /** Whether it compares A(x) with y, which needs a known A. */
    boolean usesResidual() {
        return this == LEAST_RESIDUAL || this == DISCREPANCY || this == HOLD_OUT;
    }

    public String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
