package dev.limpid.solver.classical;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.limpid.operator.Measurement;
import dev.limpid.operator.blur.Blur;
import dev.limpid.operator.blur.BlurKernel;
import dev.limpid.operator.blur.Boundary;
import dev.limpid.solver.Draws;
import dev.limpid.solver.Run;
import dev.limpid.tensor.Device;
import dev.limpid.tensor.Functional;
import dev.limpid.tensor.Rng;
import dev.limpid.tensor.Scope;
import dev.limpid.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** True of Richardson-Lucy, for it is an EM algorithm. */
class RichardsonLucyTest {
    private static final int SIDE = 16;

    private static Run noting(List<Double> likelihoods) {
        return new Run() {
            @Override
            public Draws draws() {
                return Draws.of(Rng.of(0), 0, Device.CPU, 1, 3, SIDE, SIDE);
            }

            @Override
            public void shows(Inner inner) {
                likelihoods.add(Objects.requireNonNull(inner.terms().get("likelihood")));
            }
        };
    }

    private static Blur blur(Boundary boundary) {
        return Blur.of(BlurKernel.gaussian(7, 1.2), boundary, SIDE, SIDE);
    }

    /** Squares, blurred without noise. */
    private static Tensor truth() {
        Tensor squares =
                Rng.of(1).normal(1, 3, SIDE / 4, SIDE / 4).greater(0.3).mul(1.6).add(-0.8);
        return Functional.upsampleNearest2x(Functional.upsampleNearest2x(squares));
    }

    @ParameterizedTest
    @EnumSource(Boundary.class)
    void theLikelihoodNeverFallsAndTheImageComesCloser(Boundary boundary) {
        try (var scope = Scope.open()) {
            Blur a = blur(boundary);
            Tensor y = a.apply(truth());
            var likelihoods = new ArrayList<Double>();

            Tensor x = new RichardsonLucy(new RichardsonLucy.Config(20))
                    .solve(new Measurement(y, a, 0), noting(likelihoods))
                    .x();

            assertThat(likelihoods).hasSizeGreaterThan(10);
            for (int k = 1; k < likelihoods.size(); k++) {
                assertThat(likelihoods.get(k)).as("after " + k).isGreaterThanOrEqualTo(likelihoods.get(k - 1) - 1e-7);
            }
            assertThat(x.min().item()).isGreaterThanOrEqualTo(-1);
            assertThat(x.max().item()).isLessThanOrEqualTo(1);
            assertThat(distance(x, truth())).isLessThan(0.8 * distance(a.inPlace(y), truth()));
        }
    }

    private static double distance(Tensor a, Tensor b) {
        return Math.sqrt(a.sub(b).square().mean().item());
    }

    /** Σ u Kᵀ(v / K u) = Σ v. */
    @Test
    void theBrightnessIsThatOfTheMeasurement() {
        try (var scope = Scope.open()) {
            Blur a = blur(Boundary.CIRCULAR);
            Tensor y = a.apply(truth().mul(0.5));

            Tensor x = new RichardsonLucy(new RichardsonLucy.Config(5))
                    .solve(new Measurement(y, a, 0), noting(new ArrayList<>()))
                    .x();

            assertThat(x.mean().item()).isCloseTo(y.mean().item(), within(1e-5));
        }
    }

    /** A residual below the noise ends it. */
    @Test
    void stopsAtTheNoise() {
        try (var scope = Scope.open()) {
            Blur a = blur(Boundary.REFLECT);
            Tensor y = a.apply(truth());
            var likelihoods = new ArrayList<Double>();

            Tensor x = new RichardsonLucy(new RichardsonLucy.Config(500))
                    .solve(new Measurement(y, a, 0.03), noting(likelihoods))
                    .x();

            assertThat(likelihoods).hasSizeBetween(3, 100);
            assertThat(distance(a.apply(x), y)).isBetween(0.02, 0.035);
        }
    }

    @Test
    void refusesNoIterations() {
        assertThatThrownBy(() -> new RichardsonLucy.Config(0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("iterations must be positive, got 0");
    }
}
