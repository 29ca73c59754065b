package dev.limpid.restoration;

import dev.limpid.operator.Measurement;
import dev.limpid.operator.PartialObservation;
import dev.limpid.tensor.Tensor;
import java.util.List;
import java.util.Map;

/**
 * The result of a restoration; its tensors are on the CPU, in the scope that was open around it.
 *
 * @param x the images, (B, C, H, W) in [−1, 1], with the measurement's channels
 * @param measurement y with A as it was known, or as it was found
 * @param unknowns found of A besides the images, such as a kernel; empty where A was known
 * @param estimate the classical estimate for that measurement, in [−1, 1]
 * @param besides the images that other selections chose among the same iterates, like x
 * @param step the outer iteration or reverse step, from 0, that each image of the result comes from
 * @param residuals root mean square of A(x) − y over the observed entries, one per image
 * @param complete false if the restoration was stopped before its configured end
 * @param evaluations of the denoiser, of each image
 * @param backward those that were back-propagated
 * @param seconds wall time of the solve
 * @param notices remarks that a user may not expect
 */
public record Restoration(
        Tensor x,
        Measurement measurement,
        List<Tensor> unknowns,
        Tensor estimate,
        Map<Selection, Tensor> besides,
        int[] step,
        double[] residuals,
        boolean complete,
        long evaluations,
        long backward,
        double seconds,
        List<String> notices) {
    public Restoration {
        unknowns = List.copyOf(unknowns);
        notices = List.copyOf(notices);
        besides = Map.copyOf(besides);
    }

    /** A(x) − y in the units of a [−1, 1] image, of y's shape; 0 where y was not observed. */
    public Tensor residual() {
        Tensor all = measurement.known().apply(x).sub(measurement.y());
        return measurement.a() instanceof PartialObservation partial
                ? all.mul(partial.observed().to(all.device()).expand(all.shape()))
                : all;
    }

    /** The same, where another restoration was made besides, whose cost counts, too. */
    Restoration withCostOf(Restoration other) {
        return with(other.evaluations + evaluations, other.backward + backward, other.seconds + seconds, notices);
    }

    Restoration with(List<String> others) {
        return with(evaluations, backward, seconds, others);
    }

    private Restoration with(long allEvaluations, long allBackward, double allSeconds, List<String> others) {
        return new Restoration(
                x,
                measurement,
                unknowns,
                estimate,
                besides,
                step,
                residuals,
                complete,
                allEvaluations,
                allBackward,
                allSeconds,
                others);
    }
}
