package dev.limpid.solver;

import dev.limpid.operator.Measurement;
import dev.limpid.prior.DiffusionPrior;
import dev.limpid.prior.ReverseProcess;
import dev.limpid.prior.TimeGrid;
import dev.limpid.solver.IterateObserver.Decision;
import dev.limpid.solver.IterateObserver.Iterate;
import dev.limpid.solver.IterateObserver.Stage;
import dev.limpid.tensor.Scope;
import dev.limpid.tensor.Tensor;

/**
 * DMILO: fits a diffusion generator to a measurement one layer at a time, the image side first.
 *
 * <p>Any differentiable A. Source: Zheng, Li, Liu, "Integrating intermediate layer optimization and projected gradient
 * descent for solving inverse problems with diffusion models", ICML 2025, Algorithm 1; the authors' {@code dmilo.py}.
 */
public final class Dmilo implements ResumableSolver {
    private final ReverseProcess generator;
    private final DmiloConfig config;

    public Dmilo(DiffusionPrior prior, DmiloConfig config) {
        this(prior.ddim(TimeGrid.named(config.grid(), config.steps())), config);
    }

    /** With a generator of one's own; it has the steps, whatever {@code config} says of them. */
    public Dmilo(ReverseProcess generator, DmiloConfig config) {
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
            var chain = new LayerChain("DMILO", generator, state, config, observer);
            Tensor x = state.x().copy();
            boolean complete = true;
            for (int k = state.outer(); k < config.outerIterations() && complete; k++) {
                try (var outer = Scope.open()) {
                    chain.fit(k, measurement.known(), measurement.y());
                    x.assign(chain.roll(k).clamp(-1, 1));
                    Decision decision = observer.onIterate(new Iterate(k, Stage.PROJECTION, x, chain.latents()));
                    complete = decision == Decision.CONTINUE
                            && !Thread.currentThread().isInterrupted();
                    if (complete) {
                        observer.onOuter(chain.state(k + 1, x));
                    }
                }
            }
            return new Solution(solve.keep(x), complete);
        }
    }
}
