package dev.limpid.solver;

import dev.limpid.operator.ForwardOperator;
import dev.limpid.operator.Measurement;
import dev.limpid.prior.DiffusionPrior;
import dev.limpid.prior.NoiseSchedule;
import dev.limpid.prior.ReverseProcess;
import dev.limpid.tensor.Scope;
import dev.limpid.tensor.Tensor;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * DMILO: fits a diffusion generator to a measurement one layer at a time, the image side first.
 *
 * <p>Any differentiable A. Source: Zheng, Li, Liu, "Integrating intermediate layer optimization and projected gradient
 * descent for solving inverse problems with diffusion models", ICML 2025, Algorithm 1; the authors' {@code dmilo.py}.
 */
public final class Dmilo implements Solver {
    /** As users meet it. */
    public static final Method<Config> METHOD = Method.of(
            "dmilo",
            "DMILO (Zheng, Li, Liu, ICML 2025)",
            new Method.Need(ForwardOperator.class, "a known A"),
            Config.class,
            Dmilo::new,
            List.of(
                    new Preset<>(Preset.BRIEF, "[D] docs/experiments/brief-preset.md", brief()),
                    new Preset<>(
                            Preset.PAPER,
                            "[P] §5.1; λ and the rate of ν from [C]",
                            Map.of(
                                    "inpainting", published(5, 200, 0.02),
                                    "super-resolution", published(10, 400, 0.02),
                                    "nonlinear-deblur", published(5, 200, 0.02))),
                    new Preset<>(
                            Preset.AUTHORS_CODE,
                            "[C] dmilo.py",
                            Map.of(
                                    "inpainting", published(5, 200, 0.02),
                                    "super-resolution", published(5, 1000, 0.01),
                                    "gaussian-deblur", published(10, 300, 0.008),
                                    "motion-deblur", published(10, 300, 0.008),
                                    "nonlinear-deblur", published(10, 200, 0.01)))));

    private final Function<Run, LayerChain> chain;
    private final Config config;

    /**
     * The settings.
     *
     * @param fit the generator and the fit of one of its layers
     * @param start z_N
     */
    public record Config(LayerFit fit, Start start) implements SolverConfig {
        @Override
        public Cost cost() {
            return fit.cost(0);
        }

        @Override
        public double largestSigma(NoiseSchedule schedule) {
            return fit.times().largestSigma(schedule);
        }
    }

    public Dmilo(DiffusionPrior prior, Config config) {
        this.config = config;
        chain = run -> LayerChain.of("DMILO", prior, config.fit(), config.start(), run);
    }

    /** With a generator of one's own, from noise; it has the steps, whatever {@code config} says of them. */
    public Dmilo(ReverseProcess generator, Config config) {
        this.config = config;
        chain = run -> LayerChain.of("DMILO", generator, config.fit(), run);
    }

    @Override
    public Solution solve(Measurement measurement, Run run) {
        ForwardOperator a = measurement.known();
        try (var solve = Scope.open()) {
            LayerChain g = chain.apply(run);
            Tensor x = g.x();
            for (int k = g.begun(); k < config.fit().outerIterations() && run.goesOn(); k++) {
                try (var outer = Scope.open()) {
                    g.fit(k, a, measurement.y());
                    g.roll(k);
                    run.shows(k, Stage.PROJECTION, x);
                    g.stands(k + 1);
                }
            }
            return new Solution(solve.keep(x), run.goesOn());
        }
    }

    private static Map<String, Config> brief() {
        return LayerFit.BRIEF.entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, fit -> new Config(fit.getValue(), Start.CLASSICAL)));
    }

    private static Config published(int outer, int inner, double rate) {
        return new Config(LayerFit.published(outer, inner, rate), Start.NOISE);
    }
}
