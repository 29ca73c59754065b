package dev.limpid.solver;

import dev.limpid.operator.ForwardOperator;
import dev.limpid.operator.LinearOperator;
import dev.limpid.tensor.Gradients;
import dev.limpid.tensor.Tensor;

/** The derivative J of any differentiable A: from A and its adjoint where A is linear, else by autograd and a forward difference. */
final class Derivative {
    private Derivative() {}

    /**
     * A at a point.
     *
     * @param residual r = A(x) − b
     * @param gradient Jᵀ r, the gradient of ‖r‖² / 2
     */
    record Point(Tensor residual, Tensor gradient) {
        /** ‖r‖² of each image, (B, 1, 1, 1). */
        Tensor squares() {
            return Residual.squares(residual);
        }
    }

    /** r and Jᵀ r at x, without a graph behind them. */
    static Point at(ForwardOperator a, Tensor x, Tensor b) {
        if (a instanceof LinearOperator linear) {
            try (var off = Gradients.off()) {
                Tensor r = Residual.of(a.apply(x), b);
                return new Point(r, linear.adjoint(r));
            }
        }
        try (var on = Gradients.on()) {
            Tensor variable = x.variable();
            Tensor r = Residual.of(a.apply(variable), b);
            Tensor gradient = Gradients.vjp(r, r.detach(), variable)[0];
            return new Point(r.detach(), gradient);
        }
    }

    /** The point at {@code x} behind one whose residual would change by {@code jd} where A is linear. */
    static Point after(Point before, Tensor jd, ForwardOperator a, Tensor x, Tensor b) {
        if (a instanceof LinearOperator linear) {
            Tensor r = before.residual().add(jd);
            return new Point(r, linear.adjoint(r));
        }
        return at(a, x, b);
    }

    /**
     * J d at x.
     *
     * @param residual A(x) − b of some b
     * @param eta η of the difference (A(x + η d) − A(x)) / η where A is not linear, one number or (B, 1, 1, 1)
     */
    static Tensor along(ForwardOperator a, Tensor x, Tensor d, Tensor residual, Tensor b, Tensor eta) {
        if (a instanceof LinearOperator) {
            return a.apply(d);
        }
        return Residual.of(a.apply(x.add(d.mul(eta))), b).sub(residual).div(eta);
    }

    /** ⟨u, v⟩ of each image, (B, 1, 1, 1). */
    static Tensor dot(Tensor u, Tensor v) {
        return u.mul(v).sum(1, 2, 3);
    }
}
