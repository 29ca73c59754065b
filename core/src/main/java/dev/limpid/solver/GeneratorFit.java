package dev.limpid.solver;

import dev.limpid.operator.ForwardOperator;
import dev.limpid.prior.ReverseProcess;
import dev.limpid.tensor.Gradients;
import dev.limpid.tensor.Scope;
import dev.limpid.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * DMPlug's objective, ℓ(z, θ) = mean (A(x̂, θ) − y)² with x̂ = clamp(G(z), −1, 1), and its gradient through all N reverse steps. The
 * mean is over an image's own elements, so that images do not reach each other.
 *
 * <p>Source: Wang et al., DMPlug, NeurIPS 2024; the authors' code has no regulariser.
 */
final class GeneratorFit {
    /** How the gradient is taken: both ways give the same. */
    enum Recording {
        /** All N steps stay recorded until the gradient is there: memory grows with N. */
        WHOLE,
        /** One step is recorded at a time, which takes N − 1 evaluations more: one step's memory and N images. */
        STEPWISE
    }

    /**
     * The objective at a point; tensors belong to the scope that is open.
     *
     * @param x x̂, (B, C, H, W) in [−1, 1]
     * @param losses ℓ of each image, (B, 1, 1, 1)
     * @param gradients in z and then in the other variables
     */
    record Point(Tensor x, Tensor losses, List<Tensor> gradients) {
        /** ℓ, mean over the images. */
        double loss() {
            return losses.mean().item();
        }

        /** Refuses a loss of a solver's step that is not a number. */
        void requireFinite(String solver, int step, double latentRate) {
            if (!Double.isFinite(loss())) {
                throw new SolverDivergedException(solver, step, loss(), "latentRate " + latentRate);
            }
        }
    }

    private final ReverseProcess generator;
    private final ForwardOperator a;
    private final Tensor y;
    private final Recording recording;

    GeneratorFit(ReverseProcess generator, ForwardOperator a, Tensor y, Recording recording) {
        this.generator = generator;
        this.a = a;
        this.y = y;
        this.recording = recording;
    }

    /** The evaluations of one point. */
    static Cost cost(int steps, Recording recording, long points) {
        return Cost.evaluations(recording == Recording.WHOLE ? 0 : points * (steps - 1), points * steps);
    }

    /** The image before the first step: that of the state at which a run begins, or the latent itself; in a tensor of its own. */
    static Tensor first(Run run, Tensor z) {
        return run.from()
                .map(state -> state.tensor("x", run.draws().shape()))
                .orElseGet(() -> z.detach().clamp(-1, 1))
                .copy();
    }

    /**
     * The objective and its gradients.
     *
     * @param z z_N, a variable
     * @param unknowns variables inside A
     */
    Point at(Tensor z, Tensor... unknowns) {
        return recording == Recording.WHOLE ? whole(z, unknowns) : stepwise(z, unknowns);
    }

    private Point whole(Tensor z, Tensor... unknowns) {
        Tensor x = z;
        for (int i = generator.steps(); i >= 1; i--) {
            x = generator.g(i).apply(x);
        }
        return misfit(x, besides(z, unknowns));
    }

    /** The chain rule by hand: v ← (∂g_i / ∂z_i)ᵀ v, i = 1 … N, each from z_i alone. */
    private Point stepwise(Tensor z, Tensor... unknowns) {
        int n = generator.steps();
        var latents = new Tensor[n + 1]; // z_i, the input of g_i
        latents[n] = z.detach();
        for (int i = n; i > 1; i--) {
            latents[i - 1] = step(i, latents[i]);
        }
        Point last = last(latents[1].variable(), unknowns);
        Tensor v = last.gradients().get(0);
        for (int i = 2; i <= n; i++) {
            v = pullBack(i, latents[i], v);
        }
        var gradients = new ArrayList<>(last.gradients());
        gradients.set(0, v);
        return new Point(last.x(), last.losses(), gradients);
    }

    private Tensor step(int i, Tensor z) {
        try (var off = Gradients.off();
                var step = Scope.open()) {
            return step.keep(generator.g(i).apply(z).contiguous());
        }
    }

    /** The objective as a function of z_1. */
    private Point last(Tensor z1, Tensor... unknowns) {
        try (var step = Scope.open()) {
            Point point = misfit(generator.g(1).apply(z1), besides(z1, unknowns));
            step.keep(point.x());
            step.keep(point.losses());
            point.gradients().forEach(step::keep);
            return point;
        }
    }

    private Tensor pullBack(int i, Tensor z, Tensor v) {
        try (var step = Scope.open()) {
            Tensor zi = z.variable();
            return step.keep(Gradients.vjp(generator.g(i).apply(zi), v, zi)[0]);
        }
    }

    private Point misfit(Tensor output, Tensor... variables) {
        Tensor x = output.clamp(-1, 1);
        Tensor losses = Residual.of(a.apply(x), y).square().mean(1, 2, 3);
        List<Tensor> gradients = List.of(Gradients.of(losses.sum(), variables));
        return new Point(x.detach(), losses.detach(), gradients);
    }

    private static Tensor[] besides(Tensor first, Tensor... others) {
        return Stream.concat(Stream.of(first), Stream.of(others)).toArray(Tensor[]::new);
    }
}
