package dev.limpid.solver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.limpid.operator.Measurement;
import dev.limpid.operator.mask.Inpainting;
import dev.limpid.prior.CountingDenoiser;
import dev.limpid.prior.DiffusionPrior;
import dev.limpid.prior.GaussianPrior;
import dev.limpid.prior.TimeGrid;
import dev.limpid.tensor.NativeObjects;
import dev.limpid.tensor.Scope;
import dev.limpid.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** True of DMPlug and its variants. */
class DmPlugTest {
    private static final int COUNT = 3 * Cases.SIDE * Cases.SIDE;

    private static DmPlug.Fit fit(int steps, int iterations, double rate, int window, int patience) {
        return new DmPlug.Fit(steps, "dmplug", iterations, rate, window, patience);
    }

    private static DmPlug plug(DiffusionPrior prior, DmPlug.Fit fit) {
        return new DmPlug(prior, new DmPlug.Config(fit, Start.NOISE));
    }

    /** Pixels of such variance that G follows its latent: x = 0.28 z or so. */
    private static DiffusionPrior wide() {
        var variances = new double[COUNT];
        Arrays.fill(variances, 0.5);
        return GaussianPrior.independent(Tensor.zeros(1, 3, Cases.SIDE, Cases.SIDE), variances)
                .prior();
    }

    private static Observers run(int count) {
        return Observers.with(Cases.draws(2, 0, count));
    }

    /** Checkpoints change the memory alone. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 4})
    void checkpointsGiveTheSameIterates(int steps) {
        try (var scope = Scope.open()) {
            DiffusionPrior prior = Cases.unet();
            DmPlug.Fit fit = fit(steps, 4, 0.02, 2, 9);
            Measurement measurement = Cases.measurements(0, 2);

            Solved whole = Solved.of(plug(prior, fit), measurement, run(2));
            Solved stepwise =
                    Solved.of(new DmPlugCkpt(prior, new DmPlugCkpt.Config(fit, Start.NOISE)), measurement, run(2));

            for (int k = 0; k < 4; k++) {
                double[] theirs = whole.seen().steps.get(k).tensor("gradient z");
                double largest = IntStream.range(0, theirs.length)
                        .mapToDouble(i -> Math.abs(theirs[i]))
                        .max()
                        .orElseThrow();
                assertThat(stepwise.seen().steps.get(k).tensor("gradient z"))
                        .as("gradient " + k)
                        .containsExactly(theirs, within(1e-4 * largest));
                assertThat(stepwise.seen().images.get(k).x())
                        .containsExactly(whole.seen().images.get(k).x(), within(1e-3));
            }
        }
    }

    /** Native objects alive at the end of the forward pass stand for memory: graphs keep theirs. */
    @Test
    void memoryGrowsWithTheStepsUnlessThereAreCheckpoints() {
        assertThat(most(GeneratorFit.Recording.WHOLE, 8)).isGreaterThan(3 * most(GeneratorFit.Recording.WHOLE, 2));
        assertThat(most(GeneratorFit.Recording.STEPWISE, 8))
                .isLessThan(most(GeneratorFit.Recording.STEPWISE, 2) + 5 * 6);
    }

    /** The largest number of native objects that an evaluation of the prior meets, above that of the first one. */
    private static long most(GeneratorFit.Recording recording, int steps) {
        try (var scope = Scope.open()) {
            DiffusionPrior unet = Cases.unet();
            var alive = new long[] {-1, 0};
            DiffusionPrior prior = unet.with((x, t) -> {
                long now = NativeObjects.alive();
                alive[0] = alive[0] < 0 ? now : alive[0];
                alive[1] = Math.max(alive[1], now - alive[0]);
                return unet.denoiser().epsilon(x, t);
            });
            Measurement measurement = Cases.measurements(0, 1);
            var g = new GeneratorFit(
                    prior.ddim(TimeGrid.dmplug(steps)), measurement.known(), measurement.y(), recording);
            g.at(Cases.latents(0, 1).variable());
            return alive[1];
        }
    }

    /** Nothing but y holds the fit: observed pixels become y, noise and all, and missing ones stay those of the first latent. */
    @ParameterizedTest
    @CsvSource({"adam, 0.01", "lbfgs, 0.002"})
    void theOptimumOfAGaussianPriorIsYWhereItWasObservedAndTheFirstImageElsewhere(String optimiser, double tolerance) {
        try (var scope = Scope.open()) {
            DiffusionPrior prior = wide();
            Measurement measurement = Cases.measurements(0, 1);
            Tensor first = prior.ddim(TimeGrid.dmplug(3)).generate(Cases.latents(0, 1));

            Solver solver = optimiser.equals("adam")
                    ? plug(prior, fit(3, 500, 0.02, 0, 0))
                    : new DmPlugLbfgs(prior, new DmPlugLbfgs.Config(3, "dmplug", 6, 20, 1, 20, Start.NOISE));
            Solved solved = Solved.of(solver, measurement, run(1));

            double[] mask = ((Inpainting) measurement.a())
                    .observed()
                    .expand(1, 3, Cases.SIDE, Cases.SIDE)
                    .toDoubles();
            double[] y = measurement.y().clamp(-1, 1).toDoubles();
            double[] untouched = first.clamp(-1, 1).toDoubles();
            for (int i = 0; i < COUNT; i++) {
                if (mask[i] == 1 && Math.abs(y[i]) < 0.8) {
                    assertThat(solved.x()[i]).as("observed " + i).isCloseTo(y[i], within(tolerance));
                } else if (mask[i] == 0) {
                    assertThat(solved.x()[i]).as("missing " + i).isCloseTo(untouched[i], within(1e-5));
                }
            }
        }
    }

    /** The iterate with the least variance of the last W, recomputed here from all iterates that were shown. */
    @Test
    void theResultIsTheIterateWithTheLeastMovingVariance() {
        try (var scope = Scope.open()) {
            Measurement measurement = Cases.measurements(0, 1);

            Solved all = Solved.of(plug(Cases.gaussian(), fit(2, 40, 0.05, 0, 0)), measurement, run(1));
            Solved chosen = Solved.of(plug(Cases.gaussian(), fit(2, 40, 0.05, 5, 40)), measurement, run(1));

            List<double[]> iterates =
                    all.seen().images.stream().map(Observers.Image::x).toList();
            int best = IntStream.range(4, 40)
                    .boxed()
                    .min((a, b) -> Double.compare(variance(iterates, a, 5), variance(iterates, b, 5)))
                    .orElseThrow();
            assertThat(chosen.x()).containsExactly(iterates.get(best), within(1e-6));
        }
    }

    private static double variance(List<double[]> iterates, int last, int window) {
        double sum = 0;
        for (int i = 0; i < COUNT; i++) {
            int at = i;
            double[] values = IntStream.rangeClosed(last - window + 1, last)
                    .mapToDouble(k -> iterates.get(k)[at] / 2)
                    .toArray();
            double mean = IntStream.range(0, window)
                    .mapToDouble(w -> values[w])
                    .average()
                    .orElseThrow();
            for (double value : values) {
                sum += (value - mean) * (value - mean);
            }
        }
        return sum / window / COUNT;
    }

    /** Adam at a large rate soon moves about its optimum, where the variance has no new minimum. */
    @Test
    void aFitWhoseVarianceFallsNoLongerEndsAndGoesOnFromItsStatesToTheSameBytes() {
        try (var scope = Scope.open()) {
            DiffusionPrior prior = wide();
            var counting = new CountingDenoiser(prior.denoiser());
            Measurement measurement = Cases.measurements(0, 2);
            DmPlug.Fit fit = fit(2, 300, 0.3, 4, 3);

            Solved stopped = Solved.of(plug(prior.with(counting), fit), measurement, run(2));

            int ended = stopped.seen().images.size();
            assertThat(ended).isBetween(8, 299);
            assertThat(counting.backward()).isEqualTo(2L * 2 * ended);
            assertThat(stopped.complete()).isTrue();
            for (int k : new int[] {0, 2, ended / 2, ended - 1}) {
                Observers from = run(2).goingOnFrom(stopped.seen().states.get(k).state());
                assertThat(Solved.of(plug(prior, fit), measurement, from).x()).isEqualTo(stopped.x());
            }
            for (int b = 0; b < 2; b++) {
                Observers alone = Observers.with(Cases.draws(2, b, 1));
                assertThat(Solved.of(plug(prior, fit), Cases.measurements(b, 1), alone)
                                .x())
                        .containsExactly(stopped.image(b, 2), within(2e-6));
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Start.class)
    void blindDmPlugWithARateOfNothingIsDmPlugWithThatKernel(Start start) {
        try (var scope = Scope.open()) {
            Measurement unknown = Samples.measurement(Samples.kernelBlur(), 0, 1);
            DmPlug.Fit fit = fit(2, 5, 0.02, 0, 0);
            var still = new DmPlugBlind.Config(fit, new Unknowns.Rates(1e-30, 1e-30), start);
            Observers run = run(1).estimating(unknown.y());

            Solution blind = new DmPlugBlind(Cases.gaussian(), still).solve(unknown, run);
            Solution known = new DmPlug(Cases.gaussian(), new DmPlug.Config(fit, start))
                    .solve(unknown.with(blind.unknowns()), run);

            assertThat(blind.x().toFloats()).isEqualTo(known.x().toFloats());
        }
    }

    @Test
    void blindDmPlugFindsAKernelOfSumOneThatExplainsYBetter() {
        try (var scope = Scope.open()) {
            Measurement unknown = Samples.measurement(Samples.kernelBlur(), 0, 1);
            var config = new DmPlugBlind.Config(fit(2, 60, 0.02, 0, 0), new Unknowns.Rates(0.1, 1e-30), Start.NOISE);

            Solved solved = Solved.of(new DmPlugBlind(wide(), config), unknown, run(1));

            double[] kernel = solved.unknowns().get(0);
            assertThat(IntStream.range(0, kernel.length)
                            .mapToDouble(i -> kernel[i])
                            .sum())
                    .isCloseTo(1, within(1e-6));
            assertThat(IntStream.range(0, kernel.length)).allMatch(i -> kernel[i] > 0);
            List<Observers.Step> steps = solved.seen().steps;
            assertThat(steps.get(59).term("loss")).isLessThan(0.5 * steps.get(0).term("loss"));
        }
    }

    /** Each image stands beside the kernel with which it was held against y, whichever iterate is the result. */
    @ParameterizedTest
    @CsvSource({"1, 0, 0", "1, 4, 3", "2, 4, 3"})
    void theKernelBelongsToTheIterateThatIsShown(int images, int window, int patience) {
        try (var scope = Scope.open()) {
            Measurement unknown = Samples.measurement(Samples.kernelBlur(), 0, images);
            var rates = new Unknowns.Rates(0.3, 1e-30);
            var config = new DmPlugBlind.Config(fit(2, 40, 0.1, window, patience), rates, Start.NOISE);
            var all = new DmPlugBlind.Config(fit(2, 40, 0.1, 0, 0), rates, Start.NOISE);

            Solution found = new DmPlugBlind(wide(), config).solve(unknown, run(images));
            Observers seen = Solved.of(new DmPlugBlind(wide(), all), unknown, run(images))
                    .seen();

            for (int b = 0; b < images; b++) {
                double[] x = found.x().narrow(0, b, 1).toDoubles();
                int k = iterate(seen, b, x);
                double[] logits = seen.steps.get(k - 1).tensor("kernel");
                double[] expected =
                        Tensor.of(logits, 1, logits.length).softmax(1).toDoubles();
                Tensor kernels = found.unknowns().get(0);
                assertThat(kernels.narrow(0, b % kernels.size(0), 1).toDoubles())
                        .as("iterate " + k)
                        .containsExactly(expected, within(1e-7));
            }
        }
    }

    /** The number of the iterate whose image b is x. */
    private static int iterate(Observers seen, int b, double... x) {
        return IntStream.range(0, seen.images.size())
                .filter(k -> Arrays.equals(Arrays.copyOfRange(seen.images.get(k).x(), b * COUNT, (b + 1) * COUNT), x))
                .findFirst()
                .orElseThrow();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "iterations | 0 | iterations must be positive, got 0",
                "latentRate | 0 | latentRate must be positive, got 0.0",
                "window | 1 | window must be 0 or at least 2, got 1",
                "window | -1 | window must be 0 or at least 2, got -1",
                "patience | -1 | patience must not be negative, got -1",
                "patience | 0 | patience must be positive where there is a window, got 0",
                "grid | 300 | time grid '300' has 1 times, but steps is 2: they must agree, or the grid must be dmilo, dmplug, consistent, respaced or quadratic"
            })
    void refusesAValueNamingKeyRuleAndValue(String key, String value, String message) {
        var config = new DmPlug.Config(fit(2, 5, 0.02, 5, 5), Start.NOISE);

        assertThatThrownBy(() -> Settings.with(config, Map.of(key, value)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }

    /** The authors' scripts: N, iterations, the rate of z. */
    @ParameterizedTest
    @CsvSource({
        "dmplug, inpainting, 5000",
        "dmplug, super-resolution, 5000",
        "dmplug, nonlinear-deblur, 10000",
        "dmplug-ckpt, inpainting, 5000",
        "dmplug-blind, blind-deblur, 10000",
        "dmplug-blind, turbulence, 10000"
    })
    void thePublishedValues(String method, String task, int iterations) {
        assertThat(Settings.of(Methods.named(method).preset(Preset.AUTHORS_CODE, task)))
                .containsEntry("steps", 3)
                .containsEntry("grid", "dmplug")
                .containsEntry("iterations", iterations)
                .containsEntry("latentRate", 0.01)
                .containsEntry("window", 0);
        assertThat(Methods.named("dmplug-ckpt")
                        .preset(Preset.AUTHORS_CODE, "inpainting")
                        .cost())
                .isEqualTo(Cost.evaluations(10_000, 15_000));
        assertThat(DmPlugLbfgs.METHOD.preset(Preset.AUTHORS_CODE, "inpainting"))
                .isEqualTo(new DmPlugLbfgs.Config(3, "dmplug", 300, 20, 0.1, 100, Start.NOISE));
    }
}
