package dev.limpid.solver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.limpid.operator.ForwardOperator;
import dev.limpid.operator.Measurement;
import dev.limpid.operator.mask.Inpainting;
import dev.limpid.prior.CountingDenoiser;
import dev.limpid.prior.DiffusionPrior;
import dev.limpid.solver.Cases.Case;
import dev.limpid.tensor.Scope;
import dev.limpid.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** True of the methods that fit the layers of a generator. */
class DmiloTest {
    private static final Dmilo.Config DMILO =
            new Dmilo.Config(new LayerFit(3, "dmilo", 2, 4, 0.02, 1e-3, 0.1, 1e-4, 0), Start.NOISE);

    static List<Named<Case>> variants() {
        return Cases.all().stream()
                .filter(c -> Settings.of(c.getPayload().config()).containsKey("layers"))
                .toList();
    }

    static List<Named<Case>> dmilo() {
        return variants().stream()
                .filter(c -> c.getPayload().method().equals(Dmilo.METHOD))
                .toList();
    }

    private static int layers(Case c) {
        int layers = (int) Settings.of(c.config()).getOrDefault("layers", 0);
        return layers == 0 ? 3 : layers;
    }

    @ParameterizedTest
    @MethodSource("variants")
    void everyLossTermIsShown(Case c) {
        try (var scope = Scope.open()) {
            Observers seen = c.solve(Cases.gaussian(), 0, 1).seen();

            assertThat(seen.steps).allSatisfy(s -> {
                if (s.layer() == 0) {
                    assertThat(s.terms()).containsOnlyKeys("loss");
                    assertThat(s.tensors()).containsOnlyKeys("x");
                } else {
                    assertThat(s.terms()).containsOnlyKeys("loss", "fidelity", "sparsity", "gaussianity");
                    assertThat(s.tensors()).containsKeys("z", "gradient z");
                    assertThat(Arrays.stream(s.tensor("gradient z"))).anyMatch(g -> g != 0);
                }
                assertThat(s.terms().values())
                        .allSatisfy(v -> assertThat(v).isFinite().isNotNegative());
            });
            assertThat(seen.steps.stream().map(Observers.Step::layer).filter(l -> l > 0))
                    .hasSize(2 * 4 * layers(c))
                    .containsOnly(range(layers(c)));
        }
    }

    private static Integer[] range(int last) {
        return IntStream.rangeClosed(1, last).boxed().toArray(Integer[]::new);
    }

    /** Every fit of a layer is an evaluation that is back-propagated. */
    @ParameterizedTest
    @MethodSource("variants")
    void backPropagatesWithTheInnerIterationsAlone(Case c) {
        try (var scope = Scope.open()) {
            DiffusionPrior prior = Cases.gaussian();
            var counting = new CountingDenoiser(prior.denoiser());

            Observers seen = c.solve(prior.with(counting), 0, 1).seen();

            assertThat(seen.steps.stream().filter(s -> s.layer() > 0)).hasSize((int) counting.backward());
        }
    }

    @ParameterizedTest
    @MethodSource("variants")
    void standsAfterEveryOuterIterationWhereAIsKnown(Case c) {
        try (var scope = Scope.open()) {
            List<Observers.Stood> states = c.solve(Cases.gaussian(), 0, 1).seen().states;

            if (c.isBlind()) {
                assertThat(states).isEmpty();
            } else {
                assertThat(states).extracting(Observers.Stood::step).containsExactly(1, 2);
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

    @Test
    void aLossThatIsNoNumberSaysWhereAndWithWhichRates() {
        try (var scope = Scope.open()) {
            Solver dmilo = new Dmilo(Cases.gaussian(), DMILO);
            var config = new DmiloPgd.Config(DMILO.fit(), new DmiloPgd.DataSteps(3, 0.5, false), false, Start.NOISE);
            Solver pgd = new DmiloPgd(Cases.gaussian(), config);
            Observers run = Observers.from(Cases.latents(0, 1));

            assertThatThrownBy(() -> dmilo.solve(failing(1, Double.NaN), run))
                    .isInstanceOf(SolverDivergedException.class)
                    .hasMessage("DMILO diverged in outer iteration 0, layer 1, inner iteration 0: the loss is NaN with"
                            + " latentRate 0.02, deviationRate 0.001; smaller rates may help");
            assertThatThrownBy(() -> pgd.solve(failing(2, Double.POSITIVE_INFINITY), run))
                    .isInstanceOf(SolverDivergedException.class)
                    .hasMessageStartingWith(
                            "DMILO-PGD diverged in outer iteration 0, layer 0, inner iteration 1: the" + " loss is ")
                    .hasMessageEndingWith(" with dataRate 0.5; smaller rates may help");
        }
    }

    @Test
    void aLaterFailureNamesItsIteration() {
        try (var scope = Scope.open()) {
            Solver solver = new Dmilo(Cases.gaussian(), DMILO);
            Observers run = Observers.from(Cases.latents(0, 1));

            // Four applications in the first outer iteration, then three.
            assertThatThrownBy(() -> solver.solve(failing(4 + 3, Double.NaN), run))
                    .hasMessageContaining("outer iteration 1, layer 1, inner iteration 2: the loss is NaN");
        }
    }

    @ParameterizedTest
    @MethodSource("dmilo")
    void aMeasurementOfOtherImagesIsRefusedWithBothShapes(Case c) {
        try (var scope = Scope.open()) {
            Solver solver = c.solver(Cases.gaussian());
            Measurement one = Cases.measurements(0, 1);
            var shared = new Inpainting(
                    ((Inpainting) one.a()).observed().narrow(0, 0, 1).contiguous());
            Observers run = Observers.from(Cases.latents(0, 2)).estimating(one.y());

            assertThatThrownBy(() -> solver.solve(new Measurement(one.y(), shared, 0.01), run))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("measurement y [1, 3, 8, 8] does not fit the images: theirs is [2, 3, 8, 8]");
        }
    }

    @Test
    void aStateOfOtherSettingsIsRefused() {
        try (var scope = Scope.open()) {
            DiffusionPrior prior = Cases.gaussian();
            Measurement measurement = Cases.measurements(0, 1);
            Observers run = Observers.from(Cases.latents(0, 1));
            State state = Solved.of(new Dmilo(prior, DMILO), measurement, run)
                    .seen()
                    .states
                    .get(0)
                    .state();
            var one = new Dmilo(prior, Settings.with(DMILO, Map.of("layers", "1")));
            Observers smaller = Observers.from(Tensor.zeros(1, 3, 4, 4)).goingOnFrom(state);

            assertThatThrownBy(() -> one.solve(measurement, run.goingOnFrom(state)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("the state has 3 latents, but 1 layers are fitted");
            assertThatThrownBy(() -> new Dmilo(prior, DMILO).solve(measurement, smaller))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("'latent.1' of the state [1, 3, 8, 8] does not fit the images [1, 3, 4, 4]");
        }
    }

    @Test
    void aLongerFitComesCloserToTheMeasurement() {
        try (var scope = Scope.open()) {
            var solver = new Dmilo(Cases.gaussian(), Settings.with(DMILO, Map.of("innerIterations", "100")));
            Observers run = Observers.from(Cases.latents(0, 1));

            Observers seen = Solved.of(solver, Cases.measurements(0, 1), run).seen();

            double first = seen.steps.get(0).term("fidelity");
            double last = seen.last(1).term("fidelity");
            assertThat(last).isLessThan(0.5 * first);
        }
    }

    /** z_N = α_t x + σ_t ε, with t the time of the first step. */
    @Test
    void aClassicalStartIsTheEstimateWithTheNoiseOfTheFirstStep() {
        try (var scope = Scope.open()) {
            DiffusionPrior prior = Cases.gaussian();
            Tensor noise = Cases.latents(0, 1);
            Tensor estimate = Tensor.full(0.5, 1, 3, Cases.SIDE, Cases.SIDE);

            Tensor z = Start.CLASSICAL.latent(Observers.from(noise).estimating(estimate), prior.schedule(), 300);

            Tensor expected = estimate.mul(prior.schedule().alpha(300))
                    .add(noise.mul(prior.schedule().sigma(300)));
            assertThat(z.toFloats()).isEqualTo(expected.toFloats());
            assertThat(Start.NOISE
                            .latent(Observers.from(noise), prior.schedule(), 300)
                            .toFloats())
                    .isEqualTo(noise.toFloats());
        }
    }

    @Test
    void aRunWithoutAnEstimateCannotBeginThere() {
        try (var scope = Scope.open()) {
            var solver = new Dmilo(Cases.gaussian(), new Dmilo.Config(DMILO.fit(), Start.CLASSICAL));

            assertThatThrownBy(() -> solver.solve(Cases.measurements(0, 1), Observers.from(Cases.latents(0, 1))))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("this run has no classical estimate to begin with: begin at noise");
        }
    }
}
