package dev.limpid.solver;

import dev.limpid.operator.Measurement;
import dev.limpid.prior.DiffusionPrior;
import dev.limpid.prior.ReverseProcess;
import dev.limpid.prior.TimeGrid;
import dev.limpid.solver.IterateObserver.Decision;
import dev.limpid.solver.IterateObserver.Iterate;
import dev.limpid.solver.IterateObserver.Stage;
import dev.limpid.tensor.Rng;
import dev.limpid.tensor.Scope;
import dev.limpid.tensor.Tensor;

/**
 * Blind DMILO: {@link Dmilo} whose first layer is fitted together with the unknowns θ of the operator.
 *
 * <p>Any {@link dev.limpid.operator.ParametricOperator} of kernels and tilts. Source: Zheng, Li, Liu, ICML 2025, Appendix B,
 * Algorithm 3, which names DMPlug's handling of the kernel and no more; docs/algorithms/blind.md says what is reconstructed.
 */
public final class DmiloBlind implements BlindSolver {
    private final ReverseProcess generator;
    private final DmiloBlindConfig config;

    public DmiloBlind(DiffusionPrior prior, DmiloBlindConfig config) {
        this(prior.ddim(TimeGrid.named(config.grid(), config.steps())), config);
    }

    /** With a generator of one's own; it has the steps, whatever {@code config} says of them. */
    public DmiloBlind(ReverseProcess generator, DmiloBlindConfig config) {
        this.generator = generator;
        this.config = config;
    }

    @Override
    public BlindSolution solve(Measurement measurement, Tensor seed, Rng rng, IterateObserver observer) {
        try (var solve = Scope.open()) {
            var unknowns = new Unknowns(measurement.a(), config, rng);
            SolverState begin = LayerChain.begin(generator, seed, config);
            var chain = new LayerChain("blind DMILO", generator, begin, config, observer);
            Tensor x = begin.x().copy();
            boolean complete = true;
            for (int k = 0; k < config.outerIterations() && complete; k++) {
                try (var outer = Scope.open()) {
                    chain.fit(k, unknowns.operator(), measurement.y(), unknowns.groups());
                    x.assign(chain.roll(k).clamp(-1, 1));
                    Decision decision = observer.onIterate(new Iterate(k, Stage.PROJECTION, x, chain.latents()));
                    complete = decision == Decision.CONTINUE
                            && !Thread.currentThread().isInterrupted();
                }
            }
            return unknowns.solution(solve, x, complete);
        }
    }
}
