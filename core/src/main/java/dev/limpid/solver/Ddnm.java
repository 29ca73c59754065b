package dev.limpid.solver;

import dev.limpid.operator.Measurement;
import dev.limpid.operator.Spectral;
import dev.limpid.prior.DiffusionPrior;
import dev.limpid.prior.NoiseSchedule;
import dev.limpid.prior.TimeGrid;
import dev.limpid.tensor.Gradients;
import dev.limpid.tensor.Scope;
import dev.limpid.tensor.Tensor;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * DDNM: in every DDIM step the part of x̂_0 that A sees is replaced by that of the measurement; the prior decides on the null space
 * alone. DDNM+ does so with noise, as far as each singular value's noise allows. Both can travel back in time. Never
 * back-propagates.
 *
 * <p>A {@link Spectral} A and Gaussian noise; none of it takes DDNM, some takes DDNM+. Source: Wang, Yu, Zhang, "Zero-shot image
 * restoration using denoising diffusion null-space model", ICLR 2023; the authors'
 * {@code svd_ddnm.py}. docs/algorithms/ddnm.md.
 */
public final class Ddnm implements Solver {
    /** As users meet it. */
    public static final Method<Config> METHOD = Method.of(
            "ddnm",
            "DDNM and DDNM+ (Wang, Yu, Zhang, ICLR 2023)",
            new Method.Need(
                    Spectral.class, "singular values (a blur has them with a circular boundary or a separable kernel)"),
            Config.class,
            Ddnm::new,
            List.of(
                    new Preset<>(Preset.BRIEF, "[C] the authors' 100 steps, eta 0.85", brief()),
                    new Preset<>(Preset.AUTHORS_CODE, "[C] configs and README: 100 steps, eta 0.85", byTask())));

    private static final int MOST_REPEATS = 1000;

    private final DiffusionPrior prior;
    private final Config config;

    /**
     * The settings.
     *
     * @param steps T, times of the grid
     * @param grid of the times: dmplug is the published one, multiples of ⌊1000 / T⌋ down to 0
     * @param eta η, the share of fresh noise
     * @param travelLength l, by how many times a travel goes back
     * @param travelRepeat r, how often every stretch of that length is sampled; 1 never travels
     */
    public record Config(int steps, String grid, double eta, int travelLength, int travelRepeat)
            implements SolverConfig {
        public Config {
            Require.positive("steps", steps);
            TimeGrid.named(grid, steps);
            Require.check(eta >= 0 && eta <= 1, "eta must be in [0, 1], got " + eta);
            Require.positive("travelLength", travelLength);
            Require.check(
                    travelRepeat >= 1 && travelRepeat <= MOST_REPEATS,
                    "travelRepeat must be from 1 to " + MOST_REPEATS + ", got " + travelRepeat);
            Require.check(
                    travelRepeat == 1 || travelLength < steps,
                    "travelLength must be less than steps (" + steps + ") to travel, got " + travelLength);
        }

        /** The numbers of the times in the order in which they are visited: from T − 1, the noisiest, to −1, the clean image. */
        int[] visits() {
            int[] left = new int[steps];
            for (int j = 0; j < steps - travelLength; j += travelLength) {
                left[j] = travelRepeat - 1;
            }
            IntStream.Builder visits = IntStream.builder();
            int i = steps;
            while (i > 0) {
                visits.add(--i);
                if (left[i] > 0) {
                    left[i]--;
                    for (int l = 0; l < travelLength; l++) {
                        visits.add(++i);
                    }
                }
            }
            return visits.add(-1).build().toArray();
        }

        @Override
        public Cost cost() {
            int[] visits = visits();
            long down = IntStream.range(1, visits.length)
                    .filter(k -> visits[k] < visits[k - 1])
                    .count();
            return Cost.evaluations(down, 0);
        }

        @Override
        public double largestSigma(NoiseSchedule schedule) {
            return TimeGrid.named(grid, steps).largestSigma(schedule);
        }
    }

    public Ddnm(DiffusionPrior prior, Config config) {
        this.prior = prior;
        this.config = config;
    }

    @Override
    public Solution solve(Measurement measurement, Run run) {
        METHOD.requireTakes(measurement.a());
        int[] t = Arrays.stream(config.visits()).map(this::time).toArray();
        int begun = run.from().map(state -> state.step(t.length - 1)).orElse(0);
        try (var off = Gradients.off();
                var solve = Scope.open()) {
            var spectrum = new Spectrum((Spectral) measurement.a(), measurement);
            spectrum.requireFits(run.draws().shape());
            State state = run.from().map(State::copy).orElseGet(() -> begin(t[0], run));
            Tensor x = state.tensor("x", run.draws().shape());
            Tensor x0Hat = state.tensor("x0", run.draws().shape());
            Tensor shown = x.clamp(-1, 1);
            for (int k = begun; k < t.length - 1 && run.goesOn(); k++) {
                try (var step = Scope.open()) {
                    if (t[k + 1] < t[k]) {
                        shown.assign(down(k, t[k], t[k + 1], x, x0Hat, measurement, spectrum, run)
                                .clamp(-1, 1));
                    } else {
                        back(k, t[k + 1], x, x0Hat, run);
                    }
                    run.shows(k, Stage.SAMPLING, shown);
                    run.stands(new State(k + 1, Map.of("x", x, "x0", x0Hat)));
                }
            }
            return new Solution(solve.keep(shown), run.goesOn());
        }
    }

    private int time(int number) {
        List<TimeGrid.Step> steps =
                TimeGrid.named(config.grid(), config.steps()).steps();
        return number < 0 ? -1 : steps.get(steps.size() - 1 - number).t();
    }

    private State begin(int t, Run run) {
        Tensor x = Start.NOISE.latent(run, prior.schedule(), t).copy();
        return new State(0, Map.of("x", x, "x0", x.zerosLike()));
    }

    /** A step from time t to time s, with its x̂_0; both tensors are changed in place. Gives the x̂_0 that knows the measurement. */
    private Tensor down(
            int k, int t, int s, Tensor x, Tensor x0Hat, Measurement measurement, Spectrum spectrum, Run run) {
        NoiseSchedule schedule = prior.schedule();
        Tensor epsilon = prior.denoiser().epsilon(x, t);
        x0Hat.assign(x.sub(epsilon.mul(schedule.sigma(t))).div(schedule.alpha(t)));
        Tensor noise = run.draws().normal("step", k);
        boolean exact = measurement.noiseLevel() == 0;
        Tensor corrected = exact ? corrected(measurement, x0Hat) : x0Hat;
        x.assign(
                exact
                        ? corrected
                                .mul(schedule.alpha(s))
                                .add(mixed(epsilon, noise).mul(schedule.sigma(s)))
                        : spectrum.draw(level(s), config.eta(), 1, x0Hat, epsilon, noise)
                                .mul(schedule.alpha(s)));
        run.shows(new Run.Inner(k, 0, 0, Map.of(), Map.of("x0", x0Hat, "epsilon", epsilon, "x", x)));
        return s < 0 ? x : corrected;
    }

    /** x̂_0 − A⁺ (A x̂_0 − y). */
    private static Tensor corrected(Measurement measurement, Tensor x0Hat) {
        var a = (Spectral) measurement.a();
        return x0Hat.sub(a.pseudoInverse(Residual.of(a.apply(x0Hat), measurement.y())));
    }

    /** η ε + √(1 − η²) ε̂. */
    private Tensor mixed(Tensor epsilon, Tensor noise) {
        double eta = config.eta();
        return noise.mul(eta).add(epsilon.mul(Math.sqrt(1 - eta * eta)));
    }

    /** Back to time s: x̂_0 of the last step with noise; {@code x} is changed in place. */
    private void back(int k, int s, Tensor x, Tensor x0Hat, Run run) {
        NoiseSchedule schedule = prior.schedule();
        Tensor noise = run.draws().normal("step", k);
        x.assign(x0Hat.mul(schedule.alpha(s)).add(noise.mul(schedule.sigma(s))));
        run.shows(new Run.Inner(k, 0, 0, Map.of(), Map.of("x", x)));
    }

    /** σ_t / α_t, 0 for the clean image. */
    private double level(int t) {
        return t < 0 ? 0 : prior.schedule().sigma(t) / prior.schedule().alpha(t);
    }

    /** Motion has singular values where its boundary is circular. */
    private static Map<String, Config> brief() {
        var brief = new HashMap<>(byTask());
        brief.put("motion-deblur", new Config(100, "dmplug", 0.85, 1, 1));
        return brief;
    }

    private static Map<String, Config> byTask() {
        var published = new Config(100, "dmplug", 0.85, 1, 1);
        return Map.of(
                "super-resolution", published,
                "inpainting", published,
                "gaussian-deblur", published,
                "denoise", published);
    }
}
