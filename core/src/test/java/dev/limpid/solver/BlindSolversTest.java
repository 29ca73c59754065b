package dev.limpid.solver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.limpid.operator.Measurement;
import dev.limpid.operator.ParametricOperator;
import dev.limpid.operator.turbulence.Tilt;
import dev.limpid.operator.turbulence.Turbulence;
import dev.limpid.prior.DiffusionPrior;
import dev.limpid.solver.Cases.Case;
import dev.limpid.tensor.Device;
import dev.limpid.tensor.Scope;
import dev.limpid.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** True of every method that finds unknowns of A, and what a rate of 0 makes of the published ones. */
class BlindSolversTest {
    private static final LayerFit FIT = new LayerFit(3, "dmilo", 2, 4, 0.02, 1e-3, 0.1, 1e-4, 0);

    /** A rate that moves nothing in float32. */
    private static final double STILL = 1e-30;

    static List<Named<Case>> blind() {
        try (var scope = Scope.open()) {
            return Cases.all().stream().filter(c -> c.getPayload().isBlind()).toList();
        }
    }

    private static DmiloBlind.Config dmilo(double kernelRate, double tiltRate) {
        return new DmiloBlind.Config(FIT, new Unknowns.Rates(kernelRate, tiltRate));
    }

    private static DmiloPgdBlind.Config pgd(double kernelRate, double tiltRate) {
        return new DmiloPgdBlind.Config(FIT, 5, 0.5, new Unknowns.Rates(kernelRate, tiltRate));
    }

    private static Observers run() {
        return Observers.from(Cases.latents(0, 1));
    }

    @ParameterizedTest
    @MethodSource("blind")
    void findsAnImageAndAKernelOfUnitSum(Case c) {
        try (var scope = Scope.open()) {
            Solution found = c.solver(Cases.bent()).solve(c.measurement(0, 1), run());

            assertThat(found.x().shape()).containsExactly(1, 3, Cases.SIDE, Cases.SIDE);
            assertThat(found.unknowns()).hasSize(1);
            Tensor k = found.unknowns().get(0);
            assertThat(k.shape()).containsExactly(1, 1, Samples.TAPS, Samples.TAPS);
            assertThat(k.min().item()).isNotNegative();
            assertThat(k.sum().item()).isCloseTo(1, within(1e-5));
        }
    }

    @ParameterizedTest
    @MethodSource("blind")
    void stoppedAtOnceItHasAKernelToo(Case c) {
        try (var scope = Scope.open()) {
            Solution found = c.solver(Cases.gaussian()).solve(c.measurement(0, 1), run().stoppingAfter(1));

            assertThat(found.complete()).isFalse();
            assertThat(found.unknowns()).hasSize(1);
            assertThat(found.unknowns().get(0).sum().item()).isCloseTo(1, within(1e-5));
        }
    }

    /** With a kernel that does not move, blind DMILO is DMILO with that kernel. */
    @Test
    void withoutAKernelRateBlindDmiloIsDmilo() {
        try (var scope = Scope.open()) {
            DiffusionPrior prior = Cases.bent();
            Measurement y = Samples.measurement(Samples.kernelBlur(), 0, 1);

            Solution blind = new DmiloBlind(prior, dmilo(STILL, STILL)).solve(y, run());
            Solution known =
                    new Dmilo(prior, new Dmilo.Config(FIT, Start.NOISE)).solve(y.with(blind.unknowns()), run());

            assertThat(blind.x().toFloats()).containsExactly(known.x().toFloats());
        }
    }

    /** Tilts are found like kernels; both move from where they were drawn. */
    @Test
    void publishedSolversMoveEveryUnknownOfTurbulence() {
        try (var scope = Scope.open()) {
            DiffusionPrior prior = Cases.gaussian();
            assertMoves(new DmiloBlind(prior, dmilo(0.1, 0.1)), new DmiloBlind(prior, dmilo(STILL, STILL)));
            assertMoves(new DmiloPgdBlind(prior, pgd(0.1, 0.1)), new DmiloPgdBlind(prior, pgd(STILL, STILL)));
        }
    }

    private static void assertMoves(Solver moving, Solver still) {
        Measurement air = Samples.measurement(Turbulence.of(Samples.TAPS, Cases.SIDE, Cases.SIDE), 0, 1);

        List<Tensor> moved = moving.solve(air, run()).unknowns();
        List<Tensor> left = still.solve(air, run()).unknowns();

        assertThat(moved).hasSize(2);
        assertThat(moved.get(0).sub(left.get(0)).abs().max().item()).isGreaterThan(0.01);
        assertThat(moved.get(1).sub(left.get(1)).abs().max().item()).isGreaterThan(0.05);
    }

    /** An operator whose unknown is neither a kernel nor a tilt. */
    private static ParametricOperator gain() {
        return new ParametricOperator() {
            @Override
            public List<Unknown> unknowns() {
                return List.of(new Unknown("gain", List.of(1L)));
            }

            @Override
            public Tensor apply(Tensor x, List<Tensor> theta) {
                return x.mul(theta.get(0));
            }

            @Override
            public ParametricOperator to(Device device) {
                return this;
            }
        };
    }

    @Test
    void anUnknownThatCannotBeFoundIsRefused() {
        try (var scope = Scope.open()) {
            DiffusionPrior prior = Cases.gaussian();
            Tensor black = Tensor.zeros(1, 3, Cases.SIDE, Cases.SIDE);
            var odd = new Measurement(black, gain(), 0);
            var tilt = new Measurement(black, Tilt.of(Cases.SIDE, Cases.SIDE), 0);
            var blindPgd = new BlindPgd(prior, Cases.small(BlindPgd.METHOD));

            for (Solver solver :
                    Arrays.asList(new DmiloBlind(prior, dmilo(0.1, 0.1)), new DmiloPgdBlind(prior, pgd(0.1, 0.1)))) {
                assertThatThrownBy(() -> solver.solve(odd, run()))
                        .isInstanceOf(IllegalArgumentException.class)
                        .hasMessageStartingWith("this solver finds kernels and tilts, but ")
                        .hasMessageEndingWith(" has an unknown gain");
            }
            assertThatThrownBy(() -> blindPgd.solve(tilt, run()))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageStartingWith("blind-pgd needs a blur with an unknown kernel, but the operator is ");
        }
    }

    @Test
    void blindPgdTakesOneImageAtATime() {
        try (var scope = Scope.open()) {
            Measurement two = Samples.measurement(Samples.kernelBlur(), 0, 2);
            var blindPgd = new BlindPgd(Cases.gaussian(), Cases.small(BlindPgd.METHOD));

            assertThatThrownBy(() -> blindPgd.solve(two, Observers.from(Cases.latents(0, 2))))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("blind-pgd takes one image at a time, got 2");
        }
    }

    /** All images of a batch share one kernel: the published methods find it from all of them. */
    @Test
    void theImagesOfABatchShareTheirUnknowns() {
        try (var scope = Scope.open()) {
            Measurement two = Samples.measurement(Samples.kernelBlur(), 0, 2);
            Observers run = Observers.from(Cases.latents(0, 2));

            Solution found = new DmiloBlind(Cases.gaussian(), dmilo(0.1, STILL)).solve(two, run);

            assertThat(found.x().size(0)).isEqualTo(2);
            assertThat(found.unknowns().get(0).shape()).containsExactly(1, 1, Samples.TAPS, Samples.TAPS);
        }
    }

    /** Where y has no texture that tells a kernel, there is none. */
    @Test
    void aFlatMeasurementHasNoBlur() {
        try (var scope = Scope.open()) {
            Tensor flat = Tensor.full(0.2, 1, 3, Cases.SIDE, Cases.SIDE);
            var measurement = new Measurement(flat, Samples.kernelBlur(), Samples.NOISE_LEVEL);
            BlindPgd.Config config = Cases.small(BlindPgd.METHOD);

            Solution found = new BlindPgd(Cases.gaussian(), config).solve(measurement, run());

            assertThat(found.unknowns().get(0).toDoubles()).containsExactly(0, 0, 0, 0, 1, 0, 0, 0, 0);
        }
    }
}
