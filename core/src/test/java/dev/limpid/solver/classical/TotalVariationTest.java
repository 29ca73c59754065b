package dev.limpid.solver.classical;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.limpid.operator.ForwardOperator;
import dev.limpid.operator.Measurement;
import dev.limpid.operator.Noise;
import dev.limpid.operator.blur.Blur;
import dev.limpid.operator.blur.BlurKernel;
import dev.limpid.operator.blur.Boundary;
import dev.limpid.solver.Draws;
import dev.limpid.solver.Run;
import dev.limpid.tensor.Device;
import dev.limpid.tensor.Rng;
import dev.limpid.tensor.Scope;
import dev.limpid.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Total variation against closed forms and its duality gap. */
class TotalVariationTest {
    /** A run that notes what is shown every ten iterations. */
    private static final class Noting implements Run {
        final List<Map<String, Double>> terms = new ArrayList<>();
        private final long[] shape;

        Noting(long... shape) {
            this.shape = shape;
        }

        @Override
        public Draws draws() {
            return Draws.of(Rng.of(0), 0, Device.CPU, shape);
        }

        @Override
        public void shows(Inner inner) {
            terms.add(inner.terms());
        }

        double last(String term) {
            return Objects.requireNonNull(terms.get(terms.size() - 1).get(term), term);
        }
    }

    /**
     * Two pixels, min |b − a| + ((a − y₁)² + (b − y₂)²) / 2λ: each comes λ closer to the other until they meet. With the constraint each comes
     * closer by σ_y, because they share ε² = 2 σ_y².
     */
    @ParameterizedTest
    @CsvSource({"0.5, -0.3, 0.1, 0, 0.4, -0.2", "0.5, -0.3, 1, 0, 0.1, 0.1", "-0.2, 0.6, 0, 0.05, -0.15, 0.55"})
    void twoPixelsComeCloserAsTheClosedFormSays(
            double first, double second, double weight, double sigma, double a, double b) {
        for (long[] shape : new long[][] {{1, 1, 1, 2}, {1, 1, 2, 1}}) {
            try (var scope = Scope.open()) {
                Tensor y = Tensor.of(new float[] {(float) first, (float) second}, shape);
                var measurement = new Measurement(y, ForwardOperator.identity(), sigma);

                Tensor x = new TotalVariation(new TotalVariation.Config(1500, weight))
                        .solve(measurement, new Noting(shape))
                        .x();

                assertThat(x.toDoubles()).containsExactly(new double[] {a, b}, within(1e-4));
            }
        }
    }

    private static Measurement blurred() {
        int side = 16;
        Blur a = Blur.of(BlurKernel.gaussian(5, 1), Boundary.REFLECT, side, side);
        Tensor truth = Tensor.cat(List.of(Tensor.full(-0.5, 1, 3, side, 6), Tensor.full(0.6, 1, 3, side, 10)), 3);
        return Measurement.simulate(truth, a, Noise.gaussian(0.05), Rng.of(2));
    }

    /** For any x in the box and any dual variables the gap is at least 0, and 0 at the solution alone. */
    @Test
    void theDualityGapGoesToZero() {
        try (var scope = Scope.open()) {
            var run = new Noting(1, 3, 16, 16);

            new TotalVariation(new TotalVariation.Config(2000, 0.02)).solve(blurred(), run);

            assertThat(run.terms)
                    .allSatisfy(terms -> assertThat(terms.get("gap")).isGreaterThan(-1e-5));
            assertThat(Objects.requireNonNull(run.terms.get(0).get("gap"))).isGreaterThan(0.01);
            assertThat(run.last("gap")).isLessThan(1e-4);
        }
    }

    @Test
    void theConstraintIsMetAndItsGapGoesToZero() {
        try (var scope = Scope.open()) {
            var run = new Noting(1, 3, 16, 16);

            new TotalVariation(new TotalVariation.Config(2000, 0)).solve(blurred(), run);

            assertThat(run.last("residual")).isCloseTo(1, within(1e-3));
            assertThat(run.last("gap")).isCloseTo(0, within(1e-3));
        }
    }

    @Test
    void refusesSettingsThatMakeNoSense() {
        assertThatThrownBy(() -> new TotalVariation.Config(0, 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("iterations must be positive, got 0");
        assertThatThrownBy(() -> new TotalVariation.Config(5, Double.NaN))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("weight must not be negative, got NaN");
    }
}
