package dev.limpid.solver.classical;

import dev.limpid.operator.Measurement;
import dev.limpid.operator.ObservedPart;
import dev.limpid.operator.ParametricOperator;
import dev.limpid.solver.Draws;
import dev.limpid.solver.Method;
import dev.limpid.solver.Run;
import dev.limpid.tensor.Device;
import dev.limpid.tensor.Rng;
import dev.limpid.tensor.Tensor;
import java.util.List;

/** The classical restorer of an operator: what results are compared with, and where methods begin. */
public final class Classical {
    /** The first that takes an operator is its restorer; the last takes any. */
    private static final List<Method<NoSettings>> ALL =
            List.of(HarmonicFill.METHOD, Bicubic.METHOD, Wiener.METHOD, InvertedResponse.METHOD, AsMeasured.METHOD);

    private Classical() {}

    /** The restorer of an operator. */
    public static Method<NoSettings> of(ParametricOperator a) {
        return ALL.stream()
                .filter(method -> method.needs().type().isInstance(a))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("a classical estimate needs a known A, got " + a));
    }

    /**
     * The estimate of the restorer. Values of y that were not observed are filled in first, where the restorer takes the whole A alone.
     *
     * @param measurement on the CPU
     * @return (B, C, H, W) in [−1, 1], of the measurement's channels, on the CPU
     */
    public static Tensor estimate(Measurement measurement) {
        if (measurement.a() instanceof ObservedPart part) {
            Tensor filled = HarmonicFill.fill(measurement.y(), part.observed());
            return estimate(new Measurement(filled, part.whole(), measurement.noiseLevel()));
        }
        Draws none = Draws.of(Rng.of(0), 0, Device.CPU, measurement.y().shape());
        return of(measurement.a())
                .withoutPrior(new NoSettings())
                .solve(measurement, new Run() {
                    @Override
                    public Draws draws() {
                        return none;
                    }
                })
                .x();
    }
}
