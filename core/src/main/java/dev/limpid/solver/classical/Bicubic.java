package dev.limpid.solver.classical;

import dev.limpid.operator.Measurement;
import dev.limpid.operator.resize.SuperResolution;
import dev.limpid.solver.Method;
import dev.limpid.solver.Run;
import dev.limpid.solver.Solution;
import dev.limpid.solver.Solver;
import dev.limpid.solver.Stage;
import dev.limpid.tensor.Tensor;

/** Bicubic enlargement: the classical answer to super-resolution. Source: Keys, IEEE Trans. ASSP 29, 1981. */
public final class Bicubic implements Solver {
    /** As users meet it. */
    public static final Method<NoSettings> METHOD = Method.withoutPrior(
            "bicubic",
            "bicubic",
            new Method.Need(SuperResolution.class, "an image with fewer pixels"),
            NoSettings.class,
            settings -> new Bicubic(),
            NoSettings.forTasks("super-resolution"));

    @Override
    public Solution solve(Measurement measurement, Run run) {
        METHOD.requireTakes(measurement.a());
        Tensor x = ((SuperResolution) measurement.a()).enlarge(measurement.y()).clamp(-1, 1);
        run.shows(0, Stage.SAMPLING, x);
        return new Solution(x, true);
    }
}
