package dev.limpid.solver;

import dev.limpid.operator.ForwardOperator;
import dev.limpid.operator.LinearOperator;
import dev.limpid.operator.Measurement;
import dev.limpid.prior.DiffusionPrior;
import dev.limpid.prior.ReverseProcess;
import dev.limpid.prior.TimeGrid;
import dev.limpid.solver.IterateObserver.Decision;
import dev.limpid.solver.IterateObserver.Inner;
import dev.limpid.solver.IterateObserver.Iterate;
import dev.limpid.solver.IterateObserver.Stage;
import dev.limpid.tensor.Gradients;
import dev.limpid.tensor.Scope;
import dev.limpid.tensor.Tensor;
import java.util.List;
import java.util.Map;

/**
 * DMILO-PGD: alternates gradient steps on the image towards the measurement with a DMILO fit whose target is A of that image.
 *
 * <p>Any differentiable A. Source: Zheng, Li, Liu, ICML 2025, Algorithm 2; the authors' {@code dmilo-pgd.py}.
 */
public final class DmiloPgd implements ResumableSolver {
    /** Keeps the gradient of ‖r‖ finite at r = 0; the published code has no such term. */
    private static final double TINY = 1e-12;

    private final ReverseProcess generator;
    private final DmiloPgdConfig config;

    public DmiloPgd(DiffusionPrior prior, DmiloPgdConfig config) {
        this(prior.ddim(TimeGrid.named(config.grid(), config.steps())), config);
    }

    /** With a generator of one's own; it has the steps, whatever {@code config} says of them. */
    public DmiloPgd(ReverseProcess generator, DmiloPgdConfig config) {
        this.generator = generator;
        this.config = config;
    }

    @Override
    public SolverState begin(Tensor seed) {
        return LayerChain.begin(generator, seed, config);
    }

    @Override
    public Solution resume(Measurement measurement, SolverState state, IterateObserver observer) {
        try (var solve = Scope.open()) {
            var chain = new LayerChain("DMILO-PGD", generator, state, config, observer);
            Tensor x = state.x().copy();
            boolean complete = true;
            for (int k = state.outer(); k < config.outerIterations() && complete; k++) {
                try (var outer = Scope.open()) {
                    towards(k, x, measurement, observer);
                    complete = goesOn(observer, new Iterate(k, Stage.DATA_CONSISTENCY, x, List.of()));
                    if (complete) {
                        project(k, chain, measurement.known(), x);
                        complete = goesOn(observer, new Iterate(k, Stage.PROJECTION, x, chain.latents()));
                    }
                    if (complete) {
                        observer.onOuter(chain.state(k + 1, x));
                    }
                }
            }
            return new Solution(solve.keep(x), complete);
        }
    }

    /** The gradient part of an outer iteration; {@code x} is changed in place. */
    private void towards(int k, Tensor x, Measurement measurement, IterateObserver observer) {
        if (config.dataRate() == 0 && !(measurement.known() instanceof LinearOperator)) {
            search(k, x, measurement, observer);
        } else {
            descend(k, x, measurement, stepSize(measurement.known()), observer);
        }
    }

    /** x ← clamp(x − η ∇ ‖A(clamp(x)) − y‖²), or of the norm itself. */
    private void descend(int k, Tensor x, Measurement measurement, double eta, IterateObserver observer) {
        for (int j = 0; j < config.dataSteps() && !Thread.currentThread().isInterrupted(); j++) {
            try (var step = Scope.open()) {
                Tensor variable = x.variable();
                Tensor residual = Require.residual(measurement.known().apply(variable.clamp(-1, 1)), measurement.y());
                Tensor squares = residual.square().sum(1, 2, 3);
                Tensor objective =
                        config.normalised() ? squares.add(TINY).sqrt().sum() : squares.sum();
                Tensor gradient = Gradients.of(objective, variable)[0];
                Tensor next = x.sub(gradient.mul(eta));
                x.assign(next.clamp(-1, 1));
                show(k, j, objective.item() / x.size(0), next, "dataRate " + eta, observer);
            }
        }
    }

    /** Steps that find their own length: no norm of a nonlinear A is known. */
    private void search(int k, Tensor x, Measurement measurement, IterateObserver observer) {
        try (var all = Scope.open()) {
            var descent = new SpectralDescent(measurement, x);
            for (int j = 0; j < config.dataSteps() && !Thread.currentThread().isInterrupted(); j++) {
                show(k, j, descent.step(), x, "dataSteps " + config.dataSteps(), observer);
            }
            descent.end();
        }
    }

    private static void show(int k, int j, double loss, Tensor x, String settings, IterateObserver observer) {
        if (!Double.isFinite(loss)) {
            throw new SolverDivergedException("DMILO-PGD", k, 0, j, loss, settings);
        }
        observer.onInner(new Inner(k, 0, j, Map.of("loss", loss), Map.of("x", x)));
    }

    /** Brings x to the range of the generator, guided by A: what is fitted is A(x), not x. */
    private void project(int k, LayerChain chain, ForwardOperator a, Tensor x) {
        if (config.plainProjection()) {
            chain.fit(k, ForwardOperator.identity(), x.copy());
        } else {
            chain.fit(k, a, a.apply(x));
        }
        x.assign(chain.roll(k).clamp(-1, 1));
    }

    private double stepSize(ForwardOperator a) {
        boolean own = config.dataRate() == 0 && a instanceof LinearOperator;
        return own ? 1 / (2 * ((LinearOperator) a).squaredNorm()) : config.dataRate();
    }

    private static boolean goesOn(IterateObserver observer, Iterate iterate) {
        return observer.onIterate(iterate) == Decision.CONTINUE
                && !Thread.currentThread().isInterrupted();
    }
}
