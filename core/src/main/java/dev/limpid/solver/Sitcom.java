package dev.limpid.solver;

import dev.limpid.operator.ForwardOperator;
import dev.limpid.operator.Measurement;
import dev.limpid.optim.Adam;
import dev.limpid.prior.DiffusionPrior;
import dev.limpid.prior.NoiseSchedule;
import dev.limpid.prior.TimeGrid;
import dev.limpid.tensor.Gradients;
import dev.limpid.tensor.Scope;
import dev.limpid.tensor.Tensor;
import java.util.List;
import java.util.Map;

/**
 * SITCOM: at every time the network's input is optimised until its x̂_0 agrees with the measurement as well as the noise allows, and
 * noise of the next time is added to that x̂_0.
 *
 * <p>Any differentiable A. Source: Alkhouri et al., "SITCOM: step-wise triple-consistent diffusion sampling for inverse problems", ICML
 * 2025, Algorithm 1; the authors' {@code SITCOM_with_noise.py}. The result is the last x̂_0; their script returns the one that is
 * nearest to the true image, which a solver does not know. docs/algorithms/sitcom.md.
 */
public final class Sitcom implements Solver {
    /** As users meet it. */
    public static final Method<Config> METHOD = Method.of(
            "sitcom",
            "SITCOM (Alkhouri et al., ICML 2025)",
            new Method.Need(ForwardOperator.class, "a known A"),
            Config.class,
            Sitcom::new,
            List.of(
                    new Preset<>(Preset.BRIEF, "[D] docs/algorithms/sitcom.md", brief()),
                    new Preset<>(Preset.AUTHORS_CODE, "[C] the defaults of SITCOM_with_noise.py", published())));

    private final DiffusionPrior prior;
    private final Config config;

    /**
     * The settings.
     *
     * @param steps N, times
     * @param grid the times, see {@link TimeGrid#named}
     * @param innerIterations K, Adam steps at a time, at most: an image whose misfit is that of the noise stays as it is
     * @param rate Adam's rate for the network's input v
     * @param lambda λ, the weight of ‖v − x_t‖²
     * @param margin by how much the residual's root mean square may exceed σ_y where an image is done
     * @param dataRate the step of x̂_0 along the gradient of ‖A(x̂_0) − y‖² after the optimisation; 0: none
     * @param start the first image
     */
    public record Config(
            int steps,
            String grid,
            int innerIterations,
            double rate,
            double lambda,
            double margin,
            double dataRate,
            Start start)
            implements SolverConfig {
        public Config {
            Require.positive("steps", steps);
            TimeGrid.named(grid, steps);
            Require.positive("innerIterations", innerIterations);
            Require.positive("rate", rate);
            Require.notNegative("lambda", lambda);
            Require.notNegative("margin", margin);
            Require.notNegative("dataRate", dataRate);
        }

        /** At most: images that agree with their measurement early take fewer. */
        @Override
        public Cost cost() {
            return new Cost(0, (long) steps * innerIterations, dataRate > 0 ? steps : 0, 0, 0);
        }

        @Override
        public double largestSigma(NoiseSchedule schedule) {
            return TimeGrid.named(grid, steps).largestSigma(schedule);
        }
    }

    public Sitcom(DiffusionPrior prior, Config config) {
        this.prior = prior;
        this.config = config;
    }

    @Override
    public Solution solve(Measurement measurement, Run run) {
        ForwardOperator a = measurement.known();
        NoiseSchedule schedule = prior.schedule();
        List<TimeGrid.Step> steps =
                TimeGrid.named(config.grid(), config.steps()).steps();
        int begun = run.from().map(state -> state.step(steps.size())).orElse(0);
        try (var solve = Scope.open()) {
            Tensor x = run.from()
                    .map(state -> state.tensor("x", run.draws().shape()))
                    .orElseGet(() ->
                            config.start().latent(run, schedule, steps.get(0).t()))
                    .copy();
            try (var check = Scope.open()) {
                Residual.of(a.apply(x), measurement.y());
            }
            Tensor shown = run.from()
                    .map(state -> state.tensor("x0", run.draws().shape()))
                    .orElse(x)
                    .clamp(-1, 1);
            for (int k = begun; k < steps.size() && run.goesOn(); k++) {
                try (var step = Scope.open()) {
                    Tensor x0 = optimised(k, steps.get(k).t(), x, a, measurement, run);
                    if (run.goesOn()) {
                        shown.assign(config.dataRate() > 0 ? corrected(x0, a, measurement.y()) : x0);
                        // As in the authors' code the last noise is that of t = 0; the result does not have it.
                        int s = Math.max(steps.get(k).s(), 0);
                        x.assign(shown.mul(schedule.alpha(s))
                                .add(run.draws().normal("step", k).mul(schedule.sigma(s))));
                        run.shows(k, Stage.SAMPLING, shown);
                        run.stands(new State(k + 1, Map.of("x", x, "x0", shown)));
                    }
                }
            }
            return new Solution(solve.keep(shown), run.goesOn());
        }
    }

    /** x̂_0(v) of min over v of ‖A(x̂_0(v)) − y‖² + λ ‖v − x_t‖², by Adam from v = x_t, as it was before the last step. */
    private Tensor optimised(int k, int t, Tensor x, ForwardOperator a, Measurement measurement, Run run) {
        Tensor v = x.variable();
        Adam adam = Adam.of(Adam.group(v, config.rate()));
        Tensor x0 = x.copy();
        Tensor observed = Residual.observed(measurement);
        // m (σ_y + margin)², for the m values of each image's y that were observed.
        Tensor enough = observed.sum(1, 2, 3).mul(Math.pow(measurement.noiseLevel() + config.margin(), 2));
        for (int j = 0; j < config.innerIterations() && run.goesOn(); j++) {
            try (var iteration = Scope.open()) {
                Tensor x0Hat = x0Hat(v, t);
                Tensor misfits = Residual.squares(
                        Residual.of(a.apply(x0Hat), measurement.y()).mul(observed));
                x0.assign(x0Hat.detach());
                requireFinite(k, misfits.sum().item());
                Tensor active = misfits.detach().sub(enough).greater(0);
                if (active.max().item() == 0) {
                    break;
                }
                descend(k, j, v, x, misfits, active, adam, run);
            }
        }
        return x0;
    }

    /** One step of Adam; an image that is done stays, so that it does not depend on its batch. */
    private void descend(int k, int j, Tensor v, Tensor x, Tensor misfits, Tensor active, Adam adam, Run run) {
        Tensor distances = Residual.squares(v.sub(x)).mul(config.lambda());
        Tensor losses = misfits.add(distances);
        double loss = losses.mean().item();
        Tensor before = v.copy();
        Tensor gradient = adam.step(losses.sum())[0];
        v.assign(ProximalDescent.mix(before, v.detach(), active));
        run.shows(new Run.Inner(
                k,
                0,
                j,
                Map.of(
                        "loss",
                        loss,
                        "fidelity",
                        misfits.mean().item(),
                        "distance",
                        distances.mean().item()),
                Map.of("v", v, "gradient", gradient)));
    }

    /** x̂_0 = (v − σ_t ε̂) / α_t, clipped. */
    private Tensor x0Hat(Tensor v, int t) {
        Tensor epsilon = prior.denoiser().epsilon(v, t);
        return v.sub(epsilon.mul(prior.schedule().sigma(t)))
                .div(prior.schedule().alpha(t))
                .clamp(-1, 1);
    }

    /** x̂_0 − c ∇ ‖A(x̂_0) − y‖², clipped. */
    private Tensor corrected(Tensor x0, ForwardOperator a, Tensor y) {
        try (var off = Gradients.off()) {
            Tensor gradient = Derivative.at(a, x0, y).gradient();
            return x0.sub(gradient.mul(2 * config.dataRate())).clamp(-1, 1);
        }
    }

    private void requireFinite(int k, double loss) {
        if (!Double.isFinite(loss)) {
            throw new SolverDivergedException("SITCOM", k, loss, "rate " + config.rate());
        }
    }

    private static Map<String, Config> published() {
        Config plain = new Config(20, "dmplug", 30, 0.02, 0, 0.001, 0, Start.NOISE);
        return Map.of(
                "super-resolution", plain,
                "gaussian-deblur", plain,
                "motion-deblur", plain,
                "nonlinear-deblur", plain,
                "inpainting", new Config(20, "dmplug", 30, 0.02, 0, 0.001, 0.5, Start.NOISE));
    }

    private static Map<String, Config> brief() {
        Config plain = brief(0);
        return Map.of(
                "super-resolution", plain,
                "gaussian-deblur", plain,
                "motion-deblur", plain,
                "nonlinear-deblur", plain,
                "denoise", plain,
                "inpainting", brief(0.5));
    }

    private static Config brief(double dataRate) {
        return new Config(5, "300-240-180-120-60", 20, 0.02, 0, 0.001, dataRate, Start.CLASSICAL);
    }
}
