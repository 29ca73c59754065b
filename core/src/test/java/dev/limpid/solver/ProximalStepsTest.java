package dev.limpid.solver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.limpid.operator.Measurement;
import dev.limpid.operator.Proximable;
import dev.limpid.operator.Wrapped;
import dev.limpid.operator.blur.Blur;
import dev.limpid.operator.blur.BlurKernel;
import dev.limpid.operator.blur.Boundary;
import dev.limpid.tensor.Device;
import dev.limpid.tensor.Scope;
import dev.limpid.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The proximal steps by which the time of a solve is told beforehand. */
class ProximalStepsTest {
    /** Methods that take any operator with a proximal step. */
    static List<Named<Method<?>>> withProximalSteps() {
        var methods = new ArrayList<Named<Method<?>>>();
        try (var scope = Scope.open()) {
            var a = CountingProx.ofBlur();
            Methods.ALL.stream()
                    .filter(method -> SolverOperatorsTest.takes(method, a)
                            && Cases.small(method).cost().proxes() > 0)
                    .forEach(method -> methods.add(Named.of(method.name(), method)));
        }
        return methods;
    }

    @ParameterizedTest
    @MethodSource("withProximalSteps")
    void takesAsManyProximalStepsAsItsSettingsSay(Method<?> method) {
        takesAsManyAsTold(method, Cases.small(method));
    }

    @Test
    void realismTakesAsManyAsItSays() {
        takesAsManyAsTold(
                Hqs.METHOD, Settings.with(Hqs.METHOD.preset(Preset.BRIEF, "motion-deblur"), Map.of("realism", "0.5")));
    }

    private static void takesAsManyAsTold(Method<?> method, SolverConfig config) {
        try (var scope = Scope.open()) {
            CountingProx a = CountingProx.ofBlur();
            Measurement measurement = Samples.measurement(a, 0, 1);

            Solved.of(method.solver(SolverOperatorsTest.prior(method), config), measurement, besides(measurement));

            assertThat(a.count().get()).isEqualTo(config.cost().proxes());
        }
    }

    private static Observers besides(Measurement measurement) {
        Tensor estimate = measurement.y().clamp(-1, 1);
        return Observers.with(Cases.draws(5, 0, 1)).estimating(estimate);
    }

    private record CountingProx(Blur a, AtomicLong count) implements Wrapped, Proximable {
        static CountingProx ofBlur() {
            return new CountingProx(
                    Blur.of(BlurKernel.gaussian(3, 0.8), Boundary.REFLECT, Cases.SIDE, Cases.SIDE), new AtomicLong());
        }

        @Override
        public Tensor prox(Tensor v, Tensor y, double rho) {
            count.incrementAndGet();
            return a.prox(v, y, rho);
        }

        @Override
        public CountingProx to(Device device) {
            return this;
        }
    }
}
