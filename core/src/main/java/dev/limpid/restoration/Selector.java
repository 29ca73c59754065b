package dev.limpid.restoration;

import dev.limpid.metric.Metric;
import dev.limpid.metric.Metrics;
import dev.limpid.metric.Psnr;
import dev.limpid.operator.Measurement;
import dev.limpid.operator.PartialObservation;
import dev.limpid.solver.Stage;
import dev.limpid.tensor.Gradients;
import dev.limpid.tensor.Scope;
import dev.limpid.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Keeps, for every image of a batch on its own, the iterate that a {@link Selection} asks for. */
final class Selector {
    private static final Metric SHIFTED =
            new Metrics(List.of(new Psnr())).shifted().all().get(0);

    private final Selection rule;
    private final Measurement measurement;
    private final @Nullable Tensor truth;
    private final Selected selected;
    private boolean projected;
    private boolean sawAny;

    /**
     * Goes on from an earlier choice.
     *
     * @param truth the clean images, for the oracle alone
     * @param done steps that were seen before
     */
    Selector(Selection rule, Measurement measurement, @Nullable Tensor truth, Selected before, int done) {
        if (rule == Selection.ORACLE && truth == null) {
            throw new IllegalArgumentException("the oracle needs the truth, which only a simulation has");
        }
        this.rule = rule;
        this.measurement = measurement;
        this.truth = rule == Selection.ORACLE ? truth : null;
        selected = before.copy();
        projected = done > 0;
        sawAny = done > 0;
    }

    /** The choice so far, lent. */
    Selected selected() {
        return selected;
    }

    /** Whether there is a choice. */
    boolean sawAny() {
        return sawAny;
    }

    void see(int step, Stage stage, Tensor x) {
        sawAny = true;
        // A step that the prior has not seen is no result, however small its residual, unless the solve is stopped
        // before there is another.
        if (stage == Stage.DATA_CONSISTENCY && rule != Selection.ORACLE) {
            if (!projected) {
                selected.x().assign(x);
            }
            return;
        }
        projected = true;
        try (var off = Gradients.off();
                var scope = Scope.open()) {
            double[] scores = rule == Selection.LAST ? selected.score() : scores(x);
            for (int b = 0; b < scores.length; b++) {
                if (takes(b, scores[b])) {
                    selected.score()[b] = scores[b];
                    selected.step()[b] = step;
                    selected.x().narrow(0, b, 1).assign(x.narrow(0, b, 1));
                }
                selected.settled()[b] |= rule == Selection.DISCREPANCY && scores[b] <= measurement.noiseLevel();
            }
        }
    }

    private boolean takes(int image, double score) {
        boolean equal = rule != Selection.ORACLE && score == selected.score()[image];
        return rule == Selection.LAST || (!selected.settled()[image] && (equal || score < selected.score()[image]));
    }

    private boolean seeks() {
        return !measurement.a().unknowns().isEmpty();
    }

    /**
     * Lower is better, one per image: the residual's root mean square, or the error against the truth. Where a kernel is sought the error
     * is that at the best shift, by which such results are scored.
     */
    private double[] scores(Tensor x) {
        if (truth != null && seeks() && Math.min(x.size(2), x.size(3)) >= SHIFTED.minimumSide()) {
            // PSNR is that of images in [0, 1], whose errors are half of those in [−1, 1].
            return Arrays.stream(SHIFTED.of(x, truth))
                    .map(psnr -> 2 * Math.pow(10, -psnr / 20))
                    .toArray();
        }
        if (truth != null) {
            // As the metrics see it.
            return x.clamp(-1, 1)
                    .sub(truth.clamp(-1, 1))
                    .square()
                    .mean(1, 2, 3)
                    .sqrt()
                    .toDoubles();
        }
        return Arrays.stream(residuals(measurement, x))
                .map(residual -> Math.max(residual, leastTelling()))
                .toArray();
    }

    /**
     * Residuals below it tell nothing apart: without noise, half a step of 8 bits. A solver that keeps all that was measured would be
     * judged by rounding; of its iterates the last one is taken.
     */
    private double leastTelling() {
        return measurement.noiseLevel() == 0 ? measurement.assumedNoise() : 0;
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
}
