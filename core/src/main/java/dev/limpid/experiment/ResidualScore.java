package dev.limpid.experiment;

import dev.limpid.metric.Quantity;
import dev.limpid.metric.Quantity.Better;
import dev.limpid.operator.Measurement;
import dev.limpid.operator.PartialObservation;
import dev.limpid.solver.Whiteness;
import dev.limpid.tensor.Gradients;
import dev.limpid.tensor.Scope;
import dev.limpid.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.Map;

/** How well a result explains its measurement, without the truth: by the size of A(x) − y, and by what is left of the image in it. */
final class ResidualScore {
    /** Root mean square of A(x) − y over the observed entries, in the units of a [−1, 1] image. */
    static final Quantity RESIDUAL = new Quantity("residual", "data residual", "", Better.NEITHER, 4);

    /** {@link Whiteness#relative} of A(x) − y. */
    static final Quantity CORRELATION =
            new Quantity("residual-correlation", "residual correlation", "", Better.LOWER, 2);

    private ResidualScore() {}

    /**
     * Both numbers.
     *
     * @param x (1, C, H, W)
     */
    static Map<Quantity, Double> of(Measurement measurement, Tensor x) {
        try (var off = Gradients.off();
                var scope = Scope.open()) {
            Tensor residual = measurement.known().apply(x).sub(measurement.y());
            Tensor observed = residual.onesLike();
            if (measurement.a() instanceof PartialObservation partial) {
                observed = observed.mul(partial.observed());
            }
            Tensor seen = residual.mul(observed);
            double squares = seen.square().sum().item() / observed.sum().item();
            var scores = new LinkedHashMap<Quantity, Double>();
            scores.put(RESIDUAL, Math.sqrt(squares));
            scores.put(CORRELATION, Whiteness.relative(seen));
            return scores;
        }
    }
}
