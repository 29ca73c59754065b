package dev.limpid.solver;

import dev.limpid.operator.ForwardOperator;
import dev.limpid.operator.Measurement;
import dev.limpid.optim.Lbfgs;
import dev.limpid.prior.DiffusionPrior;
import dev.limpid.prior.NoiseSchedule;
import dev.limpid.prior.TimeGrid;
import dev.limpid.solver.GeneratorFit.Recording;
import dev.limpid.tensor.Gradients;
import dev.limpid.tensor.Scope;
import dev.limpid.tensor.Tensor;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * DMPlug with L-BFGS in place of Adam: {@link DmPlug}'s objective, by turns of quasi-Newton steps whose curvature is kept from turn to
 * turn. Every image has its own.
 *
 * <p>Any differentiable A. Source: Wang et al., DMPlug, NeurIPS 2024; the authors' {@code sr_inp_nonlinear_lbfgs.py}, with the settings of
 * {@code torch.optim.LBFGS}. docs/algorithms/dmplug.md.
 */
final class DmPlugLbfgs implements Solver {
    /** As users meet it. */
    public static final Method<Config> METHOD = Method.of(
            "dmplug-lbfgs",
            "DMPlug with L-BFGS (Wang et al., NeurIPS 2024)",
            new Method.Need(ForwardOperator.class, "a known A"),
            Config.class,
            DmPlugLbfgs::new,
            List.of(
                    new Preset<>(Preset.BRIEF, DmPlug.Fit.BRIEF_ORIGIN, brief()),
                    new Preset<>(Preset.AUTHORS_CODE, "[C] sr_inp_nonlinear_lbfgs.py", published())));

    private final DiffusionPrior prior;
    private final Config config;

    /**
     * The settings.
     *
     * @param steps N, reverse steps of the generator
     * @param grid time grid of the steps: dmplug, as published, or another, see {@link TimeGrid#named}
     * @param outerIterations turns
     * @param innerIterations steps of a turn
     * @param latentRate length of a step, as a share of the quasi-Newton step
     * @param history pairs that describe the curvature
     * @param start z before the fit
     */
    public record Config(
            int steps,
            String grid,
            int outerIterations,
            int innerIterations,
            double latentRate,
            int history,
            Start start)
            implements SolverConfig {
        public Config {
            Require.positive("steps", steps);
            TimeGrid.named(grid, steps);
            Require.positive("outerIterations", outerIterations);
            Require.positive("innerIterations", innerIterations);
            Require.positive("latentRate", latentRate);
            Require.positive("history", history);
        }

        TimeGrid times() {
            return TimeGrid.named(grid, steps);
        }

        /** A turn of images that are all at rest has one evaluation, and is the last. */
        @Override
        public Cost cost() {
            return GeneratorFit.cost(steps, Recording.WHOLE, (long) outerIterations * innerIterations);
        }

        @Override
        public int recorded() {
            return steps;
        }

        @Override
        public long buffers() {
            return 2L * pairs();
        }

        /** As many as there are steps, if these are fewer. */
        int pairs() {
            return (int) Math.min(history, (long) outerIterations * innerIterations);
        }

        @Override
        public double largestSigma(NoiseSchedule schedule) {
            return times().largestSigma(schedule);
        }
    }

    public DmPlugLbfgs(DiffusionPrior prior, Config config) {
        this.prior = prior;
        this.config = config;
    }

    @Override
    public Solution solve(Measurement measurement, Run run) {
        ForwardOperator a = measurement.known();
        int begun =
                run.from().map(state -> state.step(config.outerIterations())).orElse(0);
        try (var solve = Scope.open()) {
            Tensor z = config.start().variable(run, prior, config.times());
            var g = new GeneratorFit(prior.ddim(config.times()), a, measurement.y(), Recording.WHOLE);
            Lbfgs[] lbfgs = optimisers(z, run);
            Tensor shown = GeneratorFit.first(run, z);
            boolean moves = true;
            for (int k = begun; k < config.outerIterations() && moves && run.goesOn(); k++) {
                moves = turn(k, g, z, lbfgs, shown, run);
                run.shows(k, Stage.PROJECTION, shown);
                if (run.goesOn()) {
                    run.stands(state(k + 1, shown, z, lbfgs));
                }
            }
            return new Solution(solve.keep(shown), run.goesOn());
        }
    }

    /** min over z of mean (A(clamp(G(z), −1, 1)) − y)²; whether an image moved. */
    private boolean turn(int k, GeneratorFit g, Tensor z, Lbfgs[] lbfgs, Tensor shown, Run run) {
        var rests = new boolean[lbfgs.length];
        var before = new double[lbfgs.length];
        var lengths = new double[lbfgs.length];
        boolean moved = false;
        Arrays.fill(before, Double.POSITIVE_INFINITY);
        Arrays.fill(lengths, Double.POSITIVE_INFINITY);
        for (int j = 0; j < config.innerIterations() && run.goesOn() && !all(rests); j++) {
            try (var step = Scope.open()) {
                GeneratorFit.Point point = g.at(z);
                point.requireFinite("DMPlug-LBFGS", k, config.latentRate());
                shown.assign(point.x());
                double[] losses = point.losses().toDoubles();
                Tensor gradient = point.gradients().get(0);
                for (int b = 0; b < lbfgs.length; b++) {
                    Tensor gb = gradient.narrow(0, b, 1);
                    rests[b] = rests[b]
                            || gb.abs().max().item() <= Lbfgs.GRADIENT_TOLERANCE
                            || lengths[b] <= Lbfgs.CHANGE_TOLERANCE
                            || Math.abs(losses[b] - before[b]) < Lbfgs.CHANGE_TOLERANCE;
                    lengths[b] = rests[b] ? 0 : move(z.narrow(0, b, 1), gb, lbfgs[b]);
                    rests[b] |= lengths[b] == 0;
                    moved |= !rests[b];
                }
                before = losses;
                run.shows(new Run.Inner(
                        k, 0, j, Map.of("loss", point.loss()), Map.of("x", point.x(), "gradient z", gradient, "z", z)));
            }
        }
        return moved;
    }

    /** z ← z + s, where there is such a step; its largest element. */
    private static double move(Tensor z, Tensor gradient, Lbfgs lbfgs) {
        try (var off = Gradients.off()) {
            Optional<Tensor> s = lbfgs.step(gradient);
            s.ifPresent(step -> z.assign(z.add(step)));
            return s.map(step -> step.abs().max().item()).orElse(0.0);
        }
    }

    private static boolean all(boolean... rests) {
        boolean all = true;
        for (boolean rest : rests) {
            all &= rest;
        }
        return all;
    }

    private Lbfgs[] optimisers(Tensor z, Run run) {
        var lbfgs = new Lbfgs[(int) z.size(0)];
        for (int b = 0; b < lbfgs.length; b++) {
            lbfgs[b] = new Lbfgs(config.latentRate(), config.pairs(), z.count() / lbfgs.length);
            if (run.from().isPresent()) {
                lbfgs[b].goOn(run.from().get().tensors(), prefix(b));
            }
        }
        return lbfgs;
    }

    private static String prefix(int b) {
        return "image " + b + " ";
    }

    private static State state(int done, Tensor shown, Tensor z, Lbfgs... lbfgs) {
        var tensors = new LinkedHashMap<String, Tensor>();
        tensors.put("x", shown);
        tensors.put("z", z);
        for (int b = 0; b < lbfgs.length; b++) {
            lbfgs[b].addTo(tensors, prefix(b));
        }
        return new State(done, tensors);
    }

    private static Map<String, Config> published() {
        Config three = new Config(3, "dmplug", 300, 20, 0.1, 100, Start.NOISE);
        return Map.of("inpainting", three, "super-resolution", three, "nonlinear-deblur", three);
    }

    private static Map<String, Config> brief() {
        return Map.of(
                "inpainting", brief(2, "300-120", 5),
                "super-resolution", brief(1, "200", 10),
                "gaussian-deblur", brief(2, "200-80", 5),
                "motion-deblur", brief(1, "150", 10),
                "nonlinear-deblur", brief(1, "100", 10),
                "denoise", new Config(1, "150", 1, 3, 1, 20, Start.CLASSICAL));
    }

    private static Config brief(int steps, String grid, int outer) {
        return new Config(steps, grid, outer, 10, 1, 20, Start.CLASSICAL);
    }
}
