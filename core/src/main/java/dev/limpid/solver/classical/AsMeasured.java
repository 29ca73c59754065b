package dev.limpid.solver.classical;

import dev.limpid.operator.ForwardOperator;
import dev.limpid.operator.Measurement;
import dev.limpid.solver.Method;
import dev.limpid.solver.Run;
import dev.limpid.solver.Solution;
import dev.limpid.solver.Solver;
import dev.limpid.solver.Stage;
import dev.limpid.tensor.Tensor;

/** The measurement itself, clipped to the range of images: the floor where nothing better is known without a prior. */
public final class AsMeasured implements Solver {
    private static final String REASON = "gives y itself, which restores nothing here";

    /** As users meet it. */
    public static final Method<NoSettings> METHOD = Method.withoutPrior(
                    "as-measured",
                    "as measured",
                    new Method.Need(ForwardOperator.class, "a known A"),
                    NoSettings.class,
                    settings -> new AsMeasured(),
                    NoSettings.forTasks("denoise"))
            .leavesOut("inpainting", REASON)
            .leavesOut("super-resolution", REASON)
            .leavesOut("gaussian-deblur", REASON)
            .leavesOut("motion-deblur", REASON)
            .leavesOut("nonlinear-deblur", REASON);

    @Override
    public Solution solve(Measurement measurement, Run run) {
        METHOD.requireTakes(measurement.a());
        long[] asked = run.draws().shape();
        Tensor y = measurement.y();
        if (y.size(2) != asked[2] || y.size(3) != asked[3]) {
            throw new IllegalArgumentException("as-measured gives y itself, which has " + y.size(3) + " x " + y.size(2)
                    + " pixels, and the images have " + asked[3] + " x " + asked[2]);
        }
        Tensor x = measurement.y().clamp(-1, 1);
        run.shows(0, Stage.SAMPLING, x);
        return new Solution(x, true);
    }
}
