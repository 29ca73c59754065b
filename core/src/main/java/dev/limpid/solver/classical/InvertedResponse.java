package dev.limpid.solver.classical;

import dev.limpid.operator.Measurement;
import dev.limpid.operator.camera.CameraBlur;
import dev.limpid.solver.Method;
import dev.limpid.solver.Run;
import dev.limpid.solver.Solution;
import dev.limpid.solver.Solver;
import dev.limpid.solver.Stage;
import dev.limpid.tensor.Tensor;

/** The inverse of a camera's response to light: the classical answer to nonlinear blur, which leaves the blur in place. */
public final class InvertedResponse implements Solver {
    /** As users meet it. */
    public static final Method<NoSettings> METHOD = Method.withoutPrior(
            "inverted-response",
            "inverted response",
            new Method.Need(CameraBlur.class, "a camera's response"),
            NoSettings.class,
            settings -> new InvertedResponse(),
            NoSettings.forTasks("nonlinear-deblur"));

    @Override
    public Solution solve(Measurement measurement, Run run) {
        METHOD.requireTakes(measurement.a());
        Tensor x = ((CameraBlur) measurement.a()).invertResponse(measurement.y());
        run.shows(0, Stage.SAMPLING, x);
        return new Solution(x, true);
    }
}
