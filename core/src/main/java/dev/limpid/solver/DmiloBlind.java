package dev.limpid.solver;

import dev.limpid.operator.Measurement;
import dev.limpid.operator.ParametricOperator;
import dev.limpid.prior.DiffusionPrior;
import dev.limpid.prior.NoiseSchedule;
import dev.limpid.tensor.Scope;
import dev.limpid.tensor.Tensor;
import java.util.List;
import java.util.Map;

/**
 * Blind DMILO: {@link Dmilo} whose first layer is fitted together with the unknowns θ of the operator.
 *
 * <p>Any {@link ParametricOperator} of kernels and tilts. Source: Zheng, Li, Liu, ICML 2025, Appendix B, Algorithm 3, which names
 * DMPlug's handling of the kernel and no more; docs/algorithms/blind.md says what is reconstructed.
 */
final class DmiloBlind implements Solver {
    /** As users meet it. */
    public static final Method<Config> METHOD = Method.of(
            "dmilo-blind",
            "blind DMILO (Zheng, Li, Liu, ICML 2025)",
            new Method.Need(ParametricOperator.class, "an unknown kernel or tilt"),
            Config.class,
            DmiloBlind::new,
            List.of(
                    new Preset<>(
                            Preset.BRIEF,
                            "[D] [P] rates, with as many back-propagated evaluations as blind-pgd has others",
                            Map.of("blind-deblur", published(2, 46), "turbulence", published(2, 46))),
                    new Preset<>(
                            Preset.PAPER,
                            "[P] §5.4; λ_z and the rates of ν, kernel and tilts from [C]",
                            Map.of("blind-deblur", published(10, 200)))));

    private final DiffusionPrior prior;
    private final Config config;

    /**
     * The settings.
     *
     * @param fit the generator and the fit of one of its layers
     * @param rates for the unknowns
     */
    public record Config(LayerFit fit, Unknowns.Rates rates) implements SolverConfig {
        @Override
        public Cost cost() {
            return fit.cost(0);
        }

        @Override
        public double largestSigma(NoiseSchedule schedule) {
            return fit.times().largestSigma(schedule);
        }
    }

    public DmiloBlind(DiffusionPrior prior, Config config) {
        this.prior = prior;
        this.config = config;
    }

    @Override
    public Solution solve(Measurement measurement, Run run) {
        try (var solve = Scope.open()) {
            var theta = new Unknowns(measurement.a(), config.rates(), run.draws());
            LayerChain g = LayerChain.of("blind DMILO", prior, config.fit(), Start.NOISE, run);
            Tensor x = g.x();
            for (int k = 0; k < config.fit().outerIterations() && run.goesOn(); k++) {
                try (var outer = Scope.open()) {
                    g.fit(k, theta.operator(), measurement.y(), theta.groups());
                    g.roll(k);
                    run.shows(k, Stage.PROJECTION, x);
                }
            }
            return theta.solution(solve, x, run.goesOn());
        }
    }

    private static Config published(int outer, int inner) {
        return new Config(LayerFit.published(outer, inner, 0.01), Unknowns.Rates.PUBLISHED);
    }
}
