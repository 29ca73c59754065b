package dev.limpid.restoration;

import dev.limpid.operator.ForwardOperator;
import dev.limpid.operator.Measurement;
import dev.limpid.operator.PartialObservation;
import dev.limpid.operator.mask.Masks;
import dev.limpid.tensor.Rng;
import dev.limpid.tensor.Tensor;

/**
 * A measurement in two parts: the larger one is solved for, and the other one judges the iterates.
 *
 * <p>Source: Li et al., "Self-Validation: Early Stopping for Single-Instance Deep Generative Priors" (BMVC 2021), hide a part of y; which
 * part is ours.
 *
 * @param seen for the solver
 * @param hidden for the judge; has no value in common with the other part
 */
public record HoldOut(Measurement seen, Measurement hidden) {
    /** One value in so many is hidden, as a whole pixel. */
    private static final int ONE_IN = 20;

    /**
     * Divides a measurement.
     *
     * @param seed decides which values are hidden
     * @throws IllegalArgumentException if there are too few of them
     */
    public static HoldOut of(Measurement measurement, long seed) {
        ForwardOperator a = measurement.known();
        Tensor y = measurement.y();
        int height = (int) y.size(2);
        int width = (int) y.size(3);
        if (height * width < ONE_IN) {
            throw new IllegalArgumentException("selection hold-out hides one value of " + ONE_IN
                    + ", and a measurement of " + width + " x " + height + " has fewer");
        }
        Tensor seen = Masks.random(Rng.of(seed).purpose("hold-out"), 1.0 / ONE_IN, height, width);
        return new HoldOut(part(measurement, a, seen), part(measurement, a, Masks.complement(seen)));
    }

    private static Measurement part(Measurement whole, ForwardOperator a, Tensor kept) {
        PartialObservation part = a.observedAt(kept);
        return new Measurement(whole.y().mul(part.observed()), part, whole.noiseLevel());
    }
}
