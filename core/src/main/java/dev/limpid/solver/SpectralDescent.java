package dev.limpid.solver;

import dev.limpid.operator.ForwardOperator;
import dev.limpid.tensor.Gradients;
import dev.limpid.tensor.Scope;
import dev.limpid.tensor.Tensor;
import java.util.Arrays;

/**
 * Gradient steps on ‖A(x) − y‖² within [−1, 1] that find their own length, for any differentiable A: x ← P(x − α ∇f), with α from
 * the change of the gradient over the last step, ⟨s, s⟩ / ⟨s, d⟩, and a quarter of it where f would rise above its largest value
 * among the last few. Each image of a batch has its own α.
 *
 * <p>It does not stop where the residual is that of the noise: what it has not fitted until then is detail as well as noise, and the
 * projection that follows tells them apart better. docs/experiments/nonlinear-deblur.md has the numbers.
 *
 * <p>Source: Barzilai, Borwein, "Two-point step size gradient methods", IMA J. Numer. Anal. 1988; Birgin, Martínez, Raydan,
 * "Nonmonotone spectral projected gradient methods on convex sets", SIAM J. Optim. 2000, with the trial points as steps.
 */
final class SpectralDescent {
    /** Exact for an A that leaves images as they are; blurs need no less. */
    private static final double FIRST_STEP = 0.5;

    private static final double SHORTEST_STEP = 1e-6;
    private static final double LONGEST_STEP = 1e3;
    private static final double SHORTER = 0.25;
    /** The share of the decrease that the gradient promises and that a step must keep. */
    private static final double SUFFICIENT = 1e-4;

    private static final int MEMORY = 8;

    private final ForwardOperator a;
    private final Tensor y;
    private final Tensor x;
    private final Tensor gradient;
    private final Tensor best;
    private final double[] bestValue;
    private final double[] step;
    /** f at the last points of each image that were taken. */
    private final double[][] recent;

    private int tried;

    /** f of every image at a point, and its gradient. */
    private record Point(double[] values, Tensor gradient) {}

    /** Begins at x, whose memory the descent changes; everything else lives in the scope that is open. */
    SpectralDescent(ForwardOperator a, Tensor y, Tensor x) {
        this.a = a;
        this.y = y;
        this.x = x;
        int images = (int) x.size(0);
        Point begin = at(x);
        gradient = begin.gradient();
        best = x.copy();
        bestValue = begin.values().clone();
        step = new double[images];
        Arrays.fill(step, FIRST_STEP);
        recent = new double[images][MEMORY];
        for (int b = 0; b < images; b++) {
            Arrays.fill(recent[b], begin.values()[b]);
        }
    }

    /** Tries one step, with one evaluation of A and its gradient; the mean of f over the images. */
    double step() {
        try (var trial = Scope.open()) {
            Tensor next = x.sub(gradient.mul(perImage(step))).clamp(-1, 1);
            Point there = at(next);
            Tensor moved = next.sub(x);
            double[] promised = dots(gradient, moved);
            double[] lengths = dots(moved, moved);
            double[] curvatures = dots(moved, there.gradient().sub(gradient));
            tried++;
            for (int b = 0; b < step.length; b++) {
                double most = Arrays.stream(recent[b]).max().orElseThrow() + SUFFICIENT * promised[b];
                if (there.values()[b] <= most) {
                    step[b] = spectral(lengths[b], curvatures[b], step[b]);
                    recent[b][tried % MEMORY] = there.values()[b];
                    take(b, next, there);
                } else {
                    step[b] = Math.max(SHORTEST_STEP, SHORTER * step[b]);
                }
            }
            return Arrays.stream(there.values()).average().orElseThrow();
        }
    }

    /** Sets x to the best point of each image. */
    void end() {
        x.assign(best);
    }

    private void take(int b, Tensor next, Point there) {
        x.narrow(0, b, 1).assign(next.narrow(0, b, 1));
        gradient.narrow(0, b, 1).assign(there.gradient().narrow(0, b, 1));
        if (there.values()[b] < bestValue[b]) {
            bestValue[b] = there.values()[b];
            best.narrow(0, b, 1).assign(next.narrow(0, b, 1));
        }
    }

    /** ⟨s, s⟩ / ⟨s, d⟩, where that is positive; where f bends down, twice the last step. */
    private static double spectral(double length, double curvature, double last) {
        double alpha = curvature > 0 ? length / curvature : 2 * last;
        return Math.max(SHORTEST_STEP, Math.min(LONGEST_STEP, Double.isNaN(alpha) ? last : alpha));
    }

    private Point at(Tensor point) {
        Tensor variable = point.variable();
        Tensor residual = Residual.of(a.apply(variable), y);
        Tensor squares = residual.square().sum(1, 2, 3);
        return new Point(squares.detach().toDoubles(), Gradients.of(squares.sum(), variable)[0]);
    }

    private Tensor perImage(double[] values) {
        return Tensor.of(values, values.length, 1, 1, 1).to(x.type()).to(x.device());
    }

    /** ⟨u, v⟩ of each image. */
    private static double[] dots(Tensor u, Tensor v) {
        return u.mul(v).sum(1, 2, 3).toDoubles();
    }
}
