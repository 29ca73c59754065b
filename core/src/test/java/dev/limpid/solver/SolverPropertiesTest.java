package dev.limpid.solver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.limpid.operator.Measurement;
import dev.limpid.prior.CountingDenoiser;
import dev.limpid.prior.DiffusionPrior;
import dev.limpid.solver.Cases.Case;
import dev.limpid.tensor.Scope;
import dev.limpid.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** True of every method, in every variant: they come from {@link Methods#ALL}. */
class SolverPropertiesTest {
    static List<Named<Case>> all() {
        return Cases.all();
    }

    /** Every method once: networks take their time. */
    static List<Named<Case>> methods() {
        return Cases.methods();
    }

    /** Methods whose images share nothing: unknowns of A are one for the batch. */
    static List<Named<Case>> known() {
        try (var scope = Scope.open()) {
            return Cases.all().stream().filter(c -> !c.getPayload().isBlind()).toList();
        }
    }

    /** Methods that take time. */
    static List<Named<Case>> withPrior() {
        return Cases.all().stream()
                .filter(c -> c.getPayload().method().usesPrior())
                .toList();
    }

    /** Those, and the classical ones that iterate. */
    static List<Named<Case>> iterating() {
        return Cases.all().stream()
                .filter(c -> c.getPayload().method().usesPrior()
                        || c.getPayload().config().cost().gradients() > 0)
                .toList();
    }

    @ParameterizedTest
    @MethodSource("all")
    void aResultIsAnImageAndTheLastThatWasShown(Case c) {
        try (var scope = Scope.open()) {
            Solved solved = c.solve(Cases.gaussian(), 0, 1);

            assertThat(solved.complete()).isTrue();
            assertThat(solved.x())
                    .hasSize(3 * Cases.SIDE * Cases.SIDE)
                    .isEqualTo(solved.seen().lastImage());
            assertThat(Arrays.stream(solved.x())).allMatch(v -> v >= -1 && v <= 1);
            assertThat(solved.unknowns())
                    .hasSize(c.measurement(0, 1).a().unknowns().size())
                    .allSatisfy(theta -> assertThat(Arrays.stream(theta)).allMatch(Double::isFinite));
        }
    }

    @ParameterizedTest
    @MethodSource("methods")
    void theSameDrawsGiveTheSameBytes(Case c) {
        try (var scope = Scope.open()) {
            DiffusionPrior prior = Cases.unet();

            Solved once = c.solve(prior, 0, 1);
            Solved again = c.solve(prior, 0, 1);

            assertThat(again.x()).isEqualTo(once.x());
            assertThat(again.unknowns()).containsExactlyElementsOf(once.unknowns());
            assertThat(terms(again)).isEqualTo(terms(once));
        }
    }

    private static List<Map<String, Double>> terms(Solved solved) {
        return solved.seen().steps.stream().map(Observers.Step::terms).toList();
    }

    @ParameterizedTest
    @MethodSource("all")
    void otherDrawsGiveAnotherResultWhereAMethodDraws(Case c) {
        try (var scope = Scope.open()) {
            DiffusionPrior prior = Cases.gaussian();
            Measurement measurement = c.measurement(0, 1);
            Observers other = Observers.with(Cases.draws(99, 0, 1));

            Solved one = c.solve(prior, 0, 1);
            Solved another = Solved.of(c.solver(prior), measurement, besides(other, measurement));

            assertThat(Arrays.equals(one.x(), another.x()))
                    .as("the same result with other draws")
                    .isEqualTo(one.seen().drawn() == 0);
        }
    }

    /** With the estimate that {@link Cases#run} begins at. */
    private static Observers besides(Observers run, Measurement measurement) {
        return measurement.a().unknowns().isEmpty()
                ? run.estimating(Cases.run(measurement, 0).estimate())
                : run;
    }

    /** The sums over an image run in another order within a batch: one unit in the last place. */
    @ParameterizedTest
    @MethodSource("known")
    void aBatchGivesEveryImageWhatItGetsAlone(Case c) {
        try (var scope = Scope.open()) {
            DiffusionPrior prior = Cases.gaussian();

            Solved together = c.solve(prior, 0, 3);

            for (int b = 0; b < 3; b++) {
                compare(together, b, 3, c.solve(prior, b, 1), 1, 2e-6);
            }
        }
    }

    /**
     * A network's convolutions round differently within a batch, and Adam moves an element with next to no gradient by up to its
     * whole rate, 0.01 or 0.02, in either direction: 99 % of the elements agree to a hundredth of that. A quasi-Newton method divides by
     * differences of gradients, in which that rounding is large.
     */
    @ParameterizedTest
    @MethodSource("known")
    void aBatchOfANetworkGivesEveryImageNearlyWhatItGetsAlone(Case c) {
        assumeTrue(!Settings.of(c.config()).containsKey("history"), "amplifies rounding");
        try (var scope = Scope.open()) {
            DiffusionPrior prior = Cases.bent();

            Solved together = c.solve(prior, 0, 2);

            for (int b = 0; b < 2; b++) {
                compare(together, b, 2, c.solve(prior, b, 1), 0.99, 1e-4);
            }
        }
    }

    private static void compare(Solved together, int b, int count, Solved alone, double share, double tolerance) {
        assertThat(together.seen().images).hasSameSizeAs(alone.seen().images);
        for (int i = 0; i < alone.seen().images.size(); i++) {
            double[] expected = alone.seen().images.get(i).x();
            double[] x = together.seen().images.get(i).x();
            int n = expected.length;
            assertThat(x).hasSize(count * n);
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
    @MethodSource("known")
    void anImageDoesNotReachItsNeighbour(Case c) {
        try (var scope = Scope.open()) {
            Measurement given = c.measurement(0, 2);
            Tensor y = given.y().copy();
            y.narrow(0, 1, 1).assign(given.y().narrow(0, 1, 1).add(0.3));
            var brighter = new Measurement(y, given.a(), given.noiseLevel());
            Solver solver = c.solver(Cases.gaussian());

            Solved before = Solved.of(solver, given, Cases.run(given, 0));
            Solved after = Solved.of(solver, brighter, Cases.run(brighter, 0));

            assertThat(after.image(0, 2)).isEqualTo(before.image(0, 2));
            assertThat(after.image(1, 2)).isNotEqualTo(before.image(1, 2));
        }
    }

    @ParameterizedTest
    @MethodSource("all")
    void evaluatesThePriorAsOftenAsItsSettingsSay(Case c) {
        try (var scope = Scope.open()) {
            DiffusionPrior prior = Cases.gaussian();
            var counting = new CountingDenoiser(prior.denoiser());

            c.solve(prior.with(counting), 0, 1);

            Cost cost = c.config().cost();
            assertThat(counting.backward()).isEqualTo(cost.backward());
            assertThat(counting.all() - counting.backward()).isEqualTo(cost.forward());
            assertThat(cost.evaluations() > 0).isEqualTo(c.method().usesPrior());
        }
    }

    /** It may still show the image that it has; and it shows no state of a step that was cut short. */
    @ParameterizedTest
    @MethodSource("iterating")
    void stopsAfterAnyShowWithTheImageThatItHas(Case c) {
        try (var scope = Scope.open()) {
            DiffusionPrior prior = Cases.gaussian();
            Measurement measurement = c.measurement(0, 1);
            Solver solver = c.solver(prior);
            Observers undisturbed = c.solve(prior, 0, 1).seen();

            for (int last = 0; last < undisturbed.shows(); last++) {
                Solved stopped =
                        Solved.of(solver, measurement, Cases.run(measurement, 0).stoppingAfter(last));

                assertThat(stopped.complete()).isFalse();
                assertThat(stopped.seen().shows()).isBetween(last, last + 1);
                assertThat(Arrays.stream(stopped.x())).allMatch(v -> v >= -1 && v <= 1);
                if (!stopped.seen().images.isEmpty()) {
                    assertThat(stopped.x()).isEqualTo(stopped.seen().lastImage());
                }
                List<Observers.Stood> states = stopped.seen().states;
                assertThat(states)
                        .usingRecursiveFieldByFieldElementComparator()
                        .isEqualTo(undisturbed.states.subList(0, states.size()));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("iterating")
    void goesOnFromAnyStateAsIfItHadNeverStopped(Case c) {
        try (var scope = Scope.open()) {
            DiffusionPrior prior = Cases.unet();
            Measurement measurement = c.measurement(0, c.isBlind() ? 1 : 2);
            Solver solver = c.solver(prior);
            Solved undisturbed = Solved.of(solver, measurement, Cases.run(measurement, 0));

            for (Observers.Stood stood : undisturbed.seen().states) {
                State state = stood.state();
                Solved resumed =
                        Solved.of(solver, measurement, Cases.run(measurement, 0).goingOnFrom(state));

                assertThat(resumed.complete()).isTrue();
                assertThat(resumed.x()).as("from " + state.step()).isEqualTo(undisturbed.x());
                assertThat(resumed.unknowns()).containsExactlyElementsOf(undisturbed.unknowns());
                assertThat(Observers.Stood.of(state)).usingRecursiveComparison().isEqualTo(stood);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("withPrior")
    void aStateOfAnotherMethodIsRefused(Case c) {
        try (var scope = Scope.open()) {
            Measurement measurement = c.measurement(0, 1);
            Solver solver = c.solver(Cases.gaussian());
            var foreign = new State(1, Map.of("something", Tensor.zeros(1, 3, Cases.SIDE, Cases.SIDE)));
            assumeTrue(!c.solve(Cases.gaussian(), 0, 1).seen().states.isEmpty(), "shows no states to go on from");

            assertThatThrownBy(() ->
                            solver.solve(measurement, Cases.run(measurement, 0).goingOnFrom(foreign)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("the state has");
        }
    }

    @ParameterizedTest
    @MethodSource("all")
    void whatItIsGivenStaysAsItWas(Case c) {
        try (var scope = Scope.open()) {
            Measurement measurement = c.measurement(0, 1);
            Tensor z = Cases.latents(0, 1);
            Observers run = besides(Observers.from(z), measurement);
            float[] y = measurement.y().toFloats();
            float[] latent = z.toFloats();
            float[] classical =
                    measurement.a().unknowns().isEmpty() ? run.estimate().toFloats() : new float[0];

            c.solver(Cases.gaussian()).solve(measurement, run);

            assertThat(measurement.y().toFloats()).isEqualTo(y);
            assertThat(z.toFloats()).isEqualTo(latent);
            if (classical.length > 0) {
                assertThat(run.estimate().toFloats()).isEqualTo(classical);
            }
        }
    }

    /** Smaller pictures, and fewer. */
    @ParameterizedTest
    @MethodSource("withPrior")
    void aMeasurementOfOtherImagesIsRefused(Case c) {
        try (var scope = Scope.open()) {
            Measurement one = c.measurement(0, 1);
            var small = new Measurement(Tensor.zeros(1, 3, 3, 3), one.a(), 0.01);
            Solver solver = c.solver(Cases.gaussian());
            Observers single = besides(Observers.with(Cases.draws(2, 0, 1)), one);
            Observers two = besides(Observers.with(Cases.draws(2, 0, 2)), one);

            assertThatThrownBy(() -> solver.solve(small, single)).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> solver.solve(one, two)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @ParameterizedTest
    @MethodSource("all")
    void anOperatorOfAnotherKindIsRefusedWithTheKindThatItNeeds(Case c) {
        try (var scope = Scope.open()) {
            Measurement other = Samples.ofAnotherKind(c.method()).orElse(null);
            assumeTrue(other != null, "takes any operator");
            Solver solver = c.solver(Cases.gaussian());
            Observers run = Observers.with(Cases.draws(2, 0, 1));

            assertThatThrownBy(() -> solver.solve(other, run))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining(c.method().needs().words())
                    .hasMessageContaining("; it is taken by ")
                    .message()
                    .doesNotContain("\n");
        }
    }

    /** From the first evaluation on, and in the last one alone: one value of one image. Where x̂_0 is clipped an infinite one is −1 or 1. */
    @ParameterizedTest
    @MethodSource("withPrior")
    void aPriorThatGivesNoNumberEndsTheSolve(Case c) {
        try (var scope = Scope.open()) {
            DiffusionPrior prior = Cases.gaussian();
            var evaluations = new AtomicLong();
            c.solve(breaking(prior, Long.MAX_VALUE, 0, evaluations), 0, 1);

            for (long first : new long[] {0, evaluations.get() - 1}) {
                assertThatThrownBy(() -> c.solve(breaking(prior, first, Double.NaN, new AtomicLong()), 0, 1))
                        .isInstanceOf(SolverDivergedException.class)
                        .hasMessageContaining("diverged in ")
                        .message()
                        .doesNotContain("\n");
                endsWithAnImageOrAsDiverged(c, breaking(prior, first, Double.POSITIVE_INFINITY, new AtomicLong()));
            }
        }
    }

    private static void endsWithAnImageOrAsDiverged(Case c, DiffusionPrior prior) {
        try {
            assertThat(Arrays.stream(c.solve(prior, 0, 1).x())).allMatch(v -> v >= -1 && v <= 1);
        } catch (SolverDivergedException e) {
            assertThat(e.getMessage()).contains("diverged in ");
        }
    }

    /** A prior whose evaluations from number {@code first} on have one such value. */
    private static DiffusionPrior breaking(DiffusionPrior prior, long first, double value, AtomicLong evaluations) {
        Tensor broken = Tensor.full(1, 1, 3, Cases.SIDE, Cases.SIDE).copy();
        Tensor pixel = broken.narrow(2, 4, 1).narrow(3, 4, 1);
        pixel.assign(pixel.mul(value));
        return prior.with((x, t) -> {
            Tensor epsilon = prior.denoiser().epsilon(x, t);
            return evaluations.getAndIncrement() < first ? epsilon : epsilon.mul(broken);
        });
    }

    @ParameterizedTest
    @MethodSource("all")
    void aMeasurementThatIsNoNumberIsRefused(Case c) {
        try (var scope = Scope.open()) {
            Measurement given = c.measurement(0, 1);
            Observers run = Cases.run(given, 0);
            Solver solver = c.solver(Cases.gaussian());

            for (double value : new double[] {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY}) {
                Tensor y = given.y().copy();
                y.narrow(2, 1, 1)
                        .narrow(3, 1, 1)
                        .assign(y.narrow(2, 1, 1).narrow(3, 1, 1).mul(0).add(value));
                var broken = new Measurement(y, given.a(), given.noiseLevel());
                assertThatThrownBy(() -> solver.solve(broken, run))
                        .isInstanceOf(IllegalArgumentException.class)
                        .hasMessageStartingWith("the measurement has values that are no finite numbers");
            }
        }
    }

    @ParameterizedTest
    @MethodSource("methods")
    void threadsMayShareASolver(Case c) throws InterruptedException {
        try (var scope = Scope.open()) {
            DiffusionPrior prior = Cases.unet();
            Solver solver = c.solver(prior);
            var results = new double[2][];
            var threads = new Thread[2];
            for (int k = 0; k < 2; k++) {
                int image = k;
                threads[k] = new Thread(() -> {
                    try (var own = Scope.open()) {
                        Measurement measurement = c.measurement(image, 1);
                        results[image] = Solved.of(solver, measurement, Cases.run(measurement, image))
                                .x();
                    }
                });
                threads[k].start();
            }
            for (Thread thread : threads) {
                thread.join();
            }

            for (int k = 0; k < 2; k++) {
                assertThat(results[k]).isEqualTo(c.solve(prior, k, 1).x());
            }
        }
    }
}
