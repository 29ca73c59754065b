package dev.limpid.optim;

import dev.limpid.tensor.DType;
import dev.limpid.tensor.Gradients;
import dev.limpid.tensor.Scope;
import dev.limpid.tensor.Tensor;
import java.util.Map;
import java.util.Optional;

/**
 * L-BFGS for one image, without a line search, with PyTorch's semantics: s ← t d along d = −H g, H from the last pairs of steps and
 * changes of the gradient by the two-loop recursion, t the rate, and in the first step t = min(1, 1 / ‖g‖₁) · rate.
 *
 * <p>Pairs with sᵀy ≤ 1e-10 are left out. The tensors live in the scope that was open when the instance was made.
 *
 * <p>Source: Liu and Nocedal, "On the limited memory BFGS method for large scale optimization", Mathematical Programming 45, 1989;
 * Nocedal and Wright, "Numerical optimization", Algorithm 7.4; {@code torch.optim.LBFGS}.
 */
public final class Lbfgs {
    /** At a largest absolute gradient of this an image is at rest. */
    public static final double GRADIENT_TOLERANCE = 1e-7;
    /** A slope, a step or a change of the loss of this ends a run of steps. */
    public static final double CHANGE_TOLERANCE = 1e-9;

    private static final double LEAST_CURVATURE = 1e-10;

    private final double rate;
    private final Tensor s; // (history, n), pair k in row k mod history; likewise y
    private final Tensor y;
    private final double[] rho; // 1 / sᵀy
    private final Tensor step; // the last one
    private final Tensor gradient; // the one that it was made of
    private int first;
    private int count;
    private double scale = 1; // H = scale · I before the pairs
    private boolean stepped;

    /**
     * @param rate t
     * @param history pairs that are kept
     * @param n elements of the variable
     */
    public Lbfgs(double rate, int history, long n) {
        this.rate = rate;
        s = Tensor.empty(DType.FLOAT32, history, n);
        y = Tensor.empty(DType.FLOAT32, history, n);
        rho = new double[history];
        step = Tensor.zeros(n);
        gradient = Tensor.zeros(n);
    }

    /**
     * The next step.
     *
     * @param g gradient where the steps so far lead, of any shape
     * @return s, of g's shape; empty if it would not lead down
     */
    public Optional<Tensor> step(Tensor g) {
        try (var off = Gradients.off();
                var scope = Scope.open()) {
            Tensor flat = g.reshape(g.count());
            if (stepped) {
                remember(flat.sub(gradient));
            }
            Tensor d = direction(flat);
            double t = stepped ? rate : Math.min(1, 1 / flat.abs().sum().item()) * rate;
            gradient.assign(flat);
            if (dot(flat, d) > -CHANGE_TOLERANCE) {
                return Optional.empty();
            }
            step.assign(d.mul(t));
            stepped = true;
            return Optional.of(scope.keep(step.reshape(g.shape())));
        }
    }

    private void remember(Tensor change) {
        double curvature = dot(change, step);
        if (curvature > LEAST_CURVATURE) {
            put(step, change, curvature);
        }
    }

    private void put(Tensor pairStep, Tensor change, double curvature) {
        int history = rho.length;
        int row = (first + count) % history;
        if (count == history) {
            first = (first + 1) % history;
        } else {
            count++;
        }
        row(s, row).assign(pairStep);
        row(y, row).assign(change);
        rho[row] = 1 / curvature;
        scale = curvature / dot(change, change);
    }

    /** −H g. */
    private Tensor direction(Tensor g) {
        var alpha = new double[rho.length];
        Tensor q = g.neg();
        for (int k = count - 1; k >= 0; k--) {
            int row = (first + k) % rho.length;
            alpha[row] = rho[row] * dot(row(s, row), q);
            q = q.sub(row(y, row).mul(alpha[row]));
        }
        Tensor r = q.mul(scale);
        for (int k = 0; k < count; k++) {
            int row = (first + k) % rho.length;
            double beta = rho[row] * dot(row(y, row), r);
            r = r.add(row(s, row).mul(alpha[row] - beta));
        }
        return r;
    }

    private static Tensor row(Tensor pairs, int row) {
        return pairs.narrow(0, row, 1).reshape(pairs.size(1));
    }

    private static double dot(Tensor a, Tensor b) {
        return a.mul(b).sum().item();
    }

    /** Adds what another instance needs to go on, each under {@code prefix} and a name of its own. */
    public void addTo(Map<String, Tensor> state, String prefix) {
        if (!stepped) {
            return;
        }
        state.put(prefix + "step", step);
        state.put(prefix + "gradient", gradient);
        for (int k = 0; k < count; k++) {
            int row = (first + k) % rho.length;
            state.put(prefix + "s" + k, row(s, row));
            state.put(prefix + "y" + k, row(y, row));
        }
    }

    /**
     * Goes on from what {@link #addTo} stored.
     *
     * @param state which has n elements under each name, or none for an instance that had not stepped
     */
    public void goOn(Map<String, Tensor> state, String prefix) {
        Tensor last = state.get(prefix + "step");
        Tensor lastGradient = state.get(prefix + "gradient");
        if (last == null || lastGradient == null) {
            return;
        }
        stepped = true;
        step.assign(last);
        gradient.assign(lastGradient);
        for (int k = 0; k < rho.length; k++) {
            Tensor sk = state.get(prefix + "s" + k);
            Tensor yk = state.get(prefix + "y" + k);
            if (sk == null || yk == null) {
                break;
            }
            try (var scope = Scope.open()) {
                put(sk, yk, dot(yk, sk));
            }
        }
    }
}
