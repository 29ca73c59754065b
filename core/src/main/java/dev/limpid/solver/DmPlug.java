package dev.limpid.solver;

import dev.limpid.operator.ForwardOperator;
import dev.limpid.operator.Measurement;
import dev.limpid.optim.Adam;
import dev.limpid.prior.DiffusionPrior;
import dev.limpid.prior.NoiseSchedule;
import dev.limpid.prior.TimeGrid;
import dev.limpid.solver.GeneratorFit.Recording;
import dev.limpid.tensor.Scope;
import dev.limpid.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * DMPlug: plugs the whole reverse process into the measurement, x = G(z) with few deterministic steps, and fits its first latent z by
 * Adam through all of them.
 *
 * <p>Any differentiable A. Source: Wang et al., "DMPlug: a plug-in method for solving inverse problems with diffusion models", NeurIPS
 * 2024; the authors' {@code sr_inp_nonlinear.py}. docs/algorithms/dmplug.md.
 */
public final class DmPlug implements Solver {
    /** As users meet it. */
    public static final Method<Config> METHOD = Method.of(
            "dmplug",
            "DMPlug (Wang et al., NeurIPS 2024)",
            new Method.Need(ForwardOperator.class, "a known A"),
            Config.class,
            DmPlug::new,
            List.of(
                    new Preset<>(Preset.BRIEF, Fit.BRIEF_ORIGIN, Fit.brief(fit -> new Config(fit, Start.CLASSICAL))),
                    new Preset<>(
                            Preset.AUTHORS_CODE,
                            "[C] sr_inp_nonlinear.py",
                            Fit.published(fit -> new Config(fit, Start.NOISE)))));

    private final String name;
    private final DiffusionPrior prior;
    private final Fit fit;
    private final Start start;
    private final Recording recording;

    /**
     * The settings.
     *
     * @param fit of z
     * @param start z before the fit
     */
    public record Config(Fit fit, Start start) implements OfFit {}

    /** Settings with a {@link Fit}: those of DMPlug and of its variants by Adam. */
    interface OfFit extends SolverConfig {
        Fit fit();

        default Recording recording() {
            return Recording.WHOLE;
        }

        /** An early stop may end a solve before. */
        @Override
        default Cost cost() {
            return GeneratorFit.cost(fit().steps(), recording(), fit().iterations());
        }

        @Override
        default int recorded() {
            return recording() == Recording.WHOLE ? fit().steps() : 1;
        }

        @Override
        default long buffers() {
            return (long) fit().window() + (recording() == Recording.WHOLE ? 0 : fit().steps());
        }

        @Override
        default double largestSigma(NoiseSchedule schedule) {
            return fit().times().largestSigma(schedule);
        }
    }

    /**
     * The fit of a generator's first latent, which DMPlug's variants share.
     *
     * @param steps N, reverse steps of the generator
     * @param grid time grid of the steps: dmplug, as published, or another, see {@link TimeGrid#named}
     * @param iterations Adam's steps
     * @param latentRate Adam's rate for z
     * @param window iterates whose moving variance stops the fit and chooses the result; 0: the last iterate, as published
     * @param patience iterations without a new minimum of it after which an image is done
     */
    public record Fit(int steps, String grid, int iterations, double latentRate, int window, int patience) {
        static final String BRIEF_ORIGIN = "[D] docs/algorithms/dmplug.md";

        public Fit {
            Require.positive("steps", steps);
            TimeGrid.named(grid, steps);
            Require.positive("iterations", iterations);
            Require.positive("latentRate", latentRate);
            MovingVariance.require(window, patience, iterations);
        }

        TimeGrid times() {
            return TimeGrid.named(grid, steps);
        }

        /**
         * Short fits that begin at the classical estimate, as those of DMILO do; the shortest where y is an image already, of which more
         * iterations fit the noise. They end before the iterates come to rest: the last one is the result.
         */
        static <C> Map<String, C> brief(Function<Fit, C> config) {
            return byTask(
                    Map.of(
                            "inpainting", new Fit(2, "300-120", 50, 0.02, 0, 0),
                            "super-resolution", new Fit(1, "200", 100, 0.01, 0, 0),
                            "gaussian-deblur", new Fit(2, "200-80", 50, 0.02, 0, 0),
                            "motion-deblur", new Fit(1, "150", 100, 0.02, 0, 0),
                            "nonlinear-deblur", new Fit(1, "100", 100, 0.02, 0, 0),
                            "denoise", new Fit(1, "150", 5, 0.02, 0, 0)),
                    config);
        }

        static <C> Map<String, C> published(Function<Fit, C> config) {
            return byTask(
                    Map.of(
                            "inpainting", published(5000),
                            "super-resolution", published(5000),
                            "nonlinear-deblur", published(10_000)),
                    config);
        }

        /** [C] Three steps and the rate of every script of Adam. */
        static Fit published(int iterations) {
            return new Fit(3, "dmplug", iterations, 0.01, 0, 0);
        }

        private static <C> Map<String, C> byTask(Map<String, Fit> fits, Function<Fit, C> config) {
            return fits.entrySet().stream()
                    .collect(Collectors.toMap(Map.Entry::getKey, fit -> config.apply(fit.getValue())));
        }
    }

    public DmPlug(DiffusionPrior prior, Config config) {
        this("DMPlug", prior, config, config.start());
    }

    /** A variant of that name. */
    DmPlug(String name, DiffusionPrior prior, OfFit config, Start start) {
        this.name = name;
        this.prior = prior;
        this.fit = config.fit();
        this.start = start;
        this.recording = config.recording();
    }

    @Override
    public Solution solve(Measurement measurement, Run run) {
        measurement.known();
        return solve(measurement, Unknowns.Rates.PUBLISHED, run);
    }

    /** min over (z, θ) of mean (A(clamp(G(z), −1, 1), θ) − y)², by Adam; θ is empty where A is known. */
    Solution solve(Measurement measurement, Unknowns.Rates rates, Run run) {
        try (var solve = Scope.open()) {
            var theta = new Unknowns(measurement.a(), rates, run.draws());
            Tensor z = start.variable(run, prior, fit.times());
            var g = new GeneratorFit(prior.ddim(fit.times()), theta.operator(), measurement.y(), recording);
            Tensor[] unknowns = theta.variables().values().toArray(Tensor[]::new);
            Adam adam = adam(z, theta, run);
            var first = new Iterate(GeneratorFit.first(run, z), theta.values());
            MovingVariance still = MovingVariance.of(fit.window(), fit.patience(), run, first);
            Iterate shown = fit.window() == 0 ? first : first.forEachImage();
            int begun = run.from().map(state -> state.step(fit.iterations())).orElse(0);
            for (int k = begun; k < fit.iterations() && !still.done() && run.goesOn(); k++) {
                try (var step = Scope.open()) {
                    GeneratorFit.Point point = g.at(z, unknowns);
                    point.requireFinite(name, k, fit.latentRate());
                    var iterate = new Iterate(point.x(), theta.values()); // θ of this image, before the step moves it
                    adam.step(point.gradients().toArray(Tensor[]::new));
                    run.shows(new Run.Inner(k, 0, 0, Map.of("loss", point.loss()), tensors(point, z, theta)));
                    still.see(k, iterate);
                    shown.assign(still.shown(k, iterate, k + 1 == fit.iterations() || still.done()));
                    run.shows(k, Stage.PROJECTION, shown.x());
                    if (unknowns.length == 0) { // the search for a kernel may begin again among more taps
                        run.stands(state(k + 1, shown.x(), z, adam, still));
                    }
                }
            }
            return shown.solution(solve, run.goesOn());
        }
    }

    /** With zero moments, or those of a state. */
    private Adam adam(Tensor z, Unknowns theta, Run run) {
        Adam.Group[] groups = Stream.concat(Stream.of(Adam.group(z, fit.latentRate())), Stream.of(theta.groups()))
                .toArray(Adam.Group[]::new);
        return run.from()
                .map(state -> Adam.resume(
                        state.step(),
                        List.of(state.tensor("m", z.shape())),
                        List.of(state.tensor("v", z.shape())),
                        groups))
                .orElseGet(() -> Adam.of(groups));
    }

    private static State state(int done, Tensor shown, Tensor z, Adam adam, MovingVariance still) {
        var tensors = new LinkedHashMap<String, Tensor>();
        tensors.put("x", shown);
        tensors.put("z", z);
        tensors.put("m", adam.m().get(0));
        tensors.put("v", adam.v().get(0));
        still.addTo(tensors);
        return new State(done, tensors);
    }

    /** x̂ before the step, the variables after it, and their gradients. */
    private static Map<String, Tensor> tensors(GeneratorFit.Point point, Tensor z, Unknowns theta) {
        var tensors = new LinkedHashMap<String, Tensor>();
        tensors.put("x", point.x());
        tensors.put("z", z);
        tensors.put("gradient z", point.gradients().get(0));
        int i = 1;
        for (Map.Entry<String, Tensor> unknown : theta.variables().entrySet()) {
            tensors.put(unknown.getKey(), unknown.getValue());
            tensors.put("gradient " + unknown.getKey(), point.gradients().get(i++));
        }
        return tensors;
    }
}
