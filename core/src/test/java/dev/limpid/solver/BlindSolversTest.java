package dev.limpid.solver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.limpid.operator.Measurement;
import dev.limpid.operator.ParametricOperator;
import dev.limpid.operator.ParametricOperator.Unknown;
import dev.limpid.operator.blur.Boundary;
import dev.limpid.operator.blur.KernelBlur;
import dev.limpid.operator.turbulence.Tilt;
import dev.limpid.operator.turbulence.Turbulence;
import dev.limpid.prior.CountingDenoiser;
import dev.limpid.prior.DiffusionPrior;
import dev.limpid.solver.IterateObserver.Decision;
import dev.limpid.tensor.Device;
import dev.limpid.tensor.Rng;
import dev.limpid.tensor.Scope;
import dev.limpid.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What holds for every blind solver, and what a rate of 0 makes of the published ones. */
class BlindSolversTest {
    private static final int TAPS = 3;
    private static final KernelBlur BLUR = KernelBlur.same(Boundary.REFLECT, TAPS, Cases.SIDE, Cases.SIDE);

    static List<Named<BlindConfig>> solvers() {
        return List.of(
                Named.of("blind DMILO", dmilo(0.1)),
                Named.of("blind DMILO-PGD", pgd(0.1)),
                Named.of("blind PGD", new BlindPgdConfig(2, 2, 500, 3, 1, 20, 300, 2, 8, 0.1, 0.03, 0.05, 0.9, 20, 5)));
    }

    private static DmiloBlindConfig dmilo(double kernelRate) {
        return new DmiloBlindConfig(3, "dmilo", 2, 4, 0.02, 1e-3, 0.1, 1e-4, 0, kernelRate, 1e-7);
    }

    private static DmiloPgdBlindConfig pgd(double kernelRate) {
        return new DmiloPgdBlindConfig(3, "dmilo", 2, 4, 0.02, 1e-3, 0.1, 1e-4, 0, 5, 0.5, kernelRate, 1e-7);
    }

    private static BlindSolver solver(BlindConfig config, DiffusionPrior prior) {
        if (config instanceof DmiloBlindConfig dmilo) {
            return new DmiloBlind(prior, dmilo);
        }
        return config instanceof DmiloPgdBlindConfig pgd
                ? new DmiloPgdBlind(prior, pgd)
                : new BlindPgd(prior, (BlindPgdConfig) config);
    }

    private static Measurement measurement(ParametricOperator a) {
        Tensor truth = Rng.of(5)
                .purpose("truth")
                .normal(1, 3, Cases.SIDE, Cases.SIDE)
                .mul(0.4)
                .clamp(-1, 1);
        List<Tensor> theta = a.unknowns().stream()
                .map(u -> Rng.of(6)
                        .purpose(u.name())
                        .normal(u.shape().stream().mapToLong(Long::longValue).toArray())
                        .abs())
                .map(t -> t.div(t.sum()))
                .toList();
        return new Measurement(a.apply(truth, theta), a, 0.01);
    }

    private static BlindSolution solve(BlindConfig config, DiffusionPrior prior, IterateObserver observer) {
        return solver(config, prior).solve(measurement(BLUR), Cases.latents(0, 1), Rng.of(3), observer);
    }

    @ParameterizedTest
    @MethodSource("solvers")
    void findsAnImageInRangeAndAKernelOfUnitSum(BlindConfig config) {
        try (var scope = Scope.open()) {
            var prior = Cases.bent();
            var counting = new CountingDenoiser(prior.denoiser());

            BlindSolution found = solve(config, prior.with(counting), Observers.silent());

            assertThat(found.complete()).isTrue();
            assertThat(found.x().shape()).containsExactly(1, 3, Cases.SIDE, Cases.SIDE);
            assertThat(found.x().abs().max().item()).isLessThanOrEqualTo(1);
            Tensor k = found.theta().get(0);
            assertThat(k.shape()).containsExactly(1, 1, TAPS, TAPS);
            assertThat(k.min().item()).isNotNegative();
            assertThat(k.sum().item()).isCloseTo(1, within(1e-5));
            assertThat(counting.backward()).isEqualTo(config.backwardEvaluations());
            assertThat(counting.forward()).isEqualTo(config.evaluations());
        }
    }

    @ParameterizedTest
    @MethodSource("solvers")
    void theSameSeedGivesTheSameBytes(BlindConfig config) {
        try (var scope = Scope.open()) {
            BlindSolution one = solve(config, Cases.bent(), Observers.silent());
            BlindSolution other = solve(config, Cases.bent(), Observers.silent());

            assertThat(other.x().toFloats()).containsExactly(one.x().toFloats());
            assertThat(other.theta().get(0).toFloats())
                    .containsExactly(one.theta().get(0).toFloats());
        }
    }

    @ParameterizedTest
    @MethodSource("solvers")
    void stopsWhenTheObserverSaysSo(BlindConfig config) {
        try (var scope = Scope.open()) {
            var calls = new AtomicInteger();

            BlindSolution found = solve(config, Cases.gaussian(), iterate -> {
                calls.incrementAndGet();
                return Decision.STOP;
            });

            assertThat(calls).hasValue(1);
            assertThat(found.complete()).isFalse();
            assertThat(found.theta()).hasSize(1);
        }
    }

    @ParameterizedTest
    @MethodSource("solvers")
    void refusesAMeasurementOfAnotherSize(BlindConfig config) {
        try (var scope = Scope.open()) {
            var small = new Measurement(Tensor.zeros(1, 3, 4, 4), BLUR, 0.01);
            BlindSolver solver = solver(config, Cases.gaussian());

            assertThatThrownBy(() -> solver.solve(small, Cases.latents(0, 1), Rng.of(3), Observers.silent()))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("does not fit the images");
        }
    }

    @ParameterizedTest
    @MethodSource("solvers")
    void everySettingIsChecked(BlindConfig config) {
        assertThatThrownBy(
                        () -> Records.with(config, config instanceof BlindPgdConfig ? "chains" : "outerIterations", 0))
                .hasMessageContaining("must be positive, got 0");
        if (config instanceof BlindPgdConfig) {
            assertThatThrownBy(() -> Records.with(config, "frozenSteps", 3)).hasMessageContaining("frozenSteps");
            assertThatThrownBy(() -> Records.with(config, "kernelTime", 1000)).hasMessageContaining("kernelTime");
            assertThatThrownBy(() -> Records.with(config, "sharpShare", 0.0)).hasMessageContaining("sharpShare");
            assertThatThrownBy(() -> Records.with(config, "islandShare", 1.0)).hasMessageContaining("islandShare");
        } else {
            assertThatThrownBy(() -> Records.with(config, "kernelRate", -0.1)).hasMessageContaining("kernelRate");
            assertThatThrownBy(() -> Records.with(config, "layers", 4)).hasMessageContaining("layers");
        }
    }

    /** With a kernel that does not move, blind DMILO is DMILO with that kernel. */
    @Test
    void withoutAKernelRateBlindDmiloIsDmilo() {
        try (var scope = Scope.open()) {
            DiffusionPrior prior = Cases.bent();
            Measurement y = measurement(BLUR);
            Tensor seed = Cases.latents(0, 1);

            BlindSolution blind = new DmiloBlind(prior, dmilo(0)).solve(y, seed, Rng.of(3), Observers.silent());
            Measurement known = y.with(blind.theta());
            var config = new DmiloConfig(3, "dmilo", 2, 4, 0.02, 1e-3, 0.1, 1e-4, 0);
            Solution dmilo = new Dmilo(prior, config).solve(known, seed, Observers.silent());

            assertThat(blind.x().toFloats()).containsExactly(dmilo.x().toFloats());
        }
    }

    /** Tilts are found like kernels; both move from where they were drawn. */
    @Test
    void publishedSolversMoveEveryUnknownOfTurbulence() {
        try (var scope = Scope.open()) {
            Turbulence air = Turbulence.of(TAPS, Cases.SIDE, Cases.SIDE);
            for (BlindConfig config : List.of(dmilo(0.1), pgd(0.1))) {
                Object tilting = Records.with(config, "tiltRate", 0.1);
                Object still = Records.with(config, "tiltRate", 0.0);

                List<Tensor> moved = theta((BlindConfig) tilting, air);
                List<Tensor> left = theta((BlindConfig) still, air);

                assertThat(moved).hasSize(2);
                assertThat(moved.get(1).sub(left.get(1)).abs().max().item()).isGreaterThan(0.05);
            }
        }
    }

    private static List<Tensor> theta(BlindConfig config, Turbulence air) {
        return solver(config, Cases.gaussian())
                .solve(measurement(air), Cases.latents(0, 1), Rng.of(3), Observers.silent())
                .theta();
    }

    @Test
    void whatCannotBeFoundIsRefused() {
        try (var scope = Scope.open()) {
            var odd = new ParametricOperator() {
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
            var y = new Measurement(Tensor.zeros(1, 3, Cases.SIDE, Cases.SIDE), odd, 0);
            for (BlindConfig config : Arrays.asList(dmilo(0.1), pgd(0.1))) {
                assertThatThrownBy(() -> solver(config, Cases.gaussian())
                                .solve(y, Cases.latents(0, 1), Rng.of(3), Observers.silent()))
                        .hasMessageContaining("has an unknown gain");
            }
            var tilt = new Measurement(Tensor.zeros(1, 3, Cases.SIDE, Cases.SIDE), Tilt.of(Cases.SIDE, Cases.SIDE), 0);
            BlindSolver blindPgd = solver(solvers().get(2).getPayload(), Cases.gaussian());
            assertThatThrownBy(() -> blindPgd.solve(tilt, Cases.latents(0, 1), Rng.of(3), Observers.silent()))
                    .hasMessageContaining("blind-pgd finds the kernel of a blur");
            var two = new Measurement(Tensor.zeros(2, 3, Cases.SIDE, Cases.SIDE), BLUR, 0);
            assertThatThrownBy(() -> blindPgd.solve(two, Cases.latents(0, 2), Rng.of(3), Observers.silent()))
                    .hasMessageContaining("one image at a time, got 2");
        }
    }
}
