package dev.limpid.solver;

import dev.limpid.operator.ForwardOperator;
import dev.limpid.operator.Measurement;
import dev.limpid.optim.Adam;
import dev.limpid.prior.DiffusionPrior;
import dev.limpid.prior.ReverseProcess;
import dev.limpid.prior.TimeGrid;
import dev.limpid.solver.IterateObserver.Decision;
import dev.limpid.solver.IterateObserver.Inner;
import dev.limpid.solver.IterateObserver.Iterate;
import dev.limpid.solver.IterateObserver.Stage;
import dev.limpid.tensor.Gradients;
import dev.limpid.tensor.Rng;
import dev.limpid.tensor.Scope;
import dev.limpid.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * Blind DMILO-PGD as published: {@link DmiloPgd} whose gradient steps move the unknowns θ of the operator too. For comparison:
 * from x = 0 the gradient in a kernel is 0, and the image takes on the blur before the kernel does; {@link BlindPgd} works.
 *
 * <p>Any {@link dev.limpid.operator.ParametricOperator} of kernels and tilts. Source: Zheng, Li, Liu, ICML 2025, Appendix B,
 * Algorithm 4; docs/algorithms/blind.md says what is reconstructed.
 */
public final class DmiloPgdBlind implements BlindSolver {
    /** Keeps the gradient of ‖r‖ finite at r = 0. */
    private static final double TINY = 1e-12;

    private final ReverseProcess generator;
    private final DmiloPgdBlindConfig config;

    public DmiloPgdBlind(DiffusionPrior prior, DmiloPgdBlindConfig config) {
        this(prior.ddim(TimeGrid.named(config.grid(), config.steps())), config);
    }

    /** With a generator of one's own; it has the steps, whatever {@code config} says of them. */
    public DmiloPgdBlind(ReverseProcess generator, DmiloPgdBlindConfig config) {
        this.generator = generator;
        this.config = config;
    }

    @Override
    public BlindSolution solve(Measurement measurement, Tensor seed, Rng rng, IterateObserver observer) {
        try (var solve = Scope.open()) {
            var unknowns = new Unknowns(measurement.a(), config, rng);
            SolverState begin = LayerChain.begin(generator, seed, config);
            var chain = new LayerChain("blind DMILO-PGD", generator, begin, config, observer);
            Tensor x = begin.x().copy();
            boolean complete = true;
            for (int k = 0; k < config.outerIterations() && complete; k++) {
                try (var outer = Scope.open()) {
                    descend(k, x, unknowns, measurement, observer);
                    complete = goesOn(observer, new Iterate(k, Stage.DATA_CONSISTENCY, x, List.of()));
                    if (complete) {
                        ForwardOperator a = measurement.a().with(unknowns.values());
                        chain.fit(k, a, a.apply(x));
                        x.assign(chain.roll(k).clamp(-1, 1));
                        complete = goesOn(observer, new Iterate(k, Stage.PROJECTION, x, chain.latents()));
                    }
                }
            }
            return unknowns.solution(solve, x, complete);
        }
    }

    /** x ← clamp(x − η ∇_x ‖A(x, θ) − y‖) and a step of Adam on θ's variables, jointly; {@code x} is changed in place. */
    private void descend(int k, Tensor x, Unknowns unknowns, Measurement measurement, IterateObserver observer) {
        Tensor variable = x.variable();
        Adam adam = Adam.of(unknowns.groups());
        Tensor[] all = unknowns.besides(variable);
        for (int j = 0; j < config.dataSteps() && !Thread.currentThread().isInterrupted(); j++) {
            try (var step = Scope.open()) {
                Tensor ax = unknowns.operator().apply(variable);
                Tensor norm = Require.residual(ax, measurement.y())
                        .square()
                        .sum(1, 2, 3)
                        .add(TINY)
                        .sqrt()
                        .sum();
                Tensor[] gradients = Gradients.of(norm, all);
                double loss = norm.item() / x.size(0);
                if (!Double.isFinite(loss)) {
                    throw new SolverDivergedException(
                            "blind DMILO-PGD", k, 0, j, loss, "dataRate " + config.dataRate());
                }
                variable.assign(
                        variable.sub(gradients[0].mul(config.dataRate())).clamp(-1, 1));
                adam.step(Arrays.copyOfRange(gradients, 1, gradients.length));
                observer.onInner(new Inner(k, 0, j, Map.of("loss", loss), Map.of("x", variable)));
            }
        }
        x.assign(variable.detach());
    }

    private static boolean goesOn(IterateObserver observer, Iterate iterate) {
        return observer.onIterate(iterate) == Decision.CONTINUE
                && !Thread.currentThread().isInterrupted();
    }
}
