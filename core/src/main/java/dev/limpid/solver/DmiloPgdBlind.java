package dev.limpid.solver;

import dev.limpid.operator.ForwardOperator;
import dev.limpid.operator.Measurement;
import dev.limpid.operator.ParametricOperator;
import dev.limpid.optim.Adam;
import dev.limpid.prior.DiffusionPrior;
import dev.limpid.prior.NoiseSchedule;
import dev.limpid.tensor.Gradients;
import dev.limpid.tensor.Scope;
import dev.limpid.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * Blind DMILO-PGD as published: {@link DmiloPgd} whose gradient steps move the unknowns θ of the operator too. For comparison:
 * from x = 0 the gradient in a kernel is 0, and the image takes on the blur before the kernel does; {@link BlindPgd} works.
 *
 * <p>Any {@link ParametricOperator} of kernels and tilts. Source: Zheng, Li, Liu, ICML 2025, Appendix B, Algorithm 4;
 * docs/algorithms/blind.md says what is reconstructed.
 */
final class DmiloPgdBlind implements Solver {
    /** As users meet it. */
    public static final Method<Config> METHOD = Method.of(
            "dmilo-pgd-blind",
            "blind DMILO-PGD (Zheng, Li, Liu, ICML 2025)",
            new Method.Need(ParametricOperator.class, "an unknown kernel or tilt"),
            Config.class,
            DmiloPgdBlind::new,
            List.of(
                    new Preset<>(
                            Preset.BRIEF,
                            "[D] [P] rates, with as many back-propagated evaluations as blind-pgd has others",
                            Map.of("blind-deblur", published(2, 46), "turbulence", published(2, 46))),
                    new Preset<>(
                            Preset.PAPER,
                            "[P] §5.4; the steps on the image are those of known blur in [C], the paper's are not known",
                            Map.of("blind-deblur", published(5, 500)))));

    private final DiffusionPrior prior;
    private final Config config;

    /**
     * The settings.
     *
     * @param fit the generator and the fit of one of its layers
     * @param dataSteps joint gradient steps on the image and the unknowns per outer iteration
     * @param dataRate η, their step size in the image, along the gradient of ‖A(x, θ) − y‖
     * @param rates for the unknowns
     */
    public record Config(LayerFit fit, int dataSteps, double dataRate, Unknowns.Rates rates) implements SolverConfig {
        public Config {
            Require.positive("dataSteps", dataSteps);
            Require.positive("dataRate", dataRate);
        }

        @Override
        public Cost cost() {
            return fit.cost((long) fit.outerIterations() * dataSteps);
        }

        @Override
        public double largestSigma(NoiseSchedule schedule) {
            return fit.times().largestSigma(schedule);
        }
    }

    public DmiloPgdBlind(DiffusionPrior prior, Config config) {
        this.prior = prior;
        this.config = config;
    }

    @Override
    public Solution solve(Measurement measurement, Run run) {
        try (var solve = Scope.open()) {
            var theta = new Unknowns(measurement.a(), config.rates(), run.draws());
            LayerChain g = LayerChain.of("blind DMILO-PGD", prior, config.fit(), Start.NOISE, run);
            Tensor x = g.x();
            for (int k = 0; k < config.fit().outerIterations() && run.goesOn(); k++) {
                try (var outer = Scope.open()) {
                    descend(k, x, theta, measurement.y(), run);
                    run.shows(k, Stage.DATA_CONSISTENCY, x);
                    if (run.goesOn()) {
                        ForwardOperator a = measurement.a().with(theta.values());
                        g.fit(k, a, a.apply(x));
                        g.roll(k);
                        run.shows(k, Stage.PROJECTION, x);
                    }
                }
            }
            return theta.solution(solve, x, run.goesOn());
        }
    }

    /** x ← clamp(x − η ∇_x ‖A(x, θ) − y‖) and a step of Adam on θ's variables, jointly; {@code x} is changed in place. */
    private void descend(int k, Tensor x, Unknowns theta, Tensor y, Run run) {
        Tensor variable = x.variable();
        Adam adam = Adam.of(theta.groups());
        Tensor[] all = theta.besides(variable);
        for (int j = 0; j < config.dataSteps() && run.goesOn(); j++) {
            try (var step = Scope.open()) {
                Tensor ax = theta.operator().apply(variable);
                Tensor norm = Residual.norms(Residual.of(ax, y)).sum();
                Tensor[] gradients = Gradients.of(norm, all);
                double loss = norm.item() / x.size(0);
                if (!Double.isFinite(loss)) {
                    throw new SolverDivergedException(
                            "blind DMILO-PGD", k, 0, j, loss, "dataRate " + config.dataRate());
                }
                variable.assign(
                        variable.sub(gradients[0].mul(config.dataRate())).clamp(-1, 1));
                adam.step(Arrays.copyOfRange(gradients, 1, gradients.length));
                run.shows(new Run.Inner(k, 0, j, Map.of("loss", loss), Map.of("x", variable)));
            }
        }
        x.assign(variable.detach());
    }

    private static Config published(int outer, int inner) {
        return new Config(LayerFit.published(outer, inner, 0.02), 1000, 2, Unknowns.Rates.PUBLISHED);
    }
}
