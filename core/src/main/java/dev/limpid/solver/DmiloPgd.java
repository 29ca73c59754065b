package dev.limpid.solver;

import dev.limpid.operator.ForwardOperator;
import dev.limpid.operator.LinearOperator;
import dev.limpid.operator.Measurement;
import dev.limpid.prior.DiffusionPrior;
import dev.limpid.prior.NoiseSchedule;
import dev.limpid.prior.ReverseProcess;
import dev.limpid.tensor.Gradients;
import dev.limpid.tensor.Scope;
import dev.limpid.tensor.Tensor;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;

/**
 * DMILO-PGD: alternates gradient steps on the image towards the measurement with a DMILO fit whose target is A of that image.
 *
 * <p>Any differentiable A. Source: Zheng, Li, Liu, ICML 2025, Algorithm 2; the authors' {@code dmilo-pgd.py}.
 */
public final class DmiloPgd implements Solver {
    /** Steps of the norm that the authors take for blur [C], and their length. */
    private static final DataSteps BLUR = new DataSteps(1000, 2, true);

    /** As users meet it. */
    public static final Method<Config> METHOD = Method.of(
            "dmilo-pgd",
            "DMILO-PGD (Zheng, Li, Liu, ICML 2025)",
            new Method.Need(ForwardOperator.class, "a known A"),
            Config.class,
            DmiloPgd::new,
            List.of(
                    new Preset<>(
                            Preset.BRIEF,
                            "[D] docs/experiments/brief-preset.md",
                            Map.of(
                                    "inpainting", brief("inpainting", DataSteps.ONE),
                                    "super-resolution", brief("super-resolution", DataSteps.ONE),
                                    "gaussian-deblur", brief("gaussian-deblur", BLUR),
                                    "motion-deblur", brief("motion-deblur", BLUR),
                                    // Steps that find their own length: a network as A costs as much as the prior.
                                    "nonlinear-deblur", brief("nonlinear-deblur", new DataSteps(40, 0, false)),
                                    "denoise", brief("denoise", DataSteps.ONE))),
                    new Preset<>(
                            Preset.PAPER,
                            "[P] §5.1, which has no step size for nonlinear deblurring; λ and the rate of ν from [C]",
                            Map.of(
                                    "inpainting", published(5, 200, 0.02, new DataSteps(1, 0.5, false)),
                                    "super-resolution", published(10, 400, 0.02, new DataSteps(1, 8, false)))),
                    new Preset<>(
                            Preset.AUTHORS_CODE,
                            "[C] dmilo-pgd.py",
                            Map.of(
                                    "inpainting", published(5, 200, 0.02, new DataSteps(1, 0.5, false)),
                                    "super-resolution", published(10, 400, 0.01, new DataSteps(1, 8, false)),
                                    "gaussian-deblur", published(5, 500, 0.02, BLUR),
                                    "motion-deblur", published(5, 500, 0.02, BLUR),
                                    "nonlinear-deblur", published(10, 200, 0.02, new DataSteps(1000, 0.3, true))))));

    private final Function<Run, LayerChain> chain;
    private final Config config;

    /**
     * The gradient part of an outer iteration.
     *
     * @param dataSteps gradient steps on the image per outer iteration
     * @param dataRate η, their step size; 0: for the squared norm, 1 / (2 ‖AᵀA‖) for a linear A, and for another A steps that find
     *     their own length (Barzilai and Borwein)
     * @param normalised whether a step descends ‖A(x) − y‖ instead of its square, as the authors do for blur
     */
    public record DataSteps(int dataSteps, double dataRate, boolean normalised) {
        /** One step to the measurement, which finds its length. */
        static final DataSteps ONE = new DataSteps(1, 0, false);

        public DataSteps {
            Require.positive("dataSteps", dataSteps);
            Require.notNegative("dataRate", dataRate);
            Require.check(
                    !normalised || dataRate > 0, "dataRate must be given for normalised data steps, got " + dataRate);
        }
    }

    /**
     * The settings.
     *
     * @param fit the generator and the fit of one of its layers
     * @param data the steps on the image
     * @param plainProjection whether the projection's target is the image itself instead of A of it: the contrast of the
     *     paper, not a recommendation
     * @param start z_N
     */
    public record Config(LayerFit fit, DataSteps data, boolean plainProjection, Start start) implements SolverConfig {
        @Override
        public Cost cost() {
            return fit.cost((long) fit.outerIterations() * data.dataSteps());
        }

        @Override
        public double largestSigma(NoiseSchedule schedule) {
            return fit.times().largestSigma(schedule);
        }
    }

    public DmiloPgd(DiffusionPrior prior, Config config) {
        this.config = config;
        chain = run -> LayerChain.of("DMILO-PGD", prior, config.fit(), config.start(), run);
    }

    /** With a generator of one's own, from noise; it has the steps, whatever {@code config} says of them. */
    public DmiloPgd(ReverseProcess generator, Config config) {
        this.config = config;
        chain = run -> LayerChain.of("DMILO-PGD", generator, config.fit(), run);
    }

    @Override
    public Solution solve(Measurement measurement, Run run) {
        ForwardOperator a = measurement.known();
        try (var solve = Scope.open()) {
            LayerChain g = chain.apply(run);
            Tensor x = g.x();
            for (int k = g.begun(); k < config.fit().outerIterations() && run.goesOn(); k++) {
                try (var outer = Scope.open()) {
                    towards(k, x, a, measurement.y(), run);
                    run.shows(k, Stage.DATA_CONSISTENCY, x);
                    if (run.goesOn()) {
                        project(k, g, a);
                        run.shows(k, Stage.PROJECTION, x);
                        g.stands(k + 1);
                    }
                }
            }
            return new Solution(solve.keep(x), run.goesOn());
        }
    }

    /** The gradient part of an outer iteration; {@code x} is changed in place. */
    private void towards(int k, Tensor x, ForwardOperator a, Tensor y, Run run) {
        double eta = config.data().dataRate();
        if (eta > 0) {
            descend(k, x, a, y, eta, run);
        } else if (a instanceof LinearOperator linear) {
            descend(k, x, a, y, 1 / (2 * linear.squaredNorm()), run);
        } else {
            search(k, x, a, y, run);
        }
    }

    /** x ← clamp(x − η ∇ ‖A(clamp(x)) − y‖²), or of the norm itself. */
    private void descend(int k, Tensor x, ForwardOperator a, Tensor y, double eta, Run run) {
        for (int j = 0; j < config.data().dataSteps() && run.goesOn(); j++) {
            try (var step = Scope.open()) {
                Tensor variable = x.variable();
                Tensor residual = Residual.of(a.apply(variable.clamp(-1, 1)), y);
                Tensor objective = config.data().normalised()
                        ? Residual.norms(residual).sum()
                        : Residual.squares(residual).sum();
                Tensor gradient = Gradients.of(objective, variable)[0];
                Tensor next = x.sub(gradient.mul(eta));
                x.assign(next.clamp(-1, 1));
                show(k, j, objective.item() / x.size(0), next, "dataRate " + eta, run);
            }
        }
    }

    /** Steps that find their own length: no norm of a nonlinear A is known. */
    private void search(int k, Tensor x, ForwardOperator a, Tensor y, Run run) {
        try (var all = Scope.open()) {
            int steps = config.data().dataSteps();
            var descent = new SpectralDescent(a, y, x);
            for (int j = 0; j < steps && run.goesOn(); j++) {
                show(k, j, descent.step(), x, "dataSteps " + steps, run);
            }
            descent.end();
        }
    }

    private static void show(int k, int j, double loss, Tensor x, String settings, Run run) {
        if (!Double.isFinite(loss)) {
            throw new SolverDivergedException("DMILO-PGD", k, 0, j, loss, settings);
        }
        run.shows(new Run.Inner(k, 0, j, Map.of("loss", loss), Map.of("x", x)));
    }

    /** Brings x to the range of the generator, guided by A: what is fitted is A(x), not x. */
    private void project(int k, LayerChain g, ForwardOperator a) {
        if (config.plainProjection()) {
            g.fit(k, ForwardOperator.identity(), g.x().copy());
        } else {
            g.fit(k, a, a.apply(g.x()));
        }
        g.roll(k);
    }

    private static Config brief(String task, DataSteps data) {
        LayerFit fit = Objects.requireNonNull(LayerFit.BRIEF.get(task), task);
        return new Config(fit, data, false, Start.CLASSICAL);
    }

    private static Config published(int outer, int inner, double rate, DataSteps data) {
        return new Config(LayerFit.published(outer, inner, rate), data, false, Start.NOISE);
    }
}
