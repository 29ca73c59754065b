package dev.limpid.solver.classical;

import dev.limpid.operator.LinearOperator;
import dev.limpid.operator.Measurement;
import dev.limpid.operator.ObservedPart;
import dev.limpid.operator.ParametricOperator;
import dev.limpid.solver.Draws;
import dev.limpid.solver.Method;
import dev.limpid.solver.Preset;
import dev.limpid.solver.Run;
import dev.limpid.solver.Solver;
import dev.limpid.tensor.Device;
import dev.limpid.tensor.Gradients;
import dev.limpid.tensor.Rng;
import dev.limpid.tensor.Scope;
import dev.limpid.tensor.Tensor;
import java.util.List;

/** The classical restorer of an operator: what results are compared with, and where methods begin. */
public final class Classical {
    /** The first that takes an operator is its restorer; the last takes any, and is for those alone whose y is as large as x. */
    private static final List<Method<NoSettings>> ALL =
            List.of(HarmonicFill.METHOD, Bicubic.METHOD, Wiener.METHOD, InvertedResponse.METHOD, AsMeasured.METHOD);

    private Classical() {}

    /** The restorer of a measurement. */
    public static Method<?> of(Measurement measurement) {
        ParametricOperator a = measurement.a();
        Method<NoSettings> first = ALL.stream()
                .filter(method -> method.needs().type().isInstance(a))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("a classical estimate needs a known A, got " + a));
        return first.equals(AsMeasured.METHOD) && isOfAnotherSize(measurement) ? Tikhonov.METHOD : first;
    }

    /** Whether y is no picture as large as x. */
    private static boolean isOfAnotherSize(Measurement measurement) {
        if (!(measurement.a() instanceof LinearOperator a)) {
            return false;
        }
        try (var off = Gradients.off();
                var scope = Scope.open()) {
            Tensor y = measurement.y();
            Tensor x = a.adjoint(y);
            return x.size(2) != y.size(2) || x.size(3) != y.size(3);
        }
    }

    private static Solver restorer(Measurement measurement) {
        Method<?> method = of(measurement);
        // Its weight comes from the noise, whatever the task.
        return method.withoutPrior(
                method.equals(Tikhonov.METHOD)
                        ? Tikhonov.METHOD.preset(Preset.BRIEF, "super-resolution")
                        : new NoSettings());
    }

    /**
     * The estimate of the restorer. Values of y that were not observed are filled in first, where the restorer takes the whole A alone.
     *
     * @param measurement on the CPU
     * @return (B, C, H, W) in [−1, 1], on the CPU; C is that of the images or of the measurement
     */
    public static Tensor estimate(Measurement measurement) {
        if (measurement.a() instanceof ObservedPart part) {
            Tensor filled = HarmonicFill.fill(measurement.y(), part.observed());
            return estimate(new Measurement(filled, part.whole(), measurement.noiseLevel()));
        }
        Draws none = Draws.of(Rng.of(0), 0, Device.CPU, measurement.y().shape());
        return restorer(measurement)
                .solve(measurement, new Run() {
                    @Override
                    public Draws draws() {
                        return none;
                    }
                })
                .x();
    }
}
