package dev.limpid.solver;

import dev.limpid.operator.Measurement;
import dev.limpid.operator.Spectral;
import dev.limpid.prior.DiffusionPrior;
import dev.limpid.prior.NoiseSchedule;
import dev.limpid.prior.TimeGrid;
import dev.limpid.tensor.Gradients;
import dev.limpid.tensor.Scope;
import dev.limpid.tensor.Tensor;
import java.util.List;
import java.util.Map;

/**
 * DDRM: sampling in the singular basis of A = U S Vᵀ, where every coefficient knows how noisy its measurement is. Never
 * back-propagates.
 *
 * <p>In variance-exploding coordinates x̄ = x_t / α_t the noise level at time t is σ_t / α_t.
 *
 * <p>A {@link Spectral} A and Gaussian noise. Source: Kawar et al., "Denoising diffusion restoration models", NeurIPS 2022, Eq. 7
 * and 8; the authors' {@code efficient_generalized_steps}. docs/algorithms/ddrm.md.
 */
public final class Ddrm implements Solver {
    /** As users meet it. */
    public static final Method<Config> METHOD = Method.of(
            "ddrm",
            "DDRM (Kawar et al., NeurIPS 2022)",
            new Method.Need(
                    Spectral.class, "singular values (a blur has them with a circular boundary or a separable kernel)"),
            Config.class,
            Ddrm::new,
            List.of(
                    new Preset<>(
                            Preset.BRIEF,
                            "[D] tune: eta 1 where A leaves much unmeasured",
                            byTask(new Config(100, "dmplug", 1, 1), new Config(100, "dmplug", 0.85, 1))),
                    new Preset<>(
                            Preset.AUTHORS_CODE,
                            "[C] README: 20 steps, eta 0.85, etaB 1",
                            byTask(new Config(20, "dmplug", 0.85, 1), new Config(20, "dmplug", 0.85, 1)))));

    private final DiffusionPrior prior;
    private final Config config;

    /**
     * The settings.
     *
     * @param steps K, reverse steps
     * @param grid time grid of the steps: dmplug is the published one, multiples of ⌊1000 / K⌋ down to 0
     * @param eta η, the share of fresh noise in coefficients that the measurement does not decide
     * @param etaB η_b, the share of the measurement in coefficients that it knows better than the prior
     */
    public record Config(int steps, String grid, double eta, double etaB) implements SolverConfig {
        public Config {
            Require.positive("steps", steps);
            TimeGrid.named(grid, steps);
            Require.check(eta >= 0 && eta <= 1, "eta must be in [0, 1], got " + eta);
            Require.check(etaB >= 0 && etaB <= 1, "etaB must be in [0, 1], got " + etaB);
        }

        @Override
        public Cost cost() {
            return Cost.evaluations(steps, 0);
        }

        @Override
        public double largestSigma(NoiseSchedule schedule) {
            return TimeGrid.named(grid, steps).largestSigma(schedule);
        }
    }

    public Ddrm(DiffusionPrior prior, Config config) {
        this.prior = prior;
        this.config = config;
    }

    @Override
    public Solution solve(Measurement measurement, Run run) {
        METHOD.requireTakes(measurement.a());
        var a = (Spectral) measurement.a();
        List<TimeGrid.Step> steps =
                TimeGrid.named(config.grid(), config.steps()).steps();
        try (var off = Gradients.off();
                var solve = Scope.open()) {
            var spectrum = new Spectrum(a, measurement);
            spectrum.requireFits(run.draws().shape());
            Tensor x = ReverseSampling.along(
                    steps,
                    run,
                    () -> begin(spectrum, steps.get(0).t(), run),
                    (k, step, image) -> step(k, step, image, spectrum, run));
            return new Solution(solve.keep(x), run.goesOn());
        }
    }

    /** x_T: coefficients that the measurement knows better than σ_T begin at it, with the rest of the noise, if x_T is noise else. */
    private Tensor begin(Spectrum spectrum, int t, Run run) {
        try (var begin = Scope.open()) {
            Tensor latent = Start.NOISE.latent(run, prior.schedule(), t);
            Tensor x = prior.schedule().endsInNoise() ? spectrum.begin(level(t), latent) : latent;
            run.stands(new State(0, Map.of("x", x)));
            return begin.keep(x);
        }
    }

    /** x̄_s by the noise of every coefficient's measurement, and x_s = α_s x̄_s; {@code x} is changed in place. Gives x̂_0. */
    private Tensor step(int k, TimeGrid.Step step, Tensor x, Spectrum spectrum, Run run) {
        NoiseSchedule schedule = prior.schedule();
        Tensor epsilon = prior.denoiser().epsilon(x, step.t());
        Tensor x0Hat = x.sub(epsilon.mul(schedule.sigma(step.t()))).div(schedule.alpha(step.t()));
        Tensor noise = run.draws().normal("step", k);
        Tensor next = spectrum.draw(level(step.s()), config.eta(), config.etaB(), x0Hat, epsilon, noise);
        x.assign(next.mul(schedule.alpha(step.s())));
        run.shows(new Run.Inner(k, 0, 0, Map.of(), Map.of("x0", x0Hat, "x", x)));
        return x0Hat;
    }

    /** σ_t / α_t, 0 for the clean image. */
    private double level(int t) {
        return t < 0 ? 0 : prior.schedule().sigma(t) / prior.schedule().alpha(t);
    }

    /** By how much of the image A leaves unmeasured. */
    private static Map<String, Config> byTask(Config much, Config little) {
        return Map.of(
                "super-resolution", much,
                "inpainting", much,
                "gaussian-deblur", little,
                "motion-deblur", little,
                "denoise", little);
    }
}
