package dev.limpid.solver.classical;

import dev.limpid.operator.Measurement;
import dev.limpid.operator.PartialObservation;
import dev.limpid.tensor.Tensor;

/**
 * Morozov's discrepancy principle: an image explains y where ‖A x − y‖² is m σ_y², the noise's, m values having been measured.
 *
 * <p>Source: Morozov, "On the solution of functional equations by the method of regularization", Soviet Math. Dokl. 7, 1966.
 */
final class Discrepancy {
    private Discrepancy() {}

    /** y with zeros for what was not observed. */
    static Tensor observed(Measurement measurement) {
        return measurement.a() instanceof PartialObservation partial
                ? measurement.y().mul(partial.observed())
                : measurement.y();
    }

    /** m σ_y² of each image, (B, 1, 1, 1); σ_y is {@link Measurement#assumedNoise}. */
    static Tensor squared(Measurement measurement) {
        Tensor counted = measurement.y().onesLike();
        if (measurement.a() instanceof PartialObservation partial) {
            counted = counted.mul(partial.observed());
        }
        double sigma = measurement.assumedNoise();
        return counted.sum(1, 2, 3).mul(sigma * sigma);
    }

    /** ‖r‖² of each image, (B, 1, 1, 1). */
    static Tensor squares(Tensor residual) {
        return residual.square().sum(1, 2, 3);
    }

    /** Refuses a setting. */
    static void check(boolean condition, String message) {
        if (!condition) {
            throw new IllegalArgumentException(message);
        }
    }
}
