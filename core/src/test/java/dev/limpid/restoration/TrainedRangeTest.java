package dev.limpid.restoration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.limpid.operator.ForwardOperator;
import dev.limpid.operator.Measurement;
import dev.limpid.operator.Noise;
import dev.limpid.operator.blur.BlurKernel;
import dev.limpid.operator.blur.Boundary;
import dev.limpid.operator.blur.KernelBlur;
import dev.limpid.operator.mask.Inpainting;
import dev.limpid.operator.mask.Masks;
import dev.limpid.operator.resize.SuperResolution;
import dev.limpid.prior.DiffusionPrior;
import dev.limpid.prior.NoiseSchedule;
import dev.limpid.solver.Cost;
import dev.limpid.solver.Method;
import dev.limpid.solver.Methods;
import dev.limpid.solver.Preset;
import dev.limpid.solver.Settings;
import dev.limpid.tensor.Rng;
import dev.limpid.tensor.Scope;
import dev.limpid.tensor.Tensor;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Priors that were trained on a little noise, as local networks are. */
class TrainedRangeTest {
    private static final int SIDE = 16;
    private static final NoiseSchedule SCHEDULE = NoiseSchedule.linear();
    /** Fewer iterations for the keys that a method has. */
    private static final Map<String, String> SMALL = Map.ofEntries(
            Map.entry("outerIterations", "1"),
            Map.entry("innerIterations", "2"),
            Map.entry("iterations", "2"),
            Map.entry("window", "0"),
            Map.entry("patience", "0"),
            Map.entry("chains", "1"),
            Map.entry("dataSteps", "2"),
            Map.entry("particles", "1"),
            Map.entry("kernelSteps", "3"),
            Map.entry("frozenSteps", "1"),
            Map.entry("imageSteps", "2"),
            Map.entry("orientations", "1"),
            Map.entry("factor", "2"),
            Map.entry("fitIterations", "5"),
            Map.entry("chainSteps", "3"));

    /** Values with mean 0.1 and variance 0.04, of any size; refuses more noise than it was trained on. */
    private static DiffusionPrior knowing(double sigma) {
        return new DiffusionPrior(
                (x, t) -> {
                    assertThat(SCHEDULE.noiseToImage(t)).isLessThanOrEqualTo(sigma * (1 + 1e-6));
                    double alphaBar = SCHEDULE.alphaBar(t);
                    double alpha = Math.sqrt(alphaBar);
                    Tensor x0 = x.add(-0.1 * alpha)
                            .mul(alpha * 0.04 / (alphaBar * 0.04 + 1 - alphaBar))
                            .add(0.1);
                    return x.sub(x0.mul(alpha)).div(Math.sqrt(1 - alphaBar));
                },
                SCHEDULE,
                3,
                SIDE,
                1,
                OptionalInt.of(0),
                sigma);
    }

    /** All that take a local prior, beside those that take none; Blind-DPS needs a second one of kernels. */
    static List<Method<?>> methods() {
        return Methods.ALL.stream()
                .filter(Method::usesPrior)
                .filter(method -> !List.of("dpir-dm", "blind-dps").contains(method.name()))
                .toList();
    }

    private static SolverChoice brief(Method<?> method) {
        Preset<?> preset = method.presets().get(0);
        String task = new TreeSet<>(preset.byTask().keySet()).last();
        SolverChoice choice = SolverChoice.of(method.name(), preset.name(), task, Map.of());
        var changes = new LinkedHashMap<>(SMALL);
        changes.keySet().retainAll(choice.configuration().keySet());
        return new SolverChoice(method, preset.name(), Settings.with(choice.config(), changes));
    }

    private static Measurement measurement(Method<?> method) {
        Tensor truth =
                Rng.of(1).purpose("truth").normal(1, 3, SIDE, SIDE).mul(0.2).clamp(-1, 1);
        var blur = KernelBlur.same(Boundary.REFLECT, 3, SIDE, SIDE);
        ForwardOperator known = List.of(
                        new Inpainting(Masks.random(Rng.of(1), 0.5, SIDE, SIDE)),
                        SuperResolution.bicubic(2, SIDE, SIDE),
                        blur.with(BlurKernel.gaussian(3, 0.8)))
                .stream()
                .filter(a -> method.needs().type().isInstance(a))
                .findFirst()
                .orElse(blur.with(BlurKernel.gaussian(3, 0.8)));
        Measurement given = Measurement.simulate(truth, known, Noise.gaussian(0.01), Rng.of(1));
        boolean seeks = !ForwardOperator.class.isAssignableFrom(method.needs().type())
                && method.needs().type().isInstance(blur);
        return seeks ? new Measurement(given.y(), blur, given.noiseLevel()) : given;
    }

    @ParameterizedTest
    @MethodSource("methods")
    void everyMethodRunsWithinTheRangeOfThePrior(Method<?> method) {
        try (var scope = Scope.open()) {
            SolverChoice choice = brief(method);
            Cost cost = choice.config().cost();
            for (double sigma : new double[] {4, 0.4}) {
                Restoration result = new Restorer(knowing(sigma)).restore(measurement(method), choice, 1);

                assertThat(Arrays.stream(result.x().toDoubles())).allMatch(v -> v >= -1 && v <= 1);
                assertThat(result.complete()).isTrue();
                boolean sooner = method.name().equals("sitcom"); // an image that agrees with y is done
                assertThat(result.evaluations()).isBetween(sooner ? 1 : cost.evaluations(), cost.evaluations());
                assertThat(result.notices().stream().filter(line -> line.startsWith("the prior knows")))
                        .hasSize(choice.config().largestSigma(SCHEDULE) > sigma ? 1 : 0);
            }
        }
    }

    @Test
    void aGridIsDrawnTogetherToBeginAtTheLargestNoise() {
        DiffusionPrior prior = knowing(4);
        SolverChoice ddrm = SolverChoice.of("ddrm", Preset.AUTHORS_CODE, "inpainting", Map.of());

        TrainedRange range = TrainedRange.of(prior, ddrm, false);

        double end = SCHEDULE.time(4);
        NoiseSchedule slow = range.prior().schedule();
        assertThat(ddrm.config().largestSigma(slow)).isCloseTo(4, within(1e-6));
        for (int t : new int[] {0, 50, 500, 950}) {
            assertThat(slow.alphaBar(t)).isCloseTo(SCHEDULE.alphaBar(end * t / 950), within(1e-9));
        }
        assertThat(slow.alphaBar(-1)).isEqualTo(1);
        assertThat(slow.endsInNoise()).isFalse();
        assertThat(range.notice())
                .contains(
                        "the prior knows noise up to sigma 4.00 (of a [-1, 1] image): ddrm begins there, at t = 526, and not"
                                + " at sigma 97.1; from the classical estimate");
    }

    @ParameterizedTest
    @CsvSource({"ddrm, inpainting", "sitcom, inpainting", "hqs, inpainting"})
    void aPriorOfTheWholeRangeStaysAsItIs(String method, String task) {
        DiffusionPrior whole = new DiffusionPrior((x, t) -> x, SCHEDULE, 3, SIDE, 1);

        TrainedRange range = TrainedRange.of(whole, SolverChoice.brief(method, task), false);

        assertThat(range.prior()).isSameAs(whole);
        assertThat(range.notice()).isEmpty();
    }

    @Test
    void timesThatTheUserListsStand() {
        SolverChoice listed =
                SolverChoice.of("dps", Preset.BRIEF, "inpainting", Map.of("steps", "3", "grid", "700-300-100"));

        assertThatThrownBy(() -> TrainedRange.of(knowing(4), listed, false))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "dps begins at noise of sigma 12.0 (of a [-1, 1] image, t = 700), but the prior was trained on at most"
                                + " 4.00: choose a grid that begins at t = 526 or less");
        assertThat(TrainedRange.of(knowing(0.4), SolverChoice.brief("dmilo", "inpainting"), false)
                        .notice())
                .isPresent();
    }

    @Test
    void aBlindSolveBeginsAtTheMeasurement() {
        try (var scope = Scope.open()) {
            Method<?> method = Methods.named("dmplug-blind");
            assertThat(new Restorer(knowing(0.4))
                            .restore(measurement(method), brief(method), 1)
                            .notices())
                    .anyMatch(line -> line.endsWith("; from the measurement"));
        }
    }
}
