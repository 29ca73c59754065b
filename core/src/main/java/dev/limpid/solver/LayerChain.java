package dev.limpid.solver;

import static dev.limpid.optim.Adam.group;

import dev.limpid.operator.ForwardOperator;
import dev.limpid.optim.Adam;
import dev.limpid.prior.ReverseProcess;
import dev.limpid.tensor.Gradients;
import dev.limpid.tensor.Scope;
import dev.limpid.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Intermediate-layer optimisation: the latents z_i and sparse deviations ν_i of a generator, fitted one layer at a time.
 *
 * <p>What {@link Dmilo} and {@link DmiloPgd} share. Only one g_i's graph lives at any moment, so memory does not grow with N
 * but for the 2 N images themselves, which belong to the scope of the solve and are changed in place.
 *
 * <p>Source: Zheng, Li, Liu, ICML 2025, §3.2, Eq. 12 and 13; the authors' {@code dmilo.py}, {@code ilo_batch}.
 */
final class LayerChain {
    private static final Adam.Group[] NOTHING = {};

    private final String solver;
    private final ReverseProcess generator;
    private final LayerFit config;
    private final IterateObserver observer;
    private final Tensor[] z; // z_i, the input of g_i, i = 1 … N
    private final Tensor[] nu; // ν_i, added to the output of g_i

    /** Goes on from a state, whose tensors are copied. */
    LayerChain(String solver, ReverseProcess generator, SolverState state, LayerFit config, IterateObserver observer) {
        this.solver = solver;
        int n = config.fitted(generator.steps());
        Require.check(
                state.latents().size() == n,
                "the state has " + state.latents().size() + " latents, but " + n + " layers are fitted");
        this.generator = generator.last(n);
        this.config = config;
        this.observer = observer;
        z = new Tensor[n + 1];
        nu = new Tensor[n + 1];
        for (int i = 1; i <= n; i++) {
            z[i] = state.latents().get(i - 1).variable();
            nu[i] = state.deviations().get(i - 1).variable();
        }
    }

    /** The state at the beginning: the latents by running the generator from {@code seed} = z_N, ν = 0, x = 0. */
    static SolverState begin(ReverseProcess generator, Tensor seed, LayerFit config) {
        int n = config.fitted(generator.steps());
        var latents = new Tensor[n];
        var deviations = new Tensor[n];
        // Contiguous, as a state comes back from a file: another layout would round differently in the convolutions.
        latents[n - 1] = generator.latent(n, seed).contiguous();
        for (int i = n; i >= 1; i--) {
            deviations[i - 1] = seed.zerosLike();
            if (i > 1) {
                try (var off = Gradients.off();
                        var step = Scope.open()) {
                    latents[i - 2] =
                            step.keep(generator.g(i).apply(latents[i - 1]).contiguous());
                }
            }
        }
        return new SolverState(0, seed.contiguous().zerosLike(), List.of(latents), List.of(deviations));
    }

    /** Where the solve stands after {@code outer} outer iterations; its tensors are those of the chain. */
    SolverState state(int outer, Tensor x) {
        return new SolverState(outer, x, latents(), Arrays.asList(nu).subList(1, nu.length));
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
        for (int i = 1; i < z.length && !Thread.currentThread().isInterrupted(); i++) {
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
            for (int j = 0;
                    j < config.innerIterations() && !Thread.currentThread().isInterrupted();
                    j++) {
                try (var step = Scope.open()) {
                    Tensor g = generator.g(i).apply(z[i]);
                    Tensor xHat = deviates ? g.add(nu[i]) : g;
                    Tensor fidelity =
                            imageMean(Require.residual(h.apply(xHat), b).square());
                    Tensor sparsity = imageMean(nu[i].abs()).mul(config.deviationWeight());
                    Tensor gaussianity = imageMean(z[i].square()).mul(config.latentWeight());
                    Tensor loss = fidelity.add(sparsity).add(gaussianity).sum();
                    Map<String, Double> terms = terms(loss, fidelity, sparsity, gaussianity);
                    requireFinite(terms, outer, i, j);
                    Tensor[] gradients = adam.step(loss);
                    observer.onInner(new IterateObserver.Inner(outer, i, j, terms, tensors(i, deviates, gradients)));
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

    /** z_1, …, z_N. */
    List<Tensor> latents() {
        return Arrays.asList(z).subList(1, z.length);
    }

    /**
     * Runs x ← g_i(x) + ν_i from z_N down, which makes the latents agree with each other again; the image, unclamped.
     *
     * @throws SolverDivergedException if the image has a value that is not a number: the last Adam step has no loss after it
     */
    Tensor roll(int outer) {
        int n = z.length - 1;
        for (int i = n; i > 1; i--) {
            try (var step = Scope.open()) {
                z[i - 1].assign(run(i));
            }
        }
        Tensor x = run(1);
        requireFinite(Map.of("loss", x.clamp(-1, 1).sum().item()), outer, 1, config.innerIterations());
        return x;
    }

    private Tensor run(int i) {
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
