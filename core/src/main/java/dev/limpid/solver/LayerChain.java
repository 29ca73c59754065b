package dev.limpid.solver;

import static dev.limpid.optim.Adam.group;

import dev.limpid.operator.ForwardOperator;
import dev.limpid.optim.Adam;
import dev.limpid.prior.DiffusionPrior;
import dev.limpid.prior.ReverseProcess;
import dev.limpid.prior.TimeGrid;
import dev.limpid.tensor.Gradients;
import dev.limpid.tensor.Scope;
import dev.limpid.tensor.Tensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Intermediate-layer optimisation: the latents z_i and sparse deviations ν_i of a generator, fitted one layer at a time.
 *
 * <p>DMILO's family shares it. Only one g_i's graph lives at any moment, so memory does not grow with N but for the 2 N images
 * themselves, which belong to the scope of the solve and are changed in place.
 *
 * <p>Source: Zheng, Li, Liu, ICML 2025, §3.2, Eq. 12 and 13; the authors' {@code dmilo.py}, {@code ilo_batch}.
 */
final class LayerChain {
    private static final Adam.Group[] NOTHING = {};

    private final String solver;
    private final ReverseProcess generator;
    private final LayerFit config;
    private final Run run;
    private final Tensor x;
    private final Tensor[] z; // z_i, the input of g_i, i = 1 … N
    private final Tensor[] nu; // ν_i, added to the output of g_i
    private final int begun;

    /**
     * Begins where the run says: at a state of an earlier solve, whose tensors are copied, or at the beginning. The chain's tensors
     * live in the scope that is open.
     *
     * @param start z_N, for the beginning
     */
    private LayerChain(String solver, ReverseProcess generator, LayerFit config, Run run, Supplier<Tensor> start) {
        this.solver = solver;
        this.config = config;
        this.run = run;
        int n = config.fitted(generator.steps());
        this.generator = generator.last(n);
        z = new Tensor[n + 1];
        nu = new Tensor[n + 1];
        if (run.from().isPresent()) {
            State state = run.from().get();
            begun = state.step(config.outerIterations());
            x = goOn(state);
        } else {
            begun = 0;
            x = begin(generator, start.get());
        }
    }

    /** On the prior's generator. */
    static LayerChain of(String solver, DiffusionPrior prior, LayerFit config, Start start, Run run) {
        TimeGrid grid = config.times();
        int first = grid.steps().get(0).t();
        return new LayerChain(solver, prior.ddim(grid), config, run, () -> start.latent(run, prior.schedule(), first));
    }

    /** On any generator, from noise. */
    static LayerChain of(String solver, ReverseProcess generator, LayerFit config, Run run) {
        return new LayerChain(solver, generator, config, run, () -> run.draws().normal("latent"));
    }

    private Tensor goOn(State state) {
        int n = z.length - 1;
        Require.check(
                state.tensors().size() == 2 * n + 1,
                "the state has " + (state.tensors().size() - 1) / 2 + " latents, but " + n + " layers are fitted");
        long[] images = run.draws().shape();
        for (int i = 1; i <= n; i++) {
            z[i] = state.tensor("latent." + i, images).variable();
            nu[i] = state.tensor("deviation." + i, images).variable();
        }
        return state.tensor("x", images).copy();
    }

    /** The latents by running the generator from z_N, ν = 0, x = 0. */
    private Tensor begin(ReverseProcess whole, Tensor start) {
        int n = z.length - 1;
        // Contiguous, as a state comes back from a file: another layout would round differently in the convolutions.
        z[n] = whole.latent(n, start).contiguous().variable();
        for (int i = n; i >= 1; i--) {
            nu[i] = start.zerosLike().variable();
            if (i > 1) {
                try (var off = Gradients.off();
                        var step = Scope.open()) {
                    z[i - 1] = step.keep(generator.g(i).apply(z[i]).contiguous().variable());
                }
            }
        }
        return start.contiguous().zerosLike();
    }

    /** The image, which the solver changes in place. */
    Tensor x() {
        return x;
    }

    /** The outer iteration to begin with. */
    int begun() {
        return begun;
    }

    /** Shows the state after {@code done} outer iterations, unless the last was cut short; its tensors are those of the chain. */
    void stands(int done) {
        if (!run.goesOn()) {
            return;
        }
        var tensors = new LinkedHashMap<String, Tensor>();
        tensors.put("x", x);
        for (int i = 1; i < z.length; i++) {
            tensors.put("latent." + i, z[i]);
            tensors.put("deviation." + i, nu[i]);
        }
        run.stands(new State(done, tensors));
    }

    /**
     * Fits g_1 to {@code target} through {@code a}, then every noisier layer to the latent just found.
     *
     * @param unknowns variables inside {@code a} that are fitted together with g_1
     */
    void fit(int outer, ForwardOperator a, Tensor target, Adam.Group... unknowns) {
        Tensor b = target;
        ForwardOperator h = a;
        Adam.Group[] besides = unknowns;
        for (int i = 1; i < z.length && run.goesOn(); i++) {
            fitLayer(outer, i, h, b, besides);
            b = z[i].detach();
            h = ForwardOperator.identity();
            besides = NOTHING;
        }
    }

    /** min over (z, ν) of mean (H(g_i(z) + ν) − b)² + λ mean |ν| + λ_z mean z², every mean over an image's own elements. */
    private void fitLayer(int outer, int i, ForwardOperator h, Tensor b, Adam.Group... besides) {
        try (var fit = Scope.open()) {
            boolean deviates = config.deviationRate() > 0;
            // Fresh moments for every layer of every outer iteration, as the authors do.
            Adam adam = Adam.of(variables(i, deviates, besides));
            for (int j = 0; j < config.innerIterations() && run.goesOn(); j++) {
                try (var step = Scope.open()) {
                    Tensor g = generator.g(i).apply(z[i]);
                    Tensor xHat = deviates ? g.add(nu[i]) : g;
                    Tensor fidelity = imageMean(Residual.of(h.apply(xHat), b).square());
                    Tensor sparsity = imageMean(nu[i].abs()).mul(config.deviationWeight());
                    Tensor gaussianity = imageMean(z[i].square()).mul(config.latentWeight());
                    Tensor loss = fidelity.add(sparsity).add(gaussianity).sum();
                    Map<String, Double> terms = terms(loss, fidelity, sparsity, gaussianity);
                    requireFinite(terms, outer, i, j);
                    Tensor[] gradients = adam.step(loss);
                    run.shows(new Run.Inner(outer, i, j, terms, tensors(i, deviates, gradients)));
                }
            }
        }
    }

    private Adam.Group[] variables(int i, boolean deviates, Adam.Group... besides) {
        var groups = new ArrayList<Adam.Group>();
        groups.add(group(z[i], config.latentRate()));
        if (deviates) {
            groups.add(group(nu[i], config.deviationRate()));
        }
        groups.addAll(List.of(besides));
        return groups.toArray(Adam.Group[]::new);
    }

    /**
     * Runs x ← g_i(x) + ν_i from z_N down, which makes the latents agree with each other again, and x the image in [−1, 1].
     *
     * @throws SolverDivergedException if the image has a value that is not a number: the last Adam step has no loss after it
     */
    void roll(int outer) {
        int n = z.length - 1;
        for (int i = n; i > 1; i--) {
            try (var step = Scope.open()) {
                z[i - 1].assign(output(i));
            }
        }
        Tensor rolled = output(1).clamp(-1, 1);
        requireFinite(Map.of("loss", rolled.sum().item()), outer, 1, config.innerIterations());
        x.assign(rolled);
    }

    private Tensor output(int i) {
        try (var off = Gradients.off()) {
            return generator.g(i).apply(z[i]).add(nu[i]);
        }
    }

    /** One value per image, (B, 1, 1, 1). */
    private static Tensor imageMean(Tensor x) {
        return x.mean(1, 2, 3);
    }

    private static Map<String, Double> terms(Tensor loss, Tensor fidelity, Tensor sparsity, Tensor gaussianity) {
        double images = fidelity.size(0);
        var terms = new LinkedHashMap<String, Double>();
        terms.put("loss", loss.item() / images);
        terms.put("fidelity", fidelity.sum().item() / images);
        terms.put("sparsity", sparsity.sum().item() / images);
        terms.put("gaussianity", gaussianity.sum().item() / images);
        return terms;
    }

    private Map<String, Tensor> tensors(int i, boolean deviates, Tensor[] gradients) {
        var tensors = new LinkedHashMap<String, Tensor>();
        tensors.put("z", z[i]);
        tensors.put("gradient z", gradients[0]);
        if (deviates) {
            tensors.put("nu", nu[i]);
            tensors.put("gradient nu", gradients[1]);
        }
        return tensors;
    }

    private void requireFinite(Map<String, Double> terms, int outer, int layer, int inner) {
        double loss = terms.getOrDefault("loss", Double.NaN);
        if (!Double.isFinite(loss)) {
            throw new SolverDivergedException(
                    solver,
                    outer,
                    layer,
                    inner,
                    loss,
                    "latentRate " + config.latentRate() + ", deviationRate " + config.deviationRate());
        }
    }
}
