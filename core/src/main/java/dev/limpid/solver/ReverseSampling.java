package dev.limpid.solver;

import dev.limpid.prior.TimeGrid;
import dev.limpid.tensor.Scope;
import dev.limpid.tensor.Tensor;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** The way of a sampler down its times, from the first image or from a state whose only tensor is x. */
final class ReverseSampling {
    private ReverseSampling() {}

    /** A reverse step of a method. */
    @FunctionalInterface
    interface Step {
        /** Changes x_t to x_s in place, and gives x̂_0, (B, C, H, W) both. */
        Tensor take(int k, TimeGrid.Step step, Tensor x);
    }

    /**
     * The image that was shown last, in [−1, 1]: x̂_0 of every step but the last one, whose x it is.
     *
     * @param first gives the image to begin with, where the run goes on from no state
     */
    static Tensor along(List<TimeGrid.Step> steps, Run run, Supplier<Tensor> first, Step step) {
        int begun = run.from().map(state -> state.step(steps.size())).orElse(0);
        Tensor x = run.from()
                .map(state -> state.tensor("x", run.draws().shape()))
                .orElseGet(first)
                .copy();
        Tensor shown = x.clamp(-1, 1);
        for (int k = begun; k < steps.size() && run.goesOn(); k++) {
            try (var scope = Scope.open()) {
                Tensor x0Hat = step.take(k, steps.get(k), x);
                shown.assign((k + 1 < steps.size() ? x0Hat : x).clamp(-1, 1));
                run.shows(k, Stage.SAMPLING, shown);
                run.stands(new State(k + 1, Map.of("x", x)));
            }
        }
        return shown;
    }

    /** The latent of a method that begins as its settings say; a state from which the solve can go on. */
    static Tensor begin(Tensor latent, Run run) {
        run.stands(new State(0, Map.of("x", latent)));
        return latent;
    }
}
