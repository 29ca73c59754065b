package dev.limpid.solver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.limpid.operator.ForwardOperator;
import dev.limpid.operator.Measurement;
import dev.limpid.operator.mask.Inpainting;
import dev.limpid.prior.CountingDenoiser;
import dev.limpid.prior.DiffusionPrior;
import dev.limpid.solver.IterateObserver.Decision;
import dev.limpid.solver.IterateObserver.Iterate;
import dev.limpid.tensor.Scope;
import dev.limpid.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What holds for every solver. */
class SolverPropertiesTest {
    static List<Named<SolverConfig>> solvers() {
        return Cases.all();
    }

    private static Observers solve(SolverConfig config, DiffusionPrior prior, int first, int count) {
        var seen = new Observers();
        Cases.solver(config, prior).solve(Cases.measurements(first, count), Cases.latents(first, count), seen);
        return seen;
    }

    /** The sums over an image run in another order within a batch: one unit in the last place. */
    @ParameterizedTest
    @MethodSource("solvers")
    void aBatchGivesEveryImageWhatItGetsAlone(SolverConfig config) {
        try (var scope = Scope.open()) {
            DiffusionPrior prior = Cases.gaussian();

            Observers together = solve(config, prior, 0, 3);

            for (int b = 0; b < 3; b++) {
                compare(together, b, solve(config, prior, b, 1), 1, 2e-6);
            }
        }
    }

    /**
     * A network's convolutions round differently within a batch, and Adam moves an element with next to no gradient by its
     * whole rate in either direction: 99 % of the elements agree.
     */
    @ParameterizedTest
    @MethodSource("solvers")
    void aBatchOfANetworkGivesEveryImageNearlyWhatItGetsAlone(SolverConfig config) {
        try (var scope = Scope.open()) {
            DiffusionPrior prior = Cases.bent();

            Observers together = solve(config, prior, 0, 2);

            for (int b = 0; b < 2; b++) {
                compare(together, b, solve(config, prior, b, 1), 0.99, 1e-5);
            }
        }
    }

    private static void compare(Observers together, int b, Observers alone, double share, double tolerance) {
        assertThat(together.images).hasSameSizeAs(alone.images);
        for (int i = 0; i < alone.images.size(); i++) {
            double[] expected = alone.images.get(i).x();
            double[] x = together.images.get(i).x();
            int n = expected.length;
            long within = 0;
            for (int p = 0; p < n; p++) {
                within += Math.abs(x[b * n + p] - expected[p]) <= tolerance ? 1 : 0;
            }
            assertThat((double) within / n)
                    .as("share of image " + b + " within " + tolerance + " after iterate " + i)
                    .isGreaterThanOrEqualTo(share);
        }
    }

    @ParameterizedTest
    @MethodSource("solvers")
    void theSameSeedGivesTheSameBytes(SolverConfig config) {
        try (var scope = Scope.open()) {
            DiffusionPrior prior = Cases.unet();

            Observers once = solve(config, prior, 0, 1);
            Observers again = solve(config, prior, 0, 1);
            Observers another = solve(config, prior, 1, 1);

            double[] x = once.images.get(once.images.size() - 1).x();
            assertThat(again.images.get(again.images.size() - 1).x()).isEqualTo(x);
            assertThat(again.steps)
                    .extracting(Observers.Step::terms)
                    .isEqualTo(once.steps.stream().map(Observers.Step::terms).toList());
            assertThat(another.images.get(another.images.size() - 1).x()).isNotEqualTo(x);
        }
    }

    @ParameterizedTest
    @MethodSource("solvers")
    void whatAnImageIsDoesNotReachItsNeighbour(SolverConfig config) {
        try (var scope = Scope.open()) {
            Measurement given = Cases.measurements(0, 2);
            Tensor latents = Cases.latents(0, 2);
            Tensor brighter = given.y().copy();
            brighter.narrow(0, 1, 1).assign(given.y().narrow(0, 1, 1).add(0.3));
            Solver solver = Cases.solver(config, Cases.gaussian());

            double[] before =
                    solver.solve(given, latents, Observers.silent()).x().toDoubles();
            double[] after = solver.solve(new Measurement(brighter, given.a(), 0.01), latents, Observers.silent())
                    .x()
                    .toDoubles();

            int n = before.length / 2;
            assertThat(Arrays.copyOf(after, n)).isEqualTo(Arrays.copyOf(before, n));
            assertThat(Arrays.copyOfRange(after, n, 2 * n)).isNotEqualTo(Arrays.copyOfRange(before, n, 2 * n));
        }
    }

    @ParameterizedTest
    @MethodSource("solvers")
    void evaluatesThePriorAsOftenAsItsConfigurationSays(SolverConfig config) {
        try (var scope = Scope.open()) {
            DiffusionPrior prior = Cases.gaussian();
            var counting = new CountingDenoiser(prior.denoiser());

            Observers seen = solve(config, prior.with(counting), 0, 1);

            long steps = seen.steps.stream().filter(s -> s.layer() > 0).count();
            assertThat(counting.backward())
                    .isEqualTo(config.backwardEvaluations())
                    .isEqualTo(steps);
            // Filling the latents below the seed, and a run of the layers after every outer iteration.
            assertThat(counting.forward() - counting.backward())
                    .isEqualTo(2 + (long) Cases.outer(config) * Cases.layers(config));
        }
    }

    @ParameterizedTest
    @MethodSource("solvers")
    void everyLossTermIsShown(SolverConfig config) {
        try (var scope = Scope.open()) {
            Observers seen = solve(config, Cases.gaussian(), 0, 2);

            assertThat(seen.steps).allSatisfy(s -> {
                if (s.layer() == 0) {
                    assertThat(s.terms()).containsOnlyKeys("loss");
                    assertThat(s.tensors()).containsOnlyKeys("x");
                } else {
                    assertThat(s.terms()).containsOnlyKeys("loss", "fidelity", "sparsity", "gaussianity");
                    assertThat(s.tensors()).containsKeys("z", "gradient z");
                    double z = Arrays.stream(s.tensor("gradient z"))
                            .map(Math::abs)
                            .max()
                            .orElseThrow();
                    assertThat(z).isPositive();
                }
                assertThat(s.terms().values())
                        .allSatisfy(v -> assertThat(v).isFinite().isNotNegative());
            });
            assertThat(seen.steps.stream().map(Observers.Step::layer).distinct().filter(l -> l > 0))
                    .hasSize(Cases.layers(config));
        }
    }

    @ParameterizedTest
    @MethodSource("solvers")
    void anObserverStopsASolveAfterAnyIterate(SolverConfig config) {
        try (var scope = Scope.open()) {
            Solver solver = Cases.solver(config, Cases.gaussian());
            int iterates = solve(config, Cases.gaussian(), 0, 1).images.size();

            for (int last = 0; last < iterates; last++) {
                var seen = new AtomicInteger();
                int stopAt = last;
                var shown = new double[1][];
                Solution solution = solver.solve(Cases.measurements(0, 1), Cases.latents(0, 1), iterate -> {
                    shown[0] = iterate.x().toDoubles();
                    return seen.getAndIncrement() == stopAt ? Decision.STOP : Decision.CONTINUE;
                });

                assertThat(solution.complete()).isFalse();
                assertThat(seen).hasValue(stopAt + 1);
                assertThat(solution.x().toDoubles()).isEqualTo(shown[0]);
            }
        }
    }

    /** Interrupts the thread in an inner iteration, or before the solve. */
    private record Interrupting(int at, AtomicInteger seen) implements IterateObserver {
        @Override
        public Decision onIterate(Iterate iterate) {
            return Decision.CONTINUE;
        }

        @Override
        public void onInner(Inner inner) {
            if (seen.incrementAndGet() == at) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @ParameterizedTest
    @MethodSource("solvers")
    void anInterruptedSolveReturnsWhatItHas(SolverConfig config) {
        try (var scope = Scope.open()) {
            Solver solver = Cases.solver(config, Cases.gaussian());
            for (int at : new int[] {0, 1, 2, 7}) {
                var observer = new Interrupting(at, new AtomicInteger());
                if (at == 0) {
                    Thread.currentThread().interrupt();
                }

                Solution solution = solver.solve(Cases.measurements(0, 1), Cases.latents(0, 1), observer);

                // Reading the flag clears it, so that the next tests run.
                assertThat(Thread.interrupted())
                        .as("the thread's flag is still set")
                        .isTrue();
                assertThat(solution.complete()).isFalse();
                assertThat(observer.seen()).hasValue(at);
                assertThat(solution.x().abs().max().item()).isLessThanOrEqualTo(1);
            }
        }
    }

    /** A that fails from some application on. */
    private static Measurement failing(int application, double value) {
        Measurement given = Cases.measurements(0, 1);
        var count = new AtomicInteger();
        ForwardOperator a = ForwardOperator.of(x -> count.incrementAndGet() < application
                ? given.known().apply(x)
                : given.known().apply(x).mul(value));
        return new Measurement(given.y(), a, 0.01);
    }

    @ParameterizedTest
    @MethodSource("solvers")
    void aLossThatIsNoNumberSaysWhereAndWithWhichRates(SolverConfig config) {
        try (var scope = Scope.open()) {
            Solver solver = Cases.solver(withStep(config), Cases.gaussian());
            boolean pgd = config instanceof DmiloPgdConfig;

            assertThatThrownBy(() -> solver.solve(failing(1, Double.NaN), Cases.latents(0, 1), Observers.silent()))
                    .isInstanceOf(SolverDivergedException.class)
                    .hasMessageStartingWith((pgd ? "DMILO-PGD" : "DMILO") + " diverged in outer iteration 0, layer "
                            + (pgd ? 0 : 1) + ", inner iteration 0: the loss is NaN with "
                            + (pgd ? "dataRate 0.5" : "latentRate 0.02, deviationRate "));
            assertThatThrownBy(() ->
                            solver.solve(failing(1, Double.POSITIVE_INFINITY), Cases.latents(0, 1), Observers.silent()))
                    .isInstanceOf(SolverDivergedException.class);
        }
    }

    /** The wrapped operator is not linear to the eye, so that PGD needs a rate. */
    private static SolverConfig withStep(SolverConfig config) {
        return config instanceof DmiloPgdConfig ? Records.with(config, "dataRate", 0.5) : config;
    }

    @Test
    void aLaterFailureNamesItsIteration() {
        try (var scope = Scope.open()) {
            SolverConfig config = Cases.all().get(0).getPayload();
            Solver solver = Cases.solver(config, Cases.gaussian());

            // Four applications in the first outer iteration, then three.
            assertThatThrownBy(() -> solver.solve(failing(4 + 3, Double.NaN), Cases.latents(0, 1), Observers.silent()))
                    .hasMessageContaining("outer iteration 1, layer 1, inner iteration 2: the loss is NaN");
        }
    }

    @ParameterizedTest
    @MethodSource("solvers")
    void aMeasurementOfOtherImagesIsRefused(SolverConfig config) {
        try (var scope = Scope.open()) {
            Solver solver = Cases.solver(config, Cases.gaussian());
            Measurement one = Cases.measurements(0, 1);
            var shared = new Inpainting(
                    ((Inpainting) one.a()).observed().narrow(0, 0, 1).contiguous());

            assertThatThrownBy(() -> solver.solve(
                            new Measurement(one.y(), shared, 0.01), Cases.latents(0, 2), Observers.silent()))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("measurement y [1, 3, 8, 8] does not fit the images: theirs is [2, 3, 8, 8]");
        }
    }

    @ParameterizedTest
    @MethodSource("solvers")
    void theSeedAndTheMeasurementStayAsTheyWere(SolverConfig config) {
        try (var scope = Scope.open()) {
            Tensor seed = Cases.latents(0, 1);
            Measurement measurement = Cases.measurements(0, 1);
            float[] y = measurement.y().toFloats();
            float[] z = seed.toFloats();

            Cases.solver(config, Cases.gaussian()).solve(measurement, seed, Observers.silent());

            assertThat(seed.toFloats()).isEqualTo(z);
            assertThat(measurement.y().toFloats()).isEqualTo(y);
        }
    }

    @Test
    void threadsMayShareASolver() throws Exception {
        SolverConfig config = Cases.all().get(4).getPayload();
        try (var scope = Scope.open()) {
            DiffusionPrior prior = Cases.unet();
            Solver solver = Cases.solver(config, prior);
            var results = new double[2][];
            var threads = new Thread[2];
            for (int k = 0; k < 2; k++) {
                int image = k;
                threads[k] = new Thread(() -> {
                    try (var own = Scope.open()) {
                        results[image] = solver.solve(
                                        Cases.measurements(image, 1), Cases.latents(image, 1), Observers.silent())
                                .x()
                                .toDoubles();
                    }
                });
                threads[k].start();
            }
            for (Thread thread : threads) {
                thread.join();
            }

            for (int k = 0; k < 2; k++) {
                Observers alone = solve(config, prior, k, 1);
                assertThat(results[k])
                        .isEqualTo(alone.images.get(alone.images.size() - 1).x());
            }
        }
    }

    /** A state as plain numbers, which outlive the solve's scopes. */
    private record Plain(int outer, float[] x, List<float[]> latents, List<float[]> deviations) {
        static Plain of(SolverState state) {
            return new Plain(state.outer(), state.x().toFloats(), floats(state.latents()), floats(state.deviations()));
        }

        private static List<float[]> floats(List<Tensor> tensors) {
            return tensors.stream().map(Tensor::toFloats).toList();
        }

        SolverState state(long[] shape) {
            return new SolverState(outer, Tensor.of(x, shape), tensors(latents, shape), tensors(deviations, shape));
        }

        private static List<Tensor> tensors(List<float[]> values, long[] shape) {
            return values.stream().map(v -> Tensor.of(v, shape)).toList();
        }
    }

    /** Notes every state that a solve passes. */
    private record Keeping(List<Plain> states) implements IterateObserver {
        @Override
        public Decision onIterate(Iterate iterate) {
            return Decision.CONTINUE;
        }

        @Override
        public void onOuter(SolverState state) {
            states.add(Plain.of(state));
        }
    }

    @ParameterizedTest
    @MethodSource("solvers")
    void goesOnFromAnyOuterIterationAsIfItHadNeverStopped(SolverConfig config) {
        try (var scope = Scope.open()) {
            var solver = (ResumableSolver) Cases.solver(Records.with(config, "outerIterations", 3), Cases.unet());
            Measurement measurement = Cases.measurements(0, 2);
            SolverState begin = solver.begin(Cases.latents(0, 2));
            var kept = new Keeping(new ArrayList<>());
            double[] undisturbed =
                    solver.solve(measurement, Cases.latents(0, 2), kept).x().toDoubles();
            List<Plain> states = new ArrayList<>(List.of(Plain.of(begin)));
            solver.resume(measurement, begin, new Keeping(states));

            assertThat(states).extracting(Plain::outer).containsExactly(0, 1, 2, 3);
            for (Plain plain : states) {
                SolverState state = plain.state(begin.x().shape());
                double[] x = state.x().toDoubles();
                Solution resumed = solver.resume(measurement, state, Observers.silent());

                assertThat(resumed.complete()).isTrue();
                assertThat(resumed.x().toDoubles()).as("from " + state.outer()).isEqualTo(undisturbed);
                assertThat(state.x().toDoubles()).as("the state itself").isEqualTo(x);
            }
        }
    }

    @Test
    void aStateOfAnotherConfigurationIsRefused() {
        try (var scope = Scope.open()) {
            var three = (ResumableSolver) Cases.solver(Cases.all().get(0).getPayload(), Cases.gaussian());
            var one = (ResumableSolver) Cases.solver(Cases.all().get(2).getPayload(), Cases.gaussian());
            SolverState state = three.begin(Cases.latents(0, 1));

            assertThatThrownBy(() -> one.resume(Cases.measurements(0, 1), state, Observers.silent()))
                    .hasMessage("the state has 3 latents, but 1 layers are fitted");
            assertThatThrownBy(() -> new SolverState(0, state.x(), state.latents(), List.of()))
                    .hasMessage("a state has as many deviations as latents, got 0 and 3");
            assertThatThrownBy(() -> new SolverState(-1, state.x(), state.latents(), state.deviations()))
                    .hasMessage("outer must not be negative, got -1");
            assertThatThrownBy(() -> new SolverState(0, Tensor.zeros(1, 3, 4, 4), state.latents(), state.deviations()))
                    .hasMessage("latent 1 [1, 3, 8, 8] does not fit the image [1, 3, 4, 4]");
        }
    }

    @Test
    void aLongerFitComesCloserToTheMeasurement() {
        try (var scope = Scope.open()) {
            SolverConfig config = Records.with(Cases.all().get(0).getPayload(), "innerIterations", 100);
            Observers seen = solve(config, Cases.gaussian(), 0, 1);

            double first = seen.steps.get(0).term("fidelity");
            double last = seen.last(1).term("fidelity");
            assertThat(last).isLessThan(0.5 * first);
        }
    }
}
