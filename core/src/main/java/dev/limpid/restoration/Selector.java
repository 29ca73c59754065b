package dev.limpid.restoration;

import dev.limpid.operator.Measurement;
import dev.limpid.operator.PartialObservation;
import dev.limpid.solver.IterateObserver.Iterate;
import dev.limpid.solver.IterateObserver.Stage;
import dev.limpid.tensor.Gradients;
import dev.limpid.tensor.Scope;
import dev.limpid.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/** Keeps, for every image of a batch on its own, the iterate that a {@link Selection} asks for. */
final class Selector {
    private final Selection rule;
    private final Measurement measurement;
    private final @Nullable Tensor truth;
    private final Tensor chosen;
    private final double[] best;
    private final int[] chosenOuter;
    private final boolean[] settled;
    private boolean projected;

    /**
     * Goes on from an earlier choice.
     *
     * @param truth the clean images, for the oracle alone
     * @param outer outer iterations that were seen before
     */
    Selector(Selection rule, Measurement measurement, @Nullable Tensor truth, Choice before, int outer) {
        if (rule == Selection.ORACLE && truth == null) {
            throw new IllegalArgumentException("the oracle needs the truth, which only a simulation has");
        }
        this.rule = rule;
        this.measurement = measurement;
        this.truth = rule == Selection.ORACLE ? truth : null;
        Choice own = before.copy();
        chosen = own.chosen();
        best = own.best();
        chosenOuter = own.outer();
        settled = own.settled();
        projected = outer > 0;
    }

    /** What has been selected so far, lent. */
    Choice choice() {
        return new Choice(chosen, best, chosenOuter, settled);
    }

    void see(Iterate iterate) {
        // A step that the prior has not seen is no result, however small its residual, unless the solve is stopped
        // before there is another.
        if (iterate.stage() == Stage.DATA_CONSISTENCY && rule != Selection.ORACLE) {
            if (!projected) {
                chosen.assign(iterate.x());
            }
            return;
        }
        projected = true;
        try (var off = Gradients.off();
                var scope = Scope.open()) {
            double[] scores = scores(iterate.x());
            for (int b = 0; b < scores.length; b++) {
                if (takes(b, scores[b])) {
                    best[b] = scores[b];
                    chosenOuter[b] = iterate.outer();
                    chosen.narrow(0, b, 1).assign(iterate.x().narrow(0, b, 1));
                }
                settled[b] |= rule == Selection.DISCREPANCY && scores[b] <= measurement.noiseLevel();
            }
        }
    }

    private boolean takes(int image, double score) {
        return rule == Selection.LAST || (!settled[image] && score < best[image]);
    }

    /** Lower is better, one per image: the residual's root mean square, or the error against the truth. */
    private double[] scores(Tensor x) {
        if (truth != null) {
            return x.sub(truth).square().mean(1, 2, 3).sqrt().toDoubles();
        }
        return residuals(measurement, x);
    }

    /** Root mean square of A(x) − y over the observed entries, one per image. */
    static double[] residuals(Measurement measurement, Tensor x) {
        Tensor squares = measurement.known().apply(x).sub(measurement.y()).square();
        if (measurement.a() instanceof PartialObservation partial) {
            Tensor observed = partial.observed().to(squares.device()).expand(squares.shape());
            return squares.mul(observed)
                    .sum(1, 2, 3)
                    .div(observed.sum(1, 2, 3))
                    .sqrt()
                    .toDoubles();
        }
        return squares.mean(1, 2, 3).sqrt().toDoubles();
    }

    /** The selected iterates, (B, C, H, W). */
    Tensor chosen() {
        return chosen;
    }

    /** The outer iteration, from 0, that each image's iterate comes from. */
    int[] chosenOuter() {
        return chosenOuter.clone();
    }
}
